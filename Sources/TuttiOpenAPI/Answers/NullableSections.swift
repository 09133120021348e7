internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// The parts of an answer that are null when calls have no result that have one in all tests.
struct NullableSections {
    /// Where they are.
    private(set) var pointers: [JSONPointer] = []

    private let slots: Set<Int>
    private let nothing: Scope

    /// Of an endpoint.
    ///
    /// - Parameters:
    ///   - endpoint: whose answer it is.
    ///   - seen: calls of which examples show what the answer is like without them; of the others it is worked out.
    init(_ endpoint: EndpointPlan, beside seen: Set<String>) {
        let unseen = Self.callsWithoutResult(endpoint).filter { !seen.contains(endpoint.calls[$0].name) }
        slots = Set(unseen.map { ScopeName.firstCallSlot + $0 })
        nothing = Scope(layout: endpoint.layout)
        find(in: endpoint.response, JSONPointer(tokens: []))
    }

    /// A part is one if it reads a call that may be null, and is null itself where there is nothing to read: `orders` and
    /// `length(orders)` are, `orders != null` is not.
    private mutating func find(in template: ValueTemplate, _ pointer: JSONPointer) {
        switch template {
        case .constant: break
        case .expression(let expression):
            guard !expression.slots.isDisjoint(with: slots) else { return }
            let value = try? expression.evaluate(in: nothing)
            if value?.isNull ?? true { pointers.append(pointer) }
        case .object(let members):
            for member in members { find(in: member.value, pointer.appending(member.name)) }
        case .array(let elements):
            for (index, element) in elements.enumerated() { find(in: element, pointer.appending(String(index))) }
        }
    }

    /// The calls whose result may be null in an answer: optional ones without a value that stands in, those that may be
    /// skipped, and those that change something, which may be done without a word.
    private static func callsWithoutResult(_ endpoint: EndpointPlan) -> [Int] {
        let calls = endpoint.calls
        var skipped = Set(calls.indices.filter { calls[$0].when != nil })
        // A call that reads a skipped one is skipped; calls don't read each other in circles.
        var isSettled = false
        while !isSettled {
            let more = calls.indices.filter { index in
                !skipped.contains(index)
                    && calls[index].inputs.contains { !$0.copesWithNull && skipped.contains($0.call) }
            }
            skipped.formUnion(more)
            isSettled = more.isEmpty
        }
        return calls.indices.filter { index in
            skipped.contains(index) || !calls[index].isRequired && !calls[index].hasStandInValue
                || !calls[index].isSafe && calls[index].bodyKind == .json
        }
    }
}

extension CallPlan {
    /// Whether a value other than null stands in when it fails.
    fileprivate var hasStandInValue: Bool {
        guard case .value(let template)? = otherwise.last else { return false }
        if case .constant(.null) = template { return false }
        return true
    }
}
