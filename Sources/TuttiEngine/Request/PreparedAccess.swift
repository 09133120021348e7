internal import TuttiExpressions
internal import TuttiJSON
package import TuttiPlan

/// The rules of an endpoint or a route, with everything computed that does not depend on a request.
package final class PreparedAccess: Sendable {
    /// Those that can be asked before the body is there.
    private let early: [AccessRule]
    /// Those that read the body.
    private let late: [AccessRule]
    /// What the early ones see of a request.
    private let clientScope: ClientScope
    /// The parameters that have types; nil where no rule of the endpoint itself reads one.
    private let types: TypedParameters?

    /// The rules of an endpoint; nil where it has none.
    package convenience init?(_ endpoint: EndpointPlan, in gateway: GatewayPlan) {
        self.init(
            endpoint.access, endpoint.layout, endpoint.path, endpoint.textOfQuery, request: endpoint.request,
            names: endpoint.readParameters, in: gateway)
    }

    /// The rules of a route; nil where it has none.
    package convenience init?(_ route: RoutePlan, in gateway: GatewayPlan) {
        self.init(route.access, route.layout, route.path, route.textOfQuery, in: gateway)
    }

    private init?(
        _ access: AccessPlan, _ layout: ScopeLayout, _ path: PathPattern, _ textOfQuery: ReadParameters.Names,
        request: RequestPlan? = nil, names: ReadParameters = ReadParameters(), in gateway: GatewayPlan
    ) {
        guard !access.rules.isEmpty else { return nil }
        early = access.rules.filter { !$0.readsBody }
        late = access.rules.filter(\.readsBody)
        clientScope = ClientScope(
            layout, reads: early.reduce(into: []) { $0.formUnion($1.reads) }, path: path, textOfQuery: textOfQuery,
            in: gateway)
        types = TypedParameters(
            request, path: path,
            reads: access.rules.reduce(into: []) { if !$1.isShared { $0.formUnion($1.reads) } }, names: names)
    }

    /// Whether there are rules that can be asked before the body is there.
    package var asksEarly: Bool { !early.isEmpty }

    /// The first rule that doesn't hold for a request whose body isn't there yet; nil where all do that don't read it.
    package func refusal(of request: ClientRequest) -> AccessRule? {
        early.isEmpty ? nil : refusal(by: early, in: clientScope.scopeWithoutBody(for: request), of: request)
    }

    /// The first rule that reads the body and doesn't hold.
    func refusal(inScopeWithBody scope: Scope, of request: ClientRequest) -> AccessRule? {
        late.isEmpty ? nil : refusal(by: late, in: scope, of: request)
    }

    /// Only `true` lets a request go on: what is null, of another kind or can't be computed refuses it.
    ///
    /// A rule of gateway.yaml reads texts, whatever types the endpoint gives its parameters: it says the same wherever it is named.
    private func refusal(by rules: [AccessRule], in scope: Scope, of request: ClientRequest) -> AccessRule? {
        var typed = scope
        types?.set(in: &typed, of: request)
        return rules.first { rule in
            (try? rule.condition.evaluate(in: rule.isShared ? scope : typed))?.bool != true
        }
    }
}
