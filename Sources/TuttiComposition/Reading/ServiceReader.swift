internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads one service of `gateway.yaml`.
struct ServiceReader {
    /// What holds where a service says nothing.
    let standard: ServiceDraft
    /// What `env` of gateway.yaml lists; nil when that could not be read.
    var environmentNames: Set<String>?
    /// Why `claims` is always null; nil where clients may show who they are.
    var lackOfClaims: (message: String, help: String)?
    let certificates: CertificateReader
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }

    func service(_ name: String, _ node: YAMLNode) -> ServiceDraft? {
        guard let mapping = MappingReader(node, ServiceKeys.table, diagnostics) else { return nil }
        var service = standard
        if let node = mapping[ServiceKeys.discover] {
            service.discovery = DiscoverReader(folder: certificates.folder, diagnostics: diagnostics).discovery(node)
            if let span = mapping.keySpan(ServiceKeys.instances) {
                diagnostics.error(
                    .severalActions, at: span, "a service has `instances` or `discover`, not both",
                    help: "remove one of the two")
            }
        } else if !mapping.has(ServiceKeys.discover) {
            service.instances = instances(mapping, name)
        }
        mapping.read(ServiceKeys.connectTimeout, into: &service.connectTimeout)
        service.connection = ConnectionReader(certificates: certificates, diagnostics: diagnostics)
            .connection(
                mapping, to: service.discovery?.knownInstances ?? service.instances, foundBy: service.discovery)
        mapping.read(ServiceKeys.maximumResponse, into: &service.maximumResponse)
        mapping.read(ServiceKeys.balance, into: &service.balance)
        service.balanceKey = balanceKey(mapping, service.balance)
        mapping.read(ServiceKeys.slowStart, into: &service.slowStart)
        let (keys, attempts) = (ServiceKeys.attempts, AttemptsReader(diagnostics: diagnostics))
        if let node = mapping[keys.hedge], let hedge = attempts.hedge(node) { service.hedge = hedge }
        if let node = mapping[keys.cache] {
            let reader = CacheReader(table: CacheKeys.serviceTable, texts: nil, diagnostics: diagnostics)
            var uses: [CallUse] = []
            if let cache = reader.plan(node, into: &uses) { service.cache = cache }
        }
        if let node = mapping[keys.follow], let follow = attempts.follow(node) { service.follow = follow }
        service.host = mapping.value(ServiceKeys.host)
        service.health = mapping[ServiceKeys.health].flatMap {
            HealthReader(diagnostics: diagnostics, headers: headers).checks($0)
        }
        if service.connection.proxy != nil, case .tcp? = service.health?.probe, let node = mapping[ServiceKeys.health] {
            diagnostics.error(
                .unknownKey, at: node.span, "behind a `proxy`, a check by `tcp` would only reach the proxy",
                help: "let it ask the instance: `health: { get: /health }`")
        }
        if service.connection.warm > 0, let node = mapping[ServiceKeys.connections] {
            if case .get? = service.health?.probe {
            } else if service.health != nil || !mapping.has(ServiceKeys.health) {
                diagnostics.error(
                    .missingKey, at: node.span,
                    "`warm` opens connections by requests of `health`, and this service is not asked for its health by `get`",
                    help: "write `health: { get: /health }`, or remove `warm`")
            }
        }
        readShared(mapping, &service)
        if let node = mapping[ServiceKeys.userAgent] { readUserAgent(node, mapping, &service) }
        let credentials = CredentialsReader(diagnostics: diagnostics)
        service.credentials = credentials.credentials(mapping)
        credentials.checkAuthorization(
            mapping[ServiceKeys.headers], mapping[ServiceKeys.forwardHeaders], of: name, service.credentials)
        if service.credentials != nil {
            // What `defaults` say holds for the services that have none.
            service.headers.removeAll { $0.name == .authorization }
            service.forwardedHeaders.removeAll { $0 == .authorization }
        }
        return service
    }

    /// Reads what `defaults` may say of all services as well: a mapping or a list replaces the former one as a whole, but `headers` go
    /// name by name.
    ///
    /// The keys have the same names in `defaults` and in a service.
    func readShared(_ mapping: MappingReader, _ service: inout ServiceDraft) {
        mapping.read(ServiceKeys.timeout, into: &service.timeout)
        if let node = mapping[ServiceKeys.concurrency], let policy = concurrency(node) { service.concurrency = policy }
        if let node = mapping[ServiceKeys.breaker],
            let breaker = BreakerReader(diagnostics: diagnostics).breaker(node)
        {
            (service.breaker, service.breakerCounts) = breaker
        }
        if let node = mapping[ServiceKeys.outliers],
            let outliers = OutlierReader(diagnostics: diagnostics).outliers(node)
        {
            service.outliers = outliers
        }
        if let node = mapping[ServiceKeys.attempts.retry],
            let retry = AttemptsReader(diagnostics: diagnostics).retry(node, RetryKeys.serviceTable)
        {
            service.retry = retry.policy
            service.retryBudget = retry.budget ?? service.retryBudget
        }
        if let node = mapping[ServiceKeys.headers] {
            let own = headers(node)
            service.headers.removeAll { field in own.contains { $0.name == field.name } }
            service.headers += own
        }
        if let node = mapping[ServiceKeys.forwardHeaders] {
            let names = HeaderNameReader(diagnostics: diagnostics)
            service.forwardedHeaders = names.forwarded(node, besides: service.headers.map(\.name))
        }
        if let node = mapping[ServiceKeys.propagate],
            let propagated = PropagationReader(diagnostics: diagnostics).propagation(node)
        {
            service.propagated = propagated
        }
    }

    private func balanceKey(_ mapping: MappingReader, _ balance: Balance) -> BalanceKey? {
        guard let node = mapping[ServiceKeys.hashBy] else { return nil }
        if balance != .hash, let span = mapping.keySpan(ServiceKeys.hashBy) {
            diagnostics.error(
                .unknownKey, at: span,
                "`hash-by` goes with `balance: hash`, and this service has `\(balance.rawValue)`",
                help: "write `balance: hash` beside it, or remove it")
            return nil
        }
        let scope = EndpointScope(
            owner: .balance, callNames: [], parameters: nil, environmentNames: environmentNames)
        scope.lackOfClaims = lackOfClaims
        var uses: [CallUse] = []
        let errors = diagnostics.errorCount
        let value = ValueCompiler(expressions: ExpressionCompiler(scope: scope, diagnostics: diagnostics))
            .compile(node, into: &uses)
        scope.reportUnknownNames(to: diagnostics)
        guard diagnostics.errorCount == errors else { return nil }
        if let constant = value.constant {
            guard !constant.isNull || node.isNull else { return nil }
            diagnostics.error(
                .wrongType, at: node.span, "this is the same for all requests, and would send all to one instance",
                help: "read what tells clients apart: `claims.sub`, `client.address`, `cookies.session`")
            return nil
        }
        if scope.reads.contains(.path) {
            diagnostics.error(
                .unknownName, at: node.span, "`hash-by` can't read `path`, which differs from endpoint to endpoint",
                help: "remove it: without `hash-by`, `hash` goes by the path that the service gets")
            return nil
        }
        return BalanceKey(
            source: node.scalar?.text ?? "", value: value, layout: scope.layout, reads: scope.reads,
            textOfQuery: scope.textOfQuery)
    }

    private func readUserAgent(_ node: YAMLNode, _ mapping: MappingReader, _ service: inout ServiceDraft) {
        guard let value = headerValue(node, "`user-agent`") else { return }
        if case .mapping(let headers)? = mapping[ServiceKeys.headers]?.content,
            headers.contains(where: { $0.key.text.lowercased() == "user-agent" })
        {
            diagnostics.error(
                .invalidHeader, at: node.span, "`headers` says what `User-Agent` is, too", help: "remove one of the two"
            )
        }
        service.headers.removeAll { $0.name == .userAgent }
        service.userAgent = value.text
    }

    private func instances(_ mapping: MappingReader, _ name: String) -> [ServiceInstance] {
        guard let node = mapping[ServiceKeys.instances] else {
            guard !mapping.has(ServiceKeys.instances) else { return [] }
            diagnostics.error(
                .missingKey, at: mapping.span, "the service `\(name)` has no `instances`",
                help: "say where it runs: `instances: [http://127.0.0.1:7001]`, or how that is found: "
                    + "`discover: { dns: \(name).internal, port: 8080 }`")
            return []
        }
        return InstanceReader(diagnostics: diagnostics).instances(node)
    }

    private func concurrency(_ node: YAMLNode) -> LimiterPolicy? {
        if node.scalar?.text == ConcurrencyKeys.adaptiveWord {
            return LimiterPolicy(
                atOnce: ConcurrencyKeys.atOnce.standard, waiting: ConcurrencyKeys.waiting.standard,
                atLeast: ConcurrencyKeys.atLeast.standard)
        }
        guard let mapping = MappingReader(node, ConcurrencyKeys.table, diagnostics) else { return nil }
        let atOnce = mapping.valueOrDefault(ConcurrencyKeys.atOnce)
        let waiting = mapping.valueOrDefault(ConcurrencyKeys.waiting)
        guard let atOnce, let waiting, let adapts = mapping.valueOrDefault(ConcurrencyKeys.adaptive),
            let atLeast = mapping.valueOrDefault(ConcurrencyKeys.atLeast)
        else { return nil }
        if adapts, atLeast > atOnce {
            diagnostics.error(
                .invalidNumber,
                at: (mapping[ConcurrencyKeys.atLeast] ?? mapping[ConcurrencyKeys.atOnce])?.span ?? mapping.span,
                "`at-least` is \(atLeast), and `at-once` no more than \(atOnce)",
                help: "give both: `{ adaptive: true, at-least: 2, at-once: 10 }`")
        }
        return LimiterPolicy(atOnce: atOnce, waiting: waiting, atLeast: adapts ? atLeast : nil)
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
            guard let value = headerValue(member.value, "the value of a header"), let name else { return nil }
            warnOfPlaceholder(in: value)
            return HTTPField(name: name, value: value.text)
        }
    }

    private func headerValue(_ node: YAMLNode, _ what: String) -> YAMLScalar? {
        guard let value = scalars.text(node, what) else { return nil }
        guard let offset = HeaderNameReader.firstInvalidByte(in: value.text) else { return value }
        diagnostics.error(
            .invalidHeader, at: value.span(offset..<(offset + 1)),
            "the value of a header can't hold control characters")
        return nil
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
