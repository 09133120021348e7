internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience

/// Reads `retry`, `hedge` and `follow` of a service or a call.
///
/// `false` turns one off that the service has.
struct AttemptsReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// What `retry` says, and its budget where the table has one; nil after a mistake.
    func retry(_ node: YAMLNode, _ table: KeyTable) -> (policy: RetryPolicy?, budget: Double?)? {
        if isOff(node) { return (nil, nil) }
        guard case .mapping(let members) = node.content else {
            if node.isBroken { return nil }
            diagnostics.error(
                .wrongType, at: node.span, "`retry` must be a mapping or `false`, not \(node.kindInWords)",
                help: "write it like `{ attempts: 2, on: [connect, reset, 503] }`")
            return nil
        }
        if !table.contains(RetryKeys.budget.name),
            let budget = members.first(where: { $0.key.text == RetryKeys.budget.name })
        {
            diagnostics.error(
                .unknownKey, at: budget.key.span, "the budget of retries belongs to the service",
                help: "set it in gateway.yaml: all calls to a service share it")
            return nil
        }
        guard let mapping = MappingReader(node, table, diagnostics) else { return nil }
        let attempts = mapping.valueOrDefault(RetryKeys.attempts)
        let conditions = mapping[RetryKeys.on].map(conditions) ?? .standard
        let backoff = mapping.valueOrDefault(RetryKeys.backoff)
        let attemptTimeout = mapping.value(RetryKeys.attemptTimeout)
        let budget = mapping.value(RetryKeys.budget)
        guard let attempts, let conditions, let backoff,
            attemptTimeout != nil || mapping[RetryKeys.attemptTimeout] == nil,
            budget != nil || mapping[RetryKeys.budget] == nil
        else { return nil }
        let policy = RetryPolicy(
            attempts: attempts, reasons: conditions.reasons, statuses: conditions.statuses,
            backoff: Backoff(base: backoff), attemptTimeout: attemptTimeout)
        return (policy, budget)
    }

    /// Reports a policy that would do something twice.
    func check(
        _ policy: RetryPolicy, _ method: HTTPRequest.Method, isIdempotent: Bool, help: String, _ node: YAMLNode
    ) {
        guard !isIdempotent, policy.ofUnsent != policy else { return }
        diagnostics.error(
            .notIdempotent, at: node.span,
            "a `\(method.rawValue.lowercased())` is tried again only when nothing of it was sent: it might be done twice",
            help: help)
    }

    /// What `hedge` says: `50ms`, `p95`, `false`; nil after a mistake.
    func hedge(_ node: YAMLNode) -> HedgePolicy?? {
        if isOff(node) { return .some(nil) }
        if let text = node.scalar?.text, text.first == "p" {
            guard let percent = Int(text.dropFirst()), AttemptKeys.percentiles.contains(percent) else {
                diagnostics.error(
                    .invalidNumber, at: node.span, "`\(text)` is no percentile from `p50` to `p99`",
                    help: "write it like `p95`, or a time like `50ms`")
                return nil
            }
            return .some(.percentile(percent))
        }
        return scalars.duration(node, "`hedge`").map { .some(.after($0)) }
    }

    /// What `follow` says: `3`, `{ at-most: 3, hosts: [cdn.example.com] }`, `false`; nil after a mistake.
    func follow(_ node: YAMLNode) -> FollowPolicy?? {
        if isOff(node) { return .some(nil) }
        guard case .mapping = node.content else {
            let bounds = FollowKeys.atMost.bounds ?? 1...10
            guard let most = scalars.integer(node, "`follow`", in: bounds, help: "say how many: `follow: 3`")
            else { return nil }
            return .some(FollowPolicy(atMost: most))
        }
        guard let mapping = MappingReader(node, FollowKeys.table, diagnostics) else { return nil }
        guard let most = mapping.valueOrDefault(FollowKeys.atMost) else { return nil }
        var hosts: [FollowPolicy.Host] = []
        if let node = mapping[FollowKeys.hosts] {
            guard case .sequence(let elements) = node.content else {
                diagnostics.error(
                    .wrongType, at: node.span, "`hosts` must be a list of hosts, not \(node.kindInWords)",
                    help: "write it like `[cdn.example.com]`")
                return nil
            }
            let addresses = AddressReader(diagnostics: diagnostics)
            let read = elements.compactMap { addresses.host($0, "a host of `follow`") }
            guard read.count == elements.count else { return nil }
            hosts = read.map { FollowPolicy.Host(name: $0.name.lowercased(), port: $0.port) }
        }
        return .some(FollowPolicy(atMost: most, hosts: hosts))
    }

    private func isOff(_ node: YAMLNode) -> Bool { node.scalar?.kind == .bool(false) }

    /// The failures after which a call is tried again.
    private struct Conditions {
        var reasons: Set<FailureReason> = []
        var statuses: [ClosedRange<Int>] = []

        static let standard = Conditions(
            reasons: RetryPolicy.standard.reasons, statuses: RetryPolicy.standard.statuses)
    }

    /// What `on` says; nil after a mistake.
    private func conditions(_ node: YAMLNode) -> Conditions? {
        var conditions = Conditions()
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        var isSound = true
        for part in parts where !readCondition(part, &conditions) { isSound = false }
        return isSound ? conditions : nil
    }

    private func readCondition(_ node: YAMLNode, _ conditions: inout Conditions) -> Bool {
        guard let scalar = scalars.text(node, "a condition of `retry`") else { return false }
        if let reason = RetryKeys.reasons.first(where: { $0.rawValue == scalar.text }) {
            conditions.reasons.insert(reason)
            return true
        }
        if let range = StatusPolicyReader.range(scalar.text) {
            conditions.statuses.append(range)
            return true
        }
        let words = RetryKeys.reasons.map(\.rawValue)
        diagnostics.error(
            .invalidStatus, at: scalar.span, "`\(scalar.text)` is nothing that a retry goes by",
            help: Suggestion.help(for: scalar.text, among: words, called: "a status, `5xx`, or one of"))
        return false
    }
}
