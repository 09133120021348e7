internal import TuttiExpressions
internal import TuttiPlan

/// An endpoint, with everything computed that does not depend on a request.
final class PreparedEndpoint: Sendable {
    let plan: EndpointPlan
    let calls: [PreparedCall]
    /// The calls that wait for no other.
    let firstCalls: [Int]
    /// What its expressions see of a client's request.
    let clientScope: ClientScope
    /// Which requests are refused; nil where none are.
    let access: PreparedAccess?
    /// What is asked of requests; nil where nothing is.
    let requestRules: RequestRules?
    let readsMeta: Bool
    /// Values under names; nil where there are none.
    let lets: PreparedLets?
    let response: PreparedResponse
    /// What the file says of the response's head; nil where that is nothing beside a fixed status.
    let head: PreparedHead?
    /// The shape of the response, to check `?fields=` against; nil where the endpoint has no `fields`.
    let responseShape: ValueShape?
    /// How its whole responses are used again; nil where they are not.
    let cache: CompositionCache?
    /// Whether two of its calls can make the same request.
    let mayRepeat: Bool
    /// The services that its calls may call more than once for one request: each has an index in ``Ballots``.
    let ballotServices: [Int]

    /// Whether one of its calls sends an `Idempotency-Key`.
    let sendsKeys: Bool
    /// What `hash` of services goes by that the endpoint calls, where the files say it.
    let balanceKeys: [(service: String, key: PreparedBalanceKey)]

    init(_ endpoint: EndpointPlan, in gateway: GatewayPlan, generation: UInt64 = 0) {
        plan = endpoint
        let ballots = endpoint.servicesCalledMoreThanOnce
        ballotServices = ballots
        let ownCookies = gateway.settings.ownCookies
        calls = endpoint.calls.indices.map { index in
            let service = endpoint.calls[index].service
            return PreparedCall(
                index: index, of: endpoint, service: gateway.services[service],
                ballot: ballots.firstIndex(of: service), ownCookies: ownCookies,
                isCachedByHTTP: gateway.servicesCachedByHTTP.contains(service))
        }
        balanceKeys = Set(endpoint.calls.map(\.service)).sorted().compactMap { index in
            let service = gateway.services[index]
            return PreparedBalanceKey(service, path: endpoint.path, in: gateway).map { (service.name, $0) }
        }
        firstCalls = calls.indices.filter { endpoint.calls[$0].inputs.isEmpty }
        clientScope = ClientScope(
            endpoint.layout, reads: endpoint.reads, path: endpoint.path, textOfQuery: endpoint.textOfQuery, in: gateway)
        access = PreparedAccess(endpoint, in: gateway)
        cache = CompositionCache(endpoint, in: gateway, clientScope: clientScope, generation: generation)
        requestRules = RequestRules(endpoint)
        response = PreparedResponse(endpoint.response, metaMember: endpoint.metaMember)
        // A status without a body is looked after there as well.
        let isBodiless = StatusMapping.bodiless.contains(endpoint.statuses.success)
        head = (endpoint.head ?? (isBodiless ? ComposedHead() : nil)).map { PreparedHead($0, in: gateway) }
        responseShape = endpoint.allowsFields ? endpoint.responseShapeWithMeta : nil
        mayRepeat = calls.contains(where: \.mayRepeat)
        lets = PreparedLets(endpoint)
        readsMeta = endpoint.reads.contains(.meta)
        sendsKeys = endpoint.calls.contains { $0.idempotency != nil || $0.undo != nil }
    }
}

extension PreparedEndpoint {
    /// What `hash` of services goes by for a request, where the request has that.
    func balanceKeys(of request: ClientRequest) -> [RequestSession.BalanceKey] {
        balanceKeys.compactMap { service, key in key.key(of: request).map { (service, $0) } }
    }
}

extension EndpointPlan {
    /// The services that one request may call more than once, in the order of the calls: their breakers get one vote
    /// for all calls of the request.
    fileprivate var servicesCalledMoreThanOnce: [Int] {
        var called: Set<Int> = []
        var services: [Int] = []
        for call in calls {
            let isOnce =
                called.insert(call.service).inserted && call.each == nil && call.pages == nil && call.mostAttempts == 1
                && call.undo == nil
            if !isOnce, !services.contains(call.service) { services.append(call.service) }
        }
        return services
    }
}
