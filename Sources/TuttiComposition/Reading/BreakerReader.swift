internal import TuttiPlan
internal import TuttiResilience

/// Reads `breaker` of a service.
struct BreakerReader {
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    /// What it says, and what of it stands where it says nothing; nil after a mistake.
    func breaker(
        _ node: YAMLNode, _ standard: BreakerPolicy, _ standardCounts: BreakerCounts
    ) -> (policy: BreakerPolicy, counts: BreakerCounts)? {
        guard let mapping = MappingReader(node, .breaker, diagnostics) else { return nil }
        func integer(_ key: String, _ range: ClosedRange<Int>, _ standard: Int) -> Int? {
            mapping[key].map { scalars.integer($0, "`\(key)`", in: range) } ?? standard
        }
        let ratio = mapping["failure-ratio"].map { scalars.ratio($0, "`failure-ratio`") } ?? standard.failureRatio
        let window = mapping["window"].map { scalars.duration($0, "`window`") } ?? standard.window
        let minimum = integer("minimum-calls", 1...1_000_000, standard.minimumCalls)
        let openFor = mapping["open-for"].map { scalars.duration($0, "`open-for`") } ?? standard.openFor
        let probes = integer("probes", 1...1_000, standard.probes)
        let clients = integer("clients", 1...ClientGroup.count, standard.clients)
        let counts = mapping["counts"].map { self.counts($0) } ?? standardCounts
        guard let ratio, let window, let minimum, let openFor, let probes, let clients, let counts else { return nil }
        let policy = BreakerPolicy(
            failureRatio: ratio, window: window, minimumCalls: minimum, openFor: openFor, probes: probes,
            clients: clients)
        return (policy, counts)
    }

    /// `[connect, timeout, 502-504, 500]`.
    private func counts(_ node: YAMLNode) -> BreakerCounts? {
        var counts = BreakerCounts(reasons: [], statuses: [])
        let parts: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        guard !parts.isEmpty else {
            diagnostics.error(
                .wrongType, at: node.span, "`counts` names nothing, so that nothing would open the breaker",
                help: "remove it, or write it like `[connect, timeout, 502-504]`")
            return nil
        }
        var isSound = true
        for part in parts where !read(part, &counts) { isSound = false }
        return isSound ? counts : nil
    }

    private func read(_ node: YAMLNode, _ counts: inout BreakerCounts) -> Bool {
        guard let scalar = scalars.text(node, "an entry of `counts`") else { return false }
        if let reason = BreakerCounts.knownReasons.first(where: { $0.rawValue == scalar.text }) {
            counts.reasons.insert(reason)
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
        counts.statuses.append(range)
        return true
    }
}
