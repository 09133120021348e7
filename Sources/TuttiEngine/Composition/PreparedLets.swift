internal import TuttiJSON
internal import TuttiPlan

/// The `let` of an endpoint, with everything computed that does not depend on a request.
final class PreparedLets: Sendable {
    /// The values, each behind those that it reads.
    let values: [LetPlan]
    /// For each call, the places in ``values`` of what has to be worked out before it is made.
    let ofCalls: [[Int]]
    /// The places of what the head of the response reads, and what that reads.
    let ofHead: [Int]
    /// For each value, the places of those that it reads, itself or through others.
    private let read: [[Int]]
    /// The slots of values that are made of the client's request alone.
    let clientSlots: Set<Int>

    /// Nil where there are none.
    init?(_ endpoint: EndpointPlan) {
        guard !endpoint.lets.isEmpty else { return nil }
        let values = endpoint.lets
        self.values = values
        var places: [Int: Int] = [:]
        for (place, value) in values.enumerated() { places[value.slot] = place }
        var read: [[Int]] = []
        var clientSlots: Set<Int> = []
        for value in values {
            let slots = value.value.slots
            let direct = slots.compactMap { places[$0] }.filter { $0 < read.count }
            read.append(Set(direct.flatMap { read[$0] + [$0] }).sorted())
            let others = slots.subtracting(clientSlots)
            if !slots.isEmpty, others.isEmpty || ScopeName.areClients(others) { clientSlots.insert(value.slot) }
        }
        self.read = read
        self.clientSlots = clientSlots
        let all = read
        func closure(_ slots: some Sequence<Int>) -> [Int] {
            Set(slots.compactMap { places[$0] }.flatMap { all[$0] + [$0] }).sorted()
        }
        ofCalls = endpoint.calls.map { closure($0.lets + $0.spareLets) }
        ofHead = closure(endpoint.head?.lets ?? [])
    }

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
