internal import TuttiExpressions
internal import TuttiJSON
internal import TuttiPlan

/// An endpoint, with everything computed that does not depend on a request.
final class PreparedEndpoint: Sendable {
    let plan: EndpointPlan
    let calls: [PreparedCall]
    /// The scope of a request before anything of the client is in it.
    let emptyScope: Scope
    let readsMeta: Bool
    /// Which parts of the client's request are read.
    let reads: RequestParts
    /// Names of the parameters in its path, which are distinct.
    let pathNames: [String]
    let response: PreparedResponse
    /// The shape of the response, to check `?fields=` against; nil where the endpoint has no `fields`.
    let responseShape: ValueShape?
    /// Whether two of its calls can make the same request.
    let mayRepeat: Bool
    /// The services that its calls may call more than once for one request: each has an index in ``Ballots``.
    let ballotServices: [Int]

    init(_ endpoint: EndpointPlan, in gateway: GatewayPlan) {
        plan = endpoint
        let ballots = endpoint.servicesCalledMoreThanOnce
        ballotServices = ballots
        calls = endpoint.calls.indices.map { index in
            let service = endpoint.calls[index].service
            return PreparedCall(
                index: index, of: endpoint, service: gateway.services[service],
                ballot: ballots.firstIndex(of: service))
        }
        var scope = Scope(layout: endpoint.layout)
        scope[ScopeName.env.slot] = gateway.settings.environment
        emptyScope = scope
        response = PreparedResponse(endpoint.response, metaMember: endpoint.metaMember)
        responseShape = endpoint.allowsFields ? endpoint.responseShapeWithMeta : nil
        mayRepeat = calls.contains(where: \.mayRepeat)
        readsMeta = endpoint.reads.contains(.meta)
        reads = RequestParts(endpoint.reads)
        pathNames = endpoint.path.parameterNames
    }

    /// Parts of a client's request as bits, which are quicker to test than a set of names.
    struct RequestParts: OptionSet {
        let rawValue: UInt8

        static let path = RequestParts(rawValue: 1)
        static let query = RequestParts(rawValue: 2)
        static let queryAll = RequestParts(rawValue: 4)
        static let headers = RequestParts(rawValue: 8)
        static let cookies = RequestParts(rawValue: 16)
        static let body = RequestParts(rawValue: 32)

        init(rawValue: UInt8) {
            self.rawValue = rawValue
        }

        init(_ names: Set<ScopeName>) {
            let parts: [(ScopeName, RequestParts)] = [
                (.path, .path), (.query, .query), (.queryAll, .queryAll), (.headers, .headers), (.cookies, .cookies),
                (.body, .body),
            ]
            self = parts.reduce(into: []) { if names.contains($1.0) { $0.insert($1.1) } }
        }
    }
}

extension EndpointPlan {
    /// The services that one request may call more than once, in the order of the calls: their breakers get one vote
    /// for all calls of the request.
    fileprivate var servicesCalledMoreThanOnce: [Int] {
        var called: Set<Int> = []
        var services: [Int] = []
        for call in calls {
            let isOnce = called.insert(call.service).inserted && call.each == nil && call.mostAttempts == 1
            if !isOnce, !services.contains(call.service) { services.append(call.service) }
        }
        return services
    }
}
