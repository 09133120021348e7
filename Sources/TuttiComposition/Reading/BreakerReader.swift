internal import TuttiPlan
internal import TuttiResilience

/// Reads `breaker` of a service.
struct BreakerReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// The policy with the default of each key that isn't given; nil after a mistake.
    func breaker(_ node: YAMLNode) -> (policy: BreakerPolicy, counts: BreakerCounts)? {
        guard let mapping = MappingReader(node, BreakerKeys.table, diagnostics) else { return nil }
        let ratio = mapping.valueOrDefault(BreakerKeys.failureRatio)
        let window = mapping.valueOrDefault(BreakerKeys.window)
        let minimum = mapping.valueOrDefault(BreakerKeys.minimumCalls)
        let openFor = mapping.valueOrDefault(BreakerKeys.openFor)
        let probes = mapping.valueOrDefault(BreakerKeys.probes)
        let clients = mapping.valueOrDefault(BreakerKeys.clients)
        let counts = mapping[BreakerKeys.counts].map { self.counts($0) } ?? .standard
        guard let ratio, let window, let minimum, let openFor, let probes, let clients, let counts else { return nil }
        let policy = BreakerPolicy(
            failureRatio: ratio, window: window, minimumCalls: minimum, openFor: openFor, probes: probes,
            clients: clients)
        return (policy, counts)
    }

    /// `[connect, timeout, 502-504, 500]`.
    private func counts(_ node: YAMLNode) -> BreakerCounts? {
        var reasons: Set<FailureReason> = []
        var statuses: [ClosedRange<Int>] = []
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        guard !parts.isEmpty else {
            diagnostics.error(
                .wrongType, at: node.span, "`counts` names nothing, so that nothing would open the breaker",
                help: "remove it, or write it like `[connect, timeout, 502-504]`")
            return nil
        }
        var isSound = true
        for part in parts where !read(part, &reasons, &statuses) { isSound = false }
        return isSound ? BreakerCounts(reasons: reasons, statuses: statuses) : nil
    }

    private func read(
        _ node: YAMLNode, _ reasons: inout Set<FailureReason>, _ statuses: inout [ClosedRange<Int>]
    ) -> Bool {
        guard let scalar = scalars.text(node, "an entry of `counts`") else { return false }
        if let reason = BreakerCounts.knownReasons.first(where: { $0.rawValue == scalar.text }) {
            reasons.insert(reason)
            return true
        }
        guard let range = StatusPolicyReader.range(scalar.text) else {
            diagnostics.error(
                .invalidStatus, at: scalar.span, "`\(scalar.text)` is nothing that a breaker counts",
                help: Suggestion.help(
                    for: scalar.text, among: BreakerCounts.knownReasons.map(\.rawValue),
                    called: "a status, `5xx`, or one of"))
            return false
        }
        guard range.lowerBound >= 400 else {
            diagnostics.error(
                .invalidStatus, at: scalar.span, "a status below 400 is no failure of the service",
                help: "write `5xx`, or statuses like `500` and `502-504`")
            return false
        }
        statuses.append(range)
        return true
    }
}
