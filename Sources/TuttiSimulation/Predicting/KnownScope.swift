internal import TuttiEngine
internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// What is known of the document when some calls have no result, whatever the results of the others.
struct KnownScope {
    /// The document, with null for every part that isn't known.
    private(set) var scope: Scope
    private var slots: Set<Int>
    /// The slots of values under names that can't be computed.
    private(set) var failedSlots: Set<Int> = []
    /// The names of the calls whose outcome is known.
    private let outcomes: Set<String>

    init(_ endpoint: EndpointPlan, environment: JSONValue, _ endings: [Int: FailurePrediction.Ending]) {
        var scope = Scope(layout: endpoint.layout)
        scope[ScopeName.env.slot] = environment
        var slots: Set<Int> = [ScopeName.env.slot]
        var meta = JSONObject()
        for (index, ending) in endings.sorted(by: { $0.key < $1.key }) {
            if let value = ending.value {
                let slot = ScopeName.firstCallSlot + index
                scope[slot] = value
                slots.insert(slot)
            }
            meta[endpoint.calls[index].name] = .object(
                JSONObject([("outcome", .string(ending.label?.rawValue ?? CallOutcome.ok.label))]))
        }
        scope[ScopeName.meta.slot] = .object(meta)
        outcomes = Set(endings.keys.map { endpoint.calls[$0].name })
        self.scope = scope
        self.slots = slots
        // Values under names, each behind those that it reads.
        for value in endpoint.lets where knows(value.value) {
            self.slots.insert(value.slot)
            if !fails(value.value), let result = try? value.value.evaluate(in: self.scope) {
                self.scope[value.slot] = result
            } else {
                failedSlots.insert(value.slot)
            }
        }
    }

    /// Whether an expression has the same value whatever else happens.
    func knows(_ expression: Expression) -> Bool {
        if expression.readsTime { return false }
        var read = expression.slots
        guard read.remove(ScopeName.meta.slot) != nil else { return read.isSubset(of: slots) }
        // Of `meta` only the outcomes of the calls without a result are known.
        guard read.isSubset(of: slots), let names = expression.callsReadForOutcome else { return false }
        return names.isSubset(of: outcomes)
    }

    /// Whether a value reads one under a name that can't be computed.
    func fails(_ template: ValueTemplate) -> Bool {
        !failedSlots.isEmpty && !failedSlots.isDisjoint(with: template.slots)
    }

    /// Whether all expressions of a value have the same value whatever else happens.
    func knows(_ template: ValueTemplate) -> Bool {
        switch template {
        case .constant: true
        case .expression(let expression): knows(expression)
        case .object(let members): members.allSatisfy { knows($0.value) }
        case .array(let elements): elements.allSatisfy { knows($0) }
        }
    }
}

extension Expression {
    /// Whether the expression may call `now()`; a name that holds the word counts, too.
    fileprivate var readsTime: Bool { source.contains("now") }

    /// The names of the calls in each `meta.<call>.outcome`; nil when `meta` may be read in another way.
    fileprivate var callsReadForOutcome: Set<String>? {
        let outcomes = source.matches(of: /\bmeta\.(\w+)\.outcome\b/)
        guard source.matches(of: /meta/).count == outcomes.count else { return nil }
        return Set(outcomes.map { String($0.output.1) })
    }
}
