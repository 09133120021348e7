internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience

/// Reads one service of `gateway.yaml`.
struct ServiceReader {
    var defaultTimeout: TimeSpan
    var defaultPropagation = Propagation.all
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    func service(_ name: String, _ node: YAMLNode) -> ServicePlan? {
        guard let fields = MappingReader(node, .service, diagnostics) else { return nil }
        var service = ServicePlan(name: name, instances: instances(fields, name), timeout: defaultTimeout)
        if let node = fields["timeout"], let span = scalars.duration(node, "`timeout`") { service.timeout = span }
        if let node = fields["connect-timeout"], let span = scalars.duration(node, "`connect-timeout`") {
            service.connectTimeout = span
        }
        if let node = fields["max-response"], let size = scalars.size(node, "`max-response`") {
            service.maximumResponse = size
        }
        if let node = fields["balance"], let balance = balance(node) { service.balance = balance }
        if let node = fields["concurrency"], let policy = concurrency(node, service.concurrency) {
            service.concurrency = policy
        }
        if let node = fields["breaker"],
            let breaker = BreakerReader(diagnostics: diagnostics).breaker(
                node, service.breaker, service.breakerCounts)
        {
            (service.breaker, service.breakerCounts) = breaker
        }
        let attempts = AttemptsReader(diagnostics: diagnostics)
        if let node = fields["retry"], let retry = attempts.retry(node, .serviceRetry) {
            service.retry = retry.policy
            service.retryBudget = retry.budget ?? service.retryBudget
        }
        if let node = fields["hedge"], let hedge = attempts.hedge(node) { service.hedge = hedge }
        if let node = fields["cache"], let cache = attempts.cache(node) { service.cache = cache }
        if let node = fields["follow"], let follow = attempts.follow(node) { service.follow = follow }
        if let node = fields["headers"] { service.fields = headers(node) }
        if let node = fields["forward-headers"] { service.forwardedFields = forwarded(node) }
        if let node = fields["host"] {
            service.host = AddressReader(diagnostics: diagnostics).host(node, "`host`")?.text
        }
        service.propagated = defaultPropagation
        if let node = fields["propagate"],
            let propagated = PropagationReader(diagnostics: diagnostics).propagation(node)
        {
            service.propagated = propagated
        }
        return service
    }

    private func instances(_ fields: MappingReader, _ name: String) -> [ServiceInstance] {
        guard let node = fields["instances"] else {
            guard !fields.has("instances") else { return [] }
            diagnostics.error(
                .missingKey, at: fields.span, "the service `\(name)` has no `instances`",
                help: "say where it runs: `instances: [http://127.0.0.1:7001]`")
            return []
        }
        guard case .sequence(let elements) = node.content, !elements.isEmpty else {
            diagnostics.error(
                .wrongType, at: node.span, "`instances` must be a list of at least one URL",
                help: "write it like `[http://127.0.0.1:7001]`")
            return []
        }
        return elements.compactMap { AddressReader(diagnostics: diagnostics).instance($0) }
    }

    private func balance(_ node: YAMLNode) -> Balance? {
        guard let scalar = scalars.text(node, "`balance`") else { return nil }
        if let balance = Balance(rawValue: scalar.text) { return balance }
        diagnostics.error(
            .wrongType, at: scalar.span, "`\(scalar.text)` is not a way to balance",
            help: Suggestion.help(for: scalar.text, among: Balance.allCases.map(\.rawValue), called: "use"))
        return nil
    }

    private func concurrency(_ node: YAMLNode, _ standard: LimiterPolicy) -> LimiterPolicy? {
        guard let fields = MappingReader(node, .concurrency, diagnostics) else { return nil }
        let atOnce = fields["at-once"].map { scalars.integer($0, "`at-once`", in: 1...100_000) } ?? standard.atOnce
        let waiting = fields["waiting"].map { scalars.integer($0, "`waiting`", in: 0...1_000_000) } ?? standard.waiting
        guard let atOnce, let waiting else { return nil }
        return LimiterPolicy(atOnce: atOnce, waiting: waiting)
    }

    private func headers(_ node: YAMLNode) -> [HTTPField] {
        guard case .mapping(let members) = node.content else {
            diagnostics.error(
                .wrongType, at: node.span, "`headers` must be a mapping of names to text, not \(node.kindInWords)",
                help: "write it like `{ x-gateway: tutti }`")
            return []
        }
        return members.compactMap { member in
            let name = HeaderNameReader(diagnostics: diagnostics).name(member.key)
            guard let value = scalars.text(member.value, "the value of a header"), let name else { return nil }
            if let offset = HeaderNameReader.firstInvalidByte(in: value.text) {
                diagnostics.error(
                    .invalidHeader, at: value.span(offset..<(offset + 1)),
                    "the value of a header can't hold control characters")
                return nil
            }
            return HTTPField(name: name, value: value.text)
        }
    }

    private func forwarded(_ node: YAMLNode) -> [HTTPField.Name] {
        guard case .sequence(let elements) = node.content else {
            diagnostics.error(
                .wrongType, at: node.span, "`forward-headers` must be a list of names, not \(node.kindInWords)",
                help: "write it like `[accept-language]`")
            return []
        }
        return elements.compactMap { element in
            scalars.text(element, "the name of a header").flatMap {
                HeaderNameReader(diagnostics: diagnostics).name($0)
            }
        }
    }
}
