internal import TuttiJSON
internal import TuttiPlan

/// The `let` of an endpoint, with everything computed that does not depend on a request.
final class PreparedLets: Sendable {
    /// The values, each behind those that it reads.
    let values: [LetPlan]
    /// For each call, where it reads values.
    let ofCalls: [OfCall]
    /// The places of what the head of the response reads, and what that reads.
    let ofHead: [Int]
    /// For each value, the places of those that it reads itself.
    let direct: [[Int]]
    /// For each value, the places of those that it reads, itself or through others.
    private let read: [[Int]]
    /// The slots of values that are made of the client's request alone.
    let clientSlots: Set<Int>

    /// Places in ``values`` that a call reads.
    struct OfCall: Sendable {
        /// What has to be worked out before the call is made: all that it reads, and what that reads.
        let all: [Int]
        /// What `when` reads itself.
        let when: [Int]
        /// What the result of the skipped call reads itself.
        let whenSkipped: [Int]
        /// What `needs` reads itself.
        let needs: [Int]
        /// What the call reads itself in order to be made, that of `when` and `needs` among it.
        let request: [Int]
    }

    /// Nil where there are none.
    init?(_ endpoint: EndpointPlan) {
        guard !endpoint.lets.isEmpty else { return nil }
        let values = endpoint.lets
        self.values = values
        var places: [Int: Int] = [:]
        for (place, value) in values.enumerated() { places[value.slot] = place }
        var read: [[Int]] = []
        var allDirect: [[Int]] = []
        for value in values {
            let slots = value.value.slots
            let direct = slots.compactMap { places[$0] }.filter { $0 < read.count }
            allDirect.append(direct.sorted())
            read.append(Set(direct.flatMap { read[$0] + [$0] }).sorted())
        }
        direct = allDirect
        self.read = read
        clientSlots = endpoint.clientSlots
        let all = read
        func closure(_ slots: some Sequence<Int>) -> [Int] {
            Set(slots.compactMap { places[$0] }.flatMap { all[$0] + [$0] }).sorted()
        }
        func known(_ slots: some Sequence<Int>) -> [Int] { slots.compactMap { places[$0] }.sorted() }
        ofCalls = endpoint.calls.map { call in
            OfCall(
                all: closure(call.lets + call.spareLets), when: known(call.when?.slots ?? []),
                whenSkipped: known(call.whenSkipped?.slots ?? []), needs: known(call.needs?.slots ?? []),
                request: known(call.lets))
        }
        ofHead = closure(endpoint.head?.lets ?? [])
    }

    /// The places of the values with these names.
    func places(of names: Set<String>) -> [Int] { values.indices.filter { names.contains(values[$0].name) } }

    /// The places of what the chosen parts of the response read; all parts for nil.
    func ofResponse(_ response: ValueTemplate, selection: FieldSelection?) -> [Int] {
        var wanted: Set<Int> = []
        for (place, value) in values.enumerated() {
            let isShown = value.sections.contains { selection?.includes($0.tokens[...], of: response) ?? true }
            if isShown { wanted.formUnion(read[place] + [place]) }
        }
        return wanted.sorted()
    }
}
