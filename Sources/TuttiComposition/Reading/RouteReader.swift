internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// Reads one route document.
struct RouteReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    /// A route as far as it could be read.
    struct Result {
        let line: RouteLineReader.Line
        /// What decides beside method and path.
        let condition: ValueTemplate?
        /// The plan; nil where a mistake leaves too little of it.
        let plan: RoutePlan?
        /// The tests that stand beside the route.
        let tests: [EndpointTest]
    }

    /// Whether a document is one of a route.
    static func isRoute(_ root: YAMLNode) -> Bool {
        guard case .mapping(let members) = root.content else { return false }
        func has(_ key: any DeclaredKey) -> Bool { members.contains { $0.key.text == key.name } }
        return has(RouteKeys.route) && !has(EndpointKeys.endpoint)
    }

    /// The route; nil if a mistake leaves too little of it.
    func route(_ root: YAMLNode) -> Result? {
        guard let mapping = MappingReader(root, RouteKeys.table, diagnostics) else { return nil }
        var line = mapping[RouteKeys.route].flatMap { RouteLineReader(diagnostics: diagnostics).line($0) }
        // Files are read and nothing else: other methods are for other routes of the path.
        if mapping[RouteKeys.files] != nil { line = line.map { FilesReader.line($0, diagnostics) } }
        let scope = EndpointScope(
            owner: .route, callNames: [], parameters: line?.path.parameterNames,
            environmentNames: gateway.isComplete ? gateway.environmentNames : nil)
        let reader = AccessReader(gateway: gateway, diagnostics: diagnostics)
        var access = reader.access(mapping, of: .route, at: mapping[RouteKeys.route]?.span)
        scope.lackOfClaims = gateway.lackOfClaims(under: access)
        scope.lacksToken = gateway.lacksToken(under: access)
        let expressions = ExpressionCompiler(scope: scope, diagnostics: diagnostics)
        if let node = mapping[AuthenticationKeys.allow] {
            access.rules = reader.rules(node, expressions, path: line?.path)
        }
        let values = ValueCompiler(expressions: expressions)
        var uses: [CallUse] = []
        let summary = mapping.value(RouteKeys.summary)
        // Which route takes a request is found before anybody is asked who it is.
        let lack = scope.lackOfClaims
        scope.lackOfClaims = (
            "`claims` is not known yet when a request is routed",
            "`when` reads `path`, `query`, `headers` and `cookies`; `allow` is asked later"
        )
        let condition = mapping[RouteKeys.when].map { values.compile($0, into: &uses) }
        scope.lackOfClaims = lack
        let action = action(mapping, line, expressions)
        let responseHeaders =
            mapping[RouteKeys.responseHeaders].map {
                HeaderChangeReader(texts: TextCompiler(expressions: expressions), diagnostics: diagnostics)
                    .changes($0, RouteKeys.responseHeaders.name)
            } ?? []
        let edge = gateway.edge(mapping, diagnostics)
        let limits = gateway.limits(
            mapping, owner: line?.name ?? "", parameters: line?.path.parameterNames, under: access, diagnostics)
        scope.reportUnknownNames(to: diagnostics)
        let tests = mapping[RouteKeys.tests].map {
            TestReader(
                gateway: gateway, document: TestedDocument(route: line, access: access, services: services(of: action)),
                diagnostics: diagnostics
            ).tests($0)
        }
        guard let line else { return nil }
        DoubtCheck(diagnostics: diagnostics).run(
            scope.compiled, slots: EndpointPlan.scopeShapes(path: line.path, callNames: []))
        let plan = action.map { action in
            RoutePlan(
                method: line.method, path: line.path, summary: summary, condition: condition, action: action,
                responseHeaders: responseHeaders, edge: edge, access: access, limits: limits,
                importance: mapping.valueOrDefault(LoadKeys.importance) ?? .normal, layout: scope.layout,
                reads: scope.reads,
                textOfQuery: scope.textOfQuery, position: line.span.position)
        }
        return Result(line: line, condition: condition, plan: plan, tests: tests ?? [])
    }

    /// The names of the services that requests go to; all there are where a mistake leaves that open.
    private func services(of action: RouteAction?) -> [String] {
        switch action {
        case nil: gateway.services.map(\.name)
        case .redirect, .respond, .files: []
        case .forward(let plan): plan.split.shares.map { gateway.services[$0.service].name }
        }
    }

    /// What becomes of a request; nil after a mistake.
    private func action(
        _ mapping: MappingReader, _ line: RouteLineReader.Line?, _ expressions: ExpressionCompiler
    ) -> RouteAction? {
        let given = RouteKeys.actions.filter { mapping[$0] != nil }
        guard let first = given.first, let node = mapping[first] else {
            if !RouteKeys.actions.contains(where: mapping.has) {
                diagnostics.error(
                    .missingKey, at: line?.span ?? mapping.span,
                    "this route says nothing of what becomes of its requests",
                    help: "name the service that gets them, `to: orders`; or give `redirect`, `respond` or `files`")
            }
            return nil
        }
        for further in given.dropFirst() {
            guard let span = mapping.keySpan(further), let firstSpan = mapping.keySpan(first) else { continue }
            diagnostics.error(
                .severalActions, at: span, "a route has `\(first.name)` or `\(further.name)`, not both",
                help: "remove one of the two; with `when`, two routes can share a path",
                related: [("the other one", firstSpan)])
        }
        if !mapping.has(RouteKeys.to) { report(RouteKeys.besidesTo, of: RouteKeys.to, mapping, first) }
        if !mapping.has(RouteKeys.files) { report(RouteKeys.besidesFiles, of: RouteKeys.files, mapping, first) }
        switch first.name {
        case RouteKeys.to.name:
            return ForwardReader(gateway: gateway, line: line, expressions: expressions)
                .plan(mapping, node).map { .forward($0) }
        case RouteKeys.redirect.name:
            return redirect(node, TextCompiler(expressions: expressions)).map { .redirect($0) }
        case RouteKeys.files.name:
            return FilesReader(gateway: gateway, diagnostics: diagnostics).plan(mapping, node).map { .files($0) }
        default:
            return response(node, ValueCompiler(expressions: expressions)).map { .respond($0) }
        }
    }

    /// Reports the keys that go with an action which the route doesn't have.
    private func report(
        _ keys: [any DeclaredKey], of owner: any DeclaredKey, _ mapping: MappingReader, _ action: any DeclaredKey
    ) {
        for key in keys {
            guard let span = mapping.keySpan(key) else { continue }
            diagnostics.error(
                .unknownKey, at: span,
                "`\(key.name)` goes with `\(owner.name)`, and this route has `\(action.name)`",
                help: key.name == RouteKeys.headers.name || key.name == RouteKeys.cacheControl.name
                    ? "headers of the response stand in `response-headers`"
                    : owner.name == RouteKeys.to.name ? "remove it: no service is asked" : "remove it")
        }
    }

    private func redirect(_ node: YAMLNode, _ texts: TextCompiler) -> RedirectPlan? {
        guard let mapping = MappingReader(node, RedirectKeys.table, diagnostics) else { return nil }
        guard let node = mapping[RedirectKeys.to] else {
            if !mapping.has(RedirectKeys.to) {
                diagnostics.error(
                    .missingKey, at: mapping.span, "this redirect leads nowhere",
                    help: "say where the client is sent: `to: \"/shop/{path.rest}\"`")
            }
            return nil
        }
        guard let text = ScalarReader(diagnostics: diagnostics).text(node, "`to` of a redirect"),
            let location = texts.location(text), let status = mapping.valueOrDefault(RedirectKeys.status)
        else { return nil }
        let hasQuery = location.text.parts.contains { part in
            if case .literal(let text) = part { text.contains("?") } else { false }
        }
        return RedirectPlan(location: location, status: status, passesQuery: !hasQuery)
    }

    private func response(_ node: YAMLNode, _ values: ValueCompiler) -> FixedResponse? {
        guard let mapping = MappingReader(node, RespondKeys.table, diagnostics) else { return nil }
        let status = mapping.valueOrDefault(RespondKeys.status)
        var uses: [CallUse] = []
        var body = mapping[RespondKeys.body].map { FixedResponse.Body.json(values.compile($0, into: &uses)) }
        if let text = mapping.value(RespondKeys.text) {
            if body != nil, let span = mapping.keySpan(RespondKeys.text) {
                diagnostics.error(
                    .bodyNotAllowed, at: span, "a response has `body` or `text`, not both",
                    help: "remove one of the two")
            }
            body = .text(text)
        }
        if let status, [204, 205, 304].contains(status), body != nil,
            let span = mapping.keySpan(RespondKeys.body) ?? mapping.keySpan(RespondKeys.text)
        {
            diagnostics.error(.bodyNotAllowed, at: span, "a response with the status \(status) has no body")
        }
        return status.map { FixedResponse(status: $0, body: body) }
    }
}
