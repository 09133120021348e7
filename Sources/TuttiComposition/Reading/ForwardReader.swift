internal import HTTPTypes
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiResilience

/// Reads how a route forwards: `to`, and the keys that go with it.
struct ForwardReader {
    let gateway: GatewayReader.Result
    /// The line of the route; nil after a mistake in it.
    let line: RouteLineReader.Line?
    let expressions: ExpressionCompiler

    private var diagnostics: DiagnosticCollector { expressions.diagnostics }
    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }
    private var texts: TextCompiler { TextCompiler(expressions: expressions) }
    private var names: ServiceNameReader {
        ServiceNameReader(gateway: gateway, diagnostics: diagnostics, lacksToken: expressions.scope.lacksToken)
    }

    /// A service and its weight.
    private typealias Weighed = (service: ServiceNameReader.Service, weight: Int)

    /// The plan of a route whose services stand in `to`; nil if a mistake leaves none.
    func plan(_ mapping: MappingReader, _ to: YAMLNode) -> ForwardPlan? {
        var draft = ForwardDraft(maximumRequestBody: gateway.settings.maximumRequestBody)
        draft.split = split(mapping, to)
        draft.target = target(mapping)
        if let node = mapping[RouteKeys.headers] {
            draft.headers = HeaderChangeReader(texts: texts, diagnostics: diagnostics).changes(
                node, RouteKeys.headers.name)
        }
        draft.mirror = mapping[RouteKeys.mirror].flatMap(mirror)
        let services = (draft.split?.shares.map(\.service) ?? []) + (draft.mirror.map { [$0.service] } ?? [])
        CredentialsReader(diagnostics: diagnostics)
            .checkAuthorization(mapping[RouteKeys.headers], of: services.map { gateway.services[$0] })
        mapping.read(RouteKeys.idleTimeout, into: &draft.idleTimeout)
        readBody(mapping, &draft)
        if let node = mapping[RouteKeys.cache] {
            var uses: [CallUse] = []
            draft.cache =
                CacheReader(table: CacheKeys.routeTable, texts: texts, diagnostics: diagnostics)
                .plan(node, into: &uses) ?? nil
        }
        mapping.read(RouteKeys.allowEncodedSlashes, into: &draft.allowsEncodedSlashes)
        draft.description = mapping[RouteKeys.openAPI].flatMap {
            DescriptionReader(gateway: gateway, diagnostics: diagnostics).description($0)
        }
        return draft.plan
    }

    // MARK: - The services

    private func split(_ mapping: MappingReader, _ to: YAMLNode) -> ServiceSplit? {
        let timeout = mapping.value(RouteKeys.timeout)
        let retry = retry(mapping)
        let sticky = mapping[RouteKeys.sticky].flatMap(sticky)
        let weighed = weighed(to)
        guard !weighed.isEmpty else { return nil }
        if weighed.count == 1, let span = mapping.keySpan(RouteKeys.sticky) {
            diagnostics.error(
                .unknownKey, at: span, "`sticky` goes with several services, and this route has one",
                help: "remove it; `balance: hash` of a service keeps requests with one of its instances")
        }
        guard let ranges = ServiceSplit.ranges(ofWeights: weighed.map(\.weight)) else {
            diagnostics.error(
                .invalidWeight, at: to.start, "all weights are 0: no service gets a request",
                help: "give one of them a weight; `respond: { status: 503 }` refuses all requests")
            return nil
        }
        let shares = zip(weighed, ranges).map { entry, points in
            ServiceSplit.Share(
                service: entry.service.index, points: points, timeout: timeout ?? entry.service.plan.timeout,
                retry: retry ?? entry.service.plan.retry)
        }
        return ServiceSplit(shares: shares, sticky: sticky)
    }

    private func weighed(_ node: YAMLNode) -> [Weighed] {
        guard case .mapping(let members) = node.content else {
            if case .sequence = node.content {
                diagnostics.error(
                    .wrongType, at: node.span, "several services stand with their weights, not in a list",
                    help: "write it like `{ orders: 95, orders-next: 5 }`")
                return []
            }
            guard let name = scalars.text(node, "`to`"), let service = names.service(name) else { return [] }
            return [(service, 1)]
        }
        if members.isEmpty {
            diagnostics.error(
                .wrongType, at: node.span, "`to` names no service",
                help: "write it like `orders`, or `{ orders: 95, orders-next: 5 }`")
        }
        var weighed: [Weighed] = []
        for member in members {
            let weight = scalars.integer(
                member.value, "a weight", in: RouteKeys.weights, help: "weights are numbers, and their sum is the whole"
            )
            guard let service = names.service(member.key), let weight else { return [] }
            weighed.append((service, weight))
        }
        if let ranges = ServiceSplit.ranges(ofWeights: weighed.map(\.weight)) {
            for (member, (entry, points)) in zip(members, zip(weighed, ranges)) where entry.weight > 0 && points.isEmpty
            {
                diagnostics.error(
                    .invalidWeight, at: member.value.span,
                    "this share is less than a ten-thousandth, and gets no request",
                    help: "give it more weight, or the others less; 0 takes a service out")
            }
        }
        return weighed
    }

    private func sticky(_ node: YAMLNode) -> ValueTemplate? {
        var uses: [CallUse] = []
        let value = ValueCompiler(expressions: expressions).compile(node, into: &uses)
        // Null also stands for an expression that could not be read.
        if let constant = value.constant {
            guard !constant.isNull || node.isNull else { return nil }
            diagnostics.error(
                .wrongType, at: node.span, "this is the same for all requests, and would send all to one service",
                help: "read what tells clients apart: `cookies.session`")
        }
        return value
    }

    /// What `retry` says of the route; nil where the service's holds.
    private func retry(_ mapping: MappingReader) -> RetryPolicy?? {
        guard let node = mapping[RouteKeys.retry],
            let retry = AttemptsReader(diagnostics: diagnostics).retry(node, RetryKeys.callTable)
        else { return nil }
        if let policy = retry.policy, let method = line?.method {
            AttemptsReader(diagnostics: diagnostics).check(
                policy, method, isIdempotent: method.isIdempotent,
                help: "write `on: [connect]`; `dns` and `tls` can stand beside it (RFC 9110, 9.2.2)", node)
        }
        return .some(retry.policy)
    }

    private func mirror(_ node: YAMLNode) -> MirrorPlan? {
        guard let mapping = MappingReader(node, MirrorKeys.table, diagnostics) else { return nil }
        let share = mapping.valueOrDefault(MirrorKeys.share)
        guard let node = mapping[MirrorKeys.to] else {
            if !mapping.has(MirrorKeys.to) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this mirror names no service",
                    help: "say which one gets the copies: `{ to: orders-next, share: 0.1 }`")
            }
            return nil
        }
        guard let name = scalars.text(node, "`to` of a mirror"), let service = names.service(name), let share else {
            return nil
        }
        return MirrorPlan(service: service.index, share: share)
    }

    // MARK: - The path

    private func target(_ mapping: MappingReader) -> ForwardPlan.Target {
        if let strip = mapping[RouteKeys.strip] {
            if let span = mapping.keySpan(RouteKeys.strip), let other = mapping.keySpan(RouteKeys.rewrite) {
                diagnostics.error(
                    .severalActions, at: span, "a route has `rewrite` or `strip`, not both",
                    help: "`rewrite` says the whole path",
                    related: [("the other one", other)])
            }
            if let count = segments(of: strip) { return .stripped(segments: count) }
        }
        if let node = mapping[RouteKeys.rewrite], let text = scalars.text(node, "`rewrite`"),
            let rewrite = texts.rewrite(text)
        {
            return .rewritten(rewrite)
        }
        return .unchanged
    }

    /// How many segments `strip` takes away; it must be the beginning of the route's path.
    private func segments(of node: YAMLNode) -> Int? {
        guard let text = scalars.text(node, "`strip`"),
            let path = PathPatternReader(owner: .route, diagnostics: diagnostics).path(text.text, at: 0, in: text)
        else { return nil }
        let strip = path.pattern
        guard !strip.hasRest, !strip.segments.isEmpty else {
            diagnostics.error(
                .invalidPath, at: text.span, "`strip` is the beginning of the path that the service doesn't get",
                help: strip.segments.isEmpty
                    ? "remove it, or write it like `/api`" : "write `\(PathPattern(strip.segments))`")
            return nil
        }
        guard let line else { return nil }
        guard line.path.segments.starts(with: strip.segments) else {
            let literals = line.path.segments.prefix { if case .literal = $0 { true } else { false } }
            diagnostics.error(
                .invalidPath, at: text.span, "`\(strip)` is not the beginning of the route's path, `\(line.path)`",
                help: literals.isEmpty
                    ? "`rewrite` gives another path" : "did you mean `\(PathPattern(Array(literals)))`?")
            return nil
        }
        return strip.segments.count
    }

    // MARK: - The body

    private func readBody(_ mapping: MappingReader, _ draft: inout ForwardDraft) {
        if let node = mapping[RouteKeys.maximumRequestBody] {
            if node.scalar?.text == "unlimited" {
                draft.maximumRequestBody = nil
            } else if let size = scalars.size(node, "`max-request-body`") {
                draft.maximumRequestBody = size
            }
        }
        mapping.read(RouteKeys.buffer, into: &draft.buffersRequest)
        if draft.buffersRequest, draft.maximumRequestBody == nil, let span = mapping.keySpan(RouteKeys.buffer) {
            diagnostics.error(
                .invalidSize, at: span, "a body that is waited for needs a bound, and `max-request-body` is unlimited",
                help: "remove one of the two, or give `max-request-body` a size")
        }
    }
}
