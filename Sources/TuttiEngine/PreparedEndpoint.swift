internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// An endpoint with all that load time can do for it done.
final class PreparedEndpoint: Sendable {
    let plan: EndpointPlan
    let calls: [PreparedCall]
    /// A scope with everything in it that is the same for each request.
    let emptyScope: Scope
    let readsMeta: Bool
    let response: PreparedResponse
    /// The shape of the answer, the member for `meta` included, to check `?fields=` against.
    let responseTemplate: ValueTemplate
    /// Whether two of its calls can make the same request.
    let mayRepeat: Bool

    init(_ endpoint: EndpointPlan, in gateway: GatewayPlan) {
        plan = endpoint
        calls = endpoint.calls.indices.map { index in
            PreparedCall(index: index, of: endpoint, service: gateway.services[endpoint.calls[index].service])
        }
        var scope = Scope(layout: endpoint.layout)
        scope[ScopeName.env.slot] = gateway.settings.environment
        emptyScope = scope
        response = PreparedResponse(endpoint.response, metaMember: endpoint.metaMember)
        var template = endpoint.response
        if let name = endpoint.metaMember, case .object(let members) = template {
            template = .object(members + [ValueTemplate.Member(name: name, value: .constant(.null))])
        }
        responseTemplate = template
        mayRepeat = calls.contains(where: \.mayRepeat)
        readsMeta = endpoint.reads.contains(.meta)
    }
}
