internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience

/// Reads one service of `gateway.yaml`.
struct ServiceReader {
    /// What holds where a service says nothing.
    let standard: ServicePlan
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    func service(_ name: String, _ node: YAMLNode) -> ServicePlan? {
        guard let mapping = MappingReader(node, .service, diagnostics) else { return nil }
        var service = standard
        service.name = name
        service.instances = instances(mapping, name)
        if let node = mapping["connect-timeout"], let span = scalars.duration(node, "`connect-timeout`") {
            service.connectTimeout = span
        }
        if let node = mapping["max-response"], let size = scalars.size(node, "`max-response`") {
            service.maximumResponse = size
        }
        if let node = mapping["balance"], let balance = balance(node) { service.balance = balance }
        let attempts = AttemptsReader(diagnostics: diagnostics)
        if let node = mapping["hedge"], let hedge = attempts.hedge(node) { service.hedge = hedge }
        if let node = mapping["cache"], let cache = attempts.cache(node) { service.cache = cache }
        if let node = mapping["follow"], let follow = attempts.follow(node) { service.follow = follow }
        if let node = mapping["host"] {
            service.host = AddressReader(diagnostics: diagnostics).host(node, "`host`")?.text
        }
        readShared(mapping, &service)
        return service
    }

    /// What `defaults` may say of all services as well: a mapping or list replaces the former one as a whole, but `headers` go
    /// name by name.
    func readShared(_ mapping: MappingReader, _ service: inout ServicePlan) {
        if let node = mapping["timeout"], let span = scalars.duration(node, "`timeout`") { service.timeout = span }
        if let node = mapping["concurrency"], let policy = concurrency(node, LimiterPolicy(atOnce: 128, waiting: 64)) {
            service.concurrency = policy
        }
        if let node = mapping["breaker"],
            let breaker = BreakerReader(diagnostics: diagnostics).breaker(node, .standard, .standard)
        {
            (service.breaker, service.breakerCounts) = breaker
        }
        if let node = mapping["retry"],
            let retry = AttemptsReader(diagnostics: diagnostics).retry(node, .serviceRetry)
        {
            service.retry = retry.policy
            service.retryBudget = retry.budget ?? service.retryBudget
        }
        if let node = mapping["headers"] {
            let own = headers(node)
            service.headers.removeAll { field in own.contains { $0.name == field.name } }
            service.headers += own
        }
        if let node = mapping["forward-headers"] {
            let names = HeaderNameReader(diagnostics: diagnostics)
            service.forwardedHeaders = names.forwarded(node, besides: service.headers.map(\.name))
        }
        if let node = mapping["propagate"],
            let propagated = PropagationReader(diagnostics: diagnostics).propagation(node)
        {
            service.propagated = propagated
        }
    }

    private func instances(_ mapping: MappingReader, _ name: String) -> [ServiceInstance] {
        guard let node = mapping["instances"] else {
            guard !mapping.has("instances") else { return [] }
            diagnostics.error(
                .missingKey, at: mapping.span, "the service `\(name)` has no `instances`",
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
        guard let mapping = MappingReader(node, .concurrency, diagnostics) else { return nil }
        let atOnce = mapping["at-once"].map { scalars.integer($0, "`at-once`", in: 1...100_000) } ?? standard.atOnce
        let waiting = mapping["waiting"].map { scalars.integer($0, "`waiting`", in: 0...1_000_000) } ?? standard.waiting
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
            warnOfPlaceholder(in: value)
            return HTTPField(name: name, value: value.text)
        }
    }

    /// `{path.id}` in a header of a service, which is the same for each call.
    private func warnOfPlaceholder(in value: YAMLScalar) {
        guard value.substitutions.isEmpty,
            let braces = BracedName.first(in: value.text, isRead: { ScopeName(rawValue: $0) != nil })
        else { return }
        diagnostics.warning(
            .sentAsText, at: value.span(braces.range),
            "a header of a service is plain text: `{\(braces.inside)}` is sent",
            help: "give the calls the header: `headers: { x-user: \"{\(braces.inside)}\" }`")
    }
}
