internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiPolicies

/// Reads who may ask: `auth` of `defaults`, an endpoint or a route, and `allow`.
struct AccessReader {
    let gateway: GatewayReader.Result
    let diagnostics: DiagnosticCollector

    private var scalars: ScalarReader { ScalarReader(diagnostics: diagnostics) }
    private var declared: AuthenticationReader.Result { gateway.authentication }

    /// Whose `auth` an endpoint or a route has: its own, or that of `defaults`.
    ///
    /// `place` is what is named where there is none although gateway.yaml has a way.
    func access(_ mapping: MappingReader, of owner: DocumentKind, at place: SourceSpan?) -> AccessPlan {
        if let node = mapping[AuthenticationKeys.choice] { return choice(node, mapping) }
        if let standard = gateway.standardAccess { return standard }
        if declared.isDeclared, !mapping.has(AuthenticationKeys.choice), !gateway.hasBrokenDefaults {
            let names = declared.names.map(\.text)
            diagnostics.error(
                .missingAuth, at: place ?? mapping.span,
                "this \(owner.rawValue) doesn't say who may ask: gateway.yaml has ways to authenticate",
                help: "write `auth: \(names[0])`, or `auth: none` for everybody; `defaults: { auth: … }` holds for all")
        }
        return AccessPlan()
    }

    /// What an `auth` says.
    func choice(_ node: YAMLNode, _ mapping: MappingReader) -> AccessPlan {
        var access = AccessPlan()
        access.position = mapping.keySpan(AuthenticationKeys.choice)?.position
        let elements: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        guard !elements.isEmpty else {
            diagnostics.error(
                .wrongType, at: node.span, "`auth` names no way", help: "write `auth: none` where everybody may ask")
            return access
        }
        var isWhole = true
        for (index, element) in elements.enumerated() {
            guard let name = scalars.text(element, "`auth`", help: "name a way of gateway.yaml, or `none`") else {
                isWhole = false
                continue
            }
            switch name.text {
            case AuthenticationKeys.none where elements.count == 1: break
            case AuthenticationKeys.none:
                diagnostics.error(
                    .unknownWay, at: name.span, "`none` stands alone: it asks nobody",
                    help: "`optional` lets those go on who show nothing: `[customers, optional]`")
            case AuthenticationKeys.optional where index == elements.count - 1: access.isOptional = true
            case AuthenticationKeys.optional:
                diagnostics.error(
                    .unknownWay, at: name.span, "`optional` stands at the end", help: "move it behind the ways")
            default:
                if let way = way(name) {
                    if access.ways.contains(way) {
                        diagnostics.error(
                            .unknownWay, at: name.span, "`\(name.text)` is here twice", help: "remove one")
                    } else {
                        access.ways.append(way)
                    }
                } else {
                    isWhole = false
                }
            }
        }
        // Alone, `optional` means all ways.
        if access.isOptional, access.ways.isEmpty, isWhole {
            // What asks a server comes behind what can tell by itself.
            let (asking, others) = declared.ways.indices.reduce(into: ([Int](), [Int]())) { parts, way in
                if case .introspection = declared.ways[way].method { parts.0.append(way) } else { parts.1.append(way) }
            }
            access.ways = others + asking
            if !declared.isDeclared, gateway.isComplete {
                diagnostics.error(
                    .unknownWay, at: node.span, "gateway.yaml has no ways to authenticate",
                    help: "write one there: `auth: { partners: { api-keys: { keys: partners.yaml } } }`")
            }
        }
        checkOrder(of: access.ways, node)
        // A way that couldn't be read is no `none`.
        if !isWhole { access.position = nil }
        access.credentials = access.ways.flatMap { declared.ways[$0].credentials }
        access.asksSomebody = access.ways.contains { declared.ways[$0].asksSomebody }
        access.takesSessions = access.ways.contains { declared.ways[$0].isSession }
        return access
    }

    /// A server would be asked about tokens of another issuer, and so get to see them.
    private func checkOrder(of ways: [Int], _ node: YAMLNode) {
        for (place, index) in ways.enumerated() {
            guard case .introspection(let asking) = declared.ways[index].method else { continue }
            let later = ways[(place + 1)...].first { other in
                guard case .jwt(let tokens) = declared.ways[other].method else { return false }
                return tokens.settings.places.contains { asking.settings.places.contains($0) }
            }
            guard let later else { continue }
            let (first, second) = (declared.ways[later].name, declared.ways[index].name)
            diagnostics.error(
                .wrongOrder, at: node.span,
                "the server of `\(second)` would be asked about the tokens of `\(first)`, which have another issuer",
                help: "name `\(first)` in front of `\(second)`: it knows its own tokens, and leaves the others")
        }
    }

    private func way(_ name: YAMLScalar) -> Int? {
        if let index = declared.indices[name.text] { return index }
        guard gateway.isComplete else { return nil }
        let names = declared.names.map(\.text)
        diagnostics.error(
            .unknownWay, at: name.span, "gateway.yaml has no way `\(name.text)` in `auth`",
            help: names.isEmpty
                ? "write it there: `auth: { \(name.text): { api-keys: { keys: partners.yaml } } }`"
                : Suggestion.help(
                    for: name.text, among: names + [AuthenticationKeys.none, AuthenticationKeys.optional],
                    called: "its ways"))
        return nil
    }

    /// The rules of `allow`, compiled for an endpoint or a route.
    func rules(
        _ node: YAMLNode, _ expressions: ExpressionCompiler, path: PathPattern?, request: RequestPlan? = nil
    ) -> [AccessRule] {
        let path = path ?? PathPattern([])
        let shapes = EndpointPlan.scopeShapes(path: path, callNames: [], request: request)
        // Rules of gateway.yaml read texts.
        let texts = EndpointPlan.scopeShapes(path: path, callNames: [])
        let elements: [YAMLNode] = if case .sequence(let elements) = node.content { elements } else { [node] }
        if elements.isEmpty, !node.isBroken {
            diagnostics.error(
                .wrongType, at: node.span, "`allow` has no rule", help: "remove it, or write an expression")
        }
        return elements.compactMap { element in
            if let name = element.scalar, name.kind == .text, let rule = declared.rules[name.text] {
                return shared(rule, called: name, expressions, texts)
            }
            return rule(element, called: AuthenticationKeys.allow.name, isShared: false, expressions, shapes)
        }
    }

    /// A rule of gateway.yaml; what is wrong with it for this endpoint is said where the endpoint names it.
    private func shared(
        _ node: YAMLNode, called name: YAMLScalar, _ expressions: ExpressionCompiler, _ shapes: [ValueShape]
    ) -> AccessRule? {
        let found = DiagnosticCollector()
        var there = ExpressionCompiler(scope: expressions.scope, diagnostics: found)
        there.each = expressions.each
        let unknown = expressions.scope.unknownNames.count
        let compiled = expressions.scope.compiled.count
        let rule = AccessReader(gateway: gateway, diagnostics: found).rule(
            node, called: name.text, isShared: true, there, shapes)
        // What is doubtful about it would be said for each endpoint.
        expressions.scope.compiled.removeLast(expressions.scope.compiled.count - compiled)
        let news = expressions.scope.takeUnknownNames(from: unknown)
        let first =
            found.diagnostics.first { $0.severity == .error }?.message
            ?? news.first.map { "there is nothing called `\($0.name)`" }
        if let first {
            diagnostics.error(
                .unknownName, at: name.span, "the rule `\(name.text)` can't be asked here: \(first)",
                help:
                    "rules read `claims`, `client`, `path`, `query`, `headers`, `cookies` and the `body` of an endpoint",
                related: [("the rule", node.span)])
            return nil
        }
        return rule
    }

    private func rule(
        _ node: YAMLNode, called name: String, isShared: Bool, _ expressions: ExpressionCompiler,
        _ shapes: [ValueShape]
    ) -> AccessRule? {
        let scope = expressions.scope
        let before = scope.reads
        scope.reads = []
        var uses: [CallUse] = []
        let errors = diagnostics.errorCount
        let unknown = scope.unknownNames.count
        let condition = ValueCompiler(expressions: expressions).compile(node, into: &uses)
        let reads = scope.reads
        scope.reads = before.union(reads)
        if let use = uses.first {
            let isCall = scope.callNames.indices.contains(use.call)
            diagnostics.error(
                .unknownName, at: use.span,
                isCall
                    ? "`\(use.name)` is a call, and a rule is asked before any call"
                    : "`\(use.name)` is a value of `let`, and a rule is asked before there are any",
                help: isCall
                    ? "`needs` of a call is asked when the calls have ended that it reads"
                    : "write what the value is made of, or ask it in `needs` of a call")
        } else if reads.contains(.meta) {
            diagnostics.error(
                .unknownName, at: node.span, "`meta` tells of calls, and a rule is asked before any call")
        }
        guard diagnostics.errorCount == errors, scope.unknownNames.count == unknown, !node.isBroken else { return nil }
        let shape = condition.valueShape { shapes.indices.contains($0) ? shapes[$0] : .any }
        if !shape.kinds.contains(.bool) {
            diagnostics.error(
                .neverAllowed, at: node.span, "this is never `true`, and so would refuse every request",
                help: "compare it with something: `claims.plan == 'gold'`, `contains(claims.roles, 'support')`")
        }
        return AccessRule(
            name: name, condition: condition, reads: reads, isShared: isShared, position: node.span.position)
    }
}
