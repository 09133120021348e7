internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiRouting
internal import TuttiUpstream

/// Everything that happens to a request of the public listener, in order: read `admit`, `respond` and `ended`.
///
/// One per event loop; no step takes a lock there.
final class RequestDispatcher: RequestResponder {
    private let loop: ServerLoop
    private var generation: Generation
    private let transport: any UpstreamExecutor
    private let streams: any UpstreamStreams
    /// How late this worker is; nil where nobody asks.
    private var lagMeter: LagMeter?

    /// A dispatcher for the requests of one event loop, whose compositions run on that transport, and which are forwarded by those
    /// streams.
    init(
        loop: ServerLoop, generation: Generation, transport: any UpstreamExecutor, streams: any UpstreamStreams
    ) {
        self.loop = loop
        self.generation = generation
        self.transport = transport
        self.streams = streams
        loop.metrics.grow(endpoints: generation.places.endpoints, services: generation.places.services)
        measureLag()
    }

    /// Serves requests that are routed from now on with another generation; called on the event loop.
    func install(_ generation: Generation) {
        loop.metrics.grow(endpoints: generation.places.endpoints, services: generation.places.services)
        self.generation = generation
        measureLag()
    }

    /// What the log and the metrics say of a request comes first: a refused one is counted too.
    func began(_ exchange: Exchange, sentID: String?) {
        loop.metrics.requestStarted()
        exchange.id = requestID(sentID)
        exchange.logRules = generation.logRules
        generation.edge?.began(exchange)
    }

    /// The head is here, and keeps to the rules of its protocol.
    func admit(_ exchange: Exchange) {
        // Nobody but the gateway, or a proxy that is trusted, says which certificate a client has shown.
        if exchange.client.rules.asksForCertificates, exchange.client.original.proxies.isEmpty {
            exchange.request.removeClientCertificate()
        }
        do throws(Refusal) {
            // A listener that only shows the way to another one has no endpoints.
            // Who has used TLS up to a proxy in front would be sent round and round.
            let redirect = exchange.client.original.scheme == .https ? nil : exchange.client.rules.httpsPort
            // Then routing: from here on the request has a name in the metrics, and belongs to a generation.
            let destination = redirect == nil ? self.destination(of: exchange) : nil

            // The body's bound holds for every request, those without an endpoint included, and before the first byte of
            // the body is read: a client that says how much it will send is refused at once.
            exchange.bodyLimit = destination?.bodyLimit ?? generation.bodyLimit
            // No counter has room for `Int.max` bytes, which stand for any more.
            if case .known(let length) = exchange.request.bodyLength, length > exchange.bodyLimit || length == .max {
                throw .bodyTooLarge(limit: exchange.bodyLimit)
            }

            // Where there is too much to do, nothing else is asked.
            if let load = generation.load { try bear(exchange, load, to: destination) }

            // What is asked of requests to endpoints and routes (`RequestPolicies`), and at last the body.
            switch destination {
            case .endpoint(let endpoint):
                pass(exchange, generation.policies(endpoint: endpoint)) { $0.collectBody() }
            case .route(let route, let index): try serve(exchange, by: route, index: index)
            case .session(let endpoint):
                pass(exchange, endpoint.isFree ? [] : generation.logInPolicies) { endpoint.serve($0) }
            case .response(let response): exchange.settle(response)
            case .nowhere(let refusal): throw refusal
            case nil: if let redirect { try self.redirect(exchange, port: redirect) }
            }
        } catch {
            exchange.refuse(error)
        }
    }

    /// Counts a request to an endpoint or a route among those that run, or refuses it because there are too many.
    private func bear(_ exchange: Exchange, _ load: LoadBounds, to destination: RequestDestination?) throws(Refusal) {
        let importance: Importance
        switch destination {
        case .endpoint(let endpoint): importance = generation.importance(endpoint: endpoint)
        case .route(let route, _): importance = route.plan.importance
        case .session(let endpoint) where !endpoint.isFree: importance = .normal
        case .session, .response, .nowhere, nil: return
        }
        let lag = lagMeter?.lag ?? .zero
        guard generation.running.begin(unless: { load.refuses(importance, running: $0, lag: lag) }) else {
            exchange.isShed = true
            // The bound of a route may be none: so much of the body is dropped for the connection to go on.
            exchange.bodyLimit = min(exchange.bodyLimit, generation.bodyLimit)
            loop.metrics.shed[importance.rank] &+= 1
            throw Refusal(
                503, "Too much to do", "The gateway has more to do than it can now. Try again in a moment.",
                headers: [HTTPField(name: .retryAfter, value: "1")])
        }
        exchange.running = generation.running
        exchange.leftOut = load.leftOut(running: generation.running.now - 1, lag: lag)
    }

    /// Has the lag of this worker measured, if it is asked for.
    private func measureLag() {
        if generation.load?.lag == nil {
            lagMeter = nil
        } else if lagMeter == nil {
            lagMeter = LagMeter(eventLoop: loop.eventLoop)
        }
    }

    /// Shows a request to its policies, and hands it to `last` behind them.
    private func pass(
        _ exchange: Exchange, _ policies: [any RequestPolicy], to last: @escaping (Exchange) -> Void
    ) {
        if policies.isEmpty { last(exchange) } else { NextPolicies(policies, last: last)(exchange) }
    }

    /// Does with a request what a route says, once its policies let it go on.
    private func serve(_ exchange: Exchange, by route: PreparedRoute, index: Int) throws(Refusal) {
        let policies = generation.policies(route: index)
        guard !policies.isEmpty else { return act(exchange, by: route) }
        let limit = exchange.bodyLimit
        // Who is refused has no claim to the route's bound, which may be none: so much of the body is dropped for the connection to go on.
        exchange.bodyLimit = min(limit, generation.bodyLimit)
        NextPolicies(policies) { exchange in
            exchange.bodyLimit = limit
            self.act(exchange, by: route)
        }(exchange)
    }

    private func act(_ exchange: Exchange, by route: PreparedRoute) {
        guard let method = exchange.request.method, let generation = exchange.generation else { return }
        let action = route.action(on: exchange.clientRequest(method), path: exchange.request.path) {
            transport.jitter
        }
        switch action {
        case .forward(let request): forward(request, of: exchange, in: generation)
        case .cached(let cached): serve(cached, of: exchange, in: generation)
        case .file(let target): FileExchange(target, of: exchange, held: loop.heldFiles).start()
        case .respond(let response):
            // The route's bound is for what it forwards.
            exchange.bodyLimit = min(exchange.bodyLimit, generation.bodyLimit)
            exchange.settle(response)
        }
    }

    /// Passes a request on to a service, and the response back.
    private func forward(_ request: ForwardedRequest, of exchange: Exchange, in generation: Generation) {
        forwarded(request, of: exchange, in: generation).start()
    }

    private func forwarded(
        _ request: ForwardedRequest, of exchange: Exchange, in generation: Generation
    ) -> ForwardedExchange {
        let forwarded = ForwardedExchange(
            request, of: exchange, over: streams, clock: transport, eventLoop: loop.eventLoop)
        if let copy = request.mirrored {
            forwarded.mirror = MirroredRequest(
                copy, headers: forwarded.headers, over: streams, clock: transport
            ) { [loop] report in
                loop.metrics.callEnded(report, service: generation.counter(service: report.service))
            }
        }
        return forwarded
    }

    /// Answers from what is stored, or by a service.
    private func serve(_ cached: CachedForward, of exchange: Exchange, in generation: Generation) {
        let surroundings = CachedExchange.Surroundings(
            cache: generation.routeCache, streams: streams, clock: transport, eventLoop: loop.eventLoop,
            forwarded: { self.forwarded(cached.request, of: $0, in: generation) },
            onReport: { [loop] report in
                loop.metrics.callEnded(report, service: generation.counter(service: report.service))
            })
        CachedExchange.start(cached, of: exchange, in: surroundings)
    }

    /// Sends the client to the same URL with `https`.
    private func redirect(_ exchange: Exchange, port: Int) throws(Refusal) {
        exchange.settle(try ComposedResponse.redirectToHTTPS(exchange.request, port: port))
    }

    /// The body is here too.
    func respond(to exchange: Exchange) {
        guard let generation = exchange.generation, let endpoint = exchange.endpoint, let reply = exchange.reply,
            let method = exchange.request.method
        else {
            let problem = ProblemDetails(
                status: 500, title: "Internal error", detail: "The request was admitted without an endpoint.")
            return exchange.send(ComposedResponse(problem, requestID: exchange.id))
        }
        let request = exchange.clientRequest(method)
        exchange.body = []
        if let claim = exchange.repeats {
            guard let asked = claim.request(of: request, path: exchange.request.path) else {
                exchange.repeatMark = .unavailable
                return exchange.send(RepeatableRequest.unavailable(request.id))
            }
            let repeatable = RepeatableRequest(
                asked: asked, rules: claim.rules, request: request, form: exchange.bodyForm,
                bodyLimit: exchange.bodyLimit, endpoint: endpoint, answering: generation.answering)
            exchange.answer(by: compose(repeatable, over: transport, reply: reply))
        } else if let form = exchange.bodyForm {
            exchange.answer(
                by: compose(
                    request, form, limit: exchange.bodyLimit, endpoint: endpoint, by: generation.answering,
                    over: transport, reply: reply))
        } else if let stored = generation.answering.storedResponse(to: request, endpoint: endpoint, over: transport) {
            exchange.send(stored)
        } else {
            exchange.answer(
                by: compose(request, endpoint: endpoint, by: generation.answering, over: transport, reply: reply))
        }
    }

    /// The task prefers the worker, and its child tasks inherit that: the whole composition runs on the worker's thread, which is
    /// that of the connection, too.
    private func compose(
        _ request: ClientRequest, endpoint: Int, by answering: any RequestHandler,
        over transport: some UpstreamExecutor,
        reply: ReplyPort
    ) -> Task<Void, Never> {
        Task(executorPreference: transport) {
            reply.send(await answering.response(request, endpoint: endpoint, over: transport))
        }
    }

    /// The same for a body that has to be turned into JSON first.
    private func compose(
        _ request: ClientRequest, _ body: ClientBody, limit: Int, endpoint: Int, by answering: any RequestHandler,
        over transport: some UpstreamExecutor, reply: ReplyPort
    ) -> Task<Void, Never> {
        Task(executorPreference: transport) {
            reply.send(
                await answering.response(request, read: body, limit: limit, endpoint: endpoint, over: transport))
        }
    }

    /// The same for a request that may be a repetition.
    private func compose(
        _ request: RepeatableRequest, over transport: some UpstreamExecutor, reply: ReplyPort
    ) -> Task<Void, Never> {
        Task(executorPreference: transport) {
            let (response, mark) = await request.response(over: transport)
            reply.send(response, as: mark)
        }
    }

    /// The response is out, or the client has left.
    func ended(_ exchange: Exchange) {
        exchange.running?.end()
        // The metrics first: log lines may be dropped, metrics never.
        let duration = loop.eventLoop.now - exchange.started
        loop.metrics.requestEnded(
            endpoint: exchange.counter, status: exchange.status, nanoseconds: duration.nanoseconds,
            responseFailures: exchange.responseFailures.count, cacheUse: exchange.cacheUse)
        if let generation = exchange.generation {
            let calls = exchange.calls
            for index in calls.indices {
                loop.metrics.callEnded(calls[index], service: generation.counter(service: calls[index].service))
            }
        }
        if let mark = exchange.repeatMark { loop.metrics.repeats[mark.place] &+= 1 }
        if exchange.logRules != nil || exchange.refusingRule != nil { countAccess(exchange) }
        loop.accessLog?.append(exchange, nanoseconds: duration.nanoseconds)
        loop.requestEnded()
    }
}

extension RequestDispatcher {
    /// Counts what became of a request's credentials.
    private func countAccess(_ exchange: Exchange) {
        if exchange.identity != nil { loop.metrics.identities.accepted &+= 1 }
        if let failure = exchange.authenticationFailure {
            if failure == AuthenticationPolicy.missing {
                loop.metrics.identities.missing &+= 1
            } else {
                loop.metrics.identities.refused &+= 1
            }
        }
        if exchange.refusingRule != nil { loop.metrics.forbiddenRequests &+= 1 }
    }

    private func requestID(_ sent: String?) -> String {
        if let sent, RequestIDs.isAcceptable(sent) { return sent }
        return loop.requestIDs.next()
    }

    /// Finds what serves a request.
    private func destination(of exchange: Exchange) -> RequestDestination {
        guard let method = exchange.request.method else {
            return .nowhere(.malformed("The request's method is not a token."))
        }
        guard !exchange.request.isForServer else {
            return .response(Self.options(allow: generation.routes.allMethods))
        }
        let path: DecodedPath
        do throws(DecodedPath.Defect) {
            path = try DecodedPath(exchange.request.path)
        } catch {
            return .nowhere(Refusal(400, "Malformed path", error.message))
        }
        // A browser's question whether a page may ask comes before 405, and before anything that asks who it is.
        if let edge = generation.edge, edge.answersPreflight(exchange.request, at: path) {
            return .response(ComposedResponse(status: 204, headers: [], body: [], calls: []))
        }
        if let endpoint = generation.sessionEndpoint(at: path) {
            exchange.isServed(
                by: generation, as: "\(endpoint.step.method.rawValue) session", counter: MetricNames.noEndpoint)
            exchange.hidesQuery = true
            guard method == endpoint.step.method else {
                let allow = endpoint.step.method.rawValue
                return .nowhere(
                    Refusal(
                        405, "Method not allowed", "This path is served for \(allow), not for \(method.rawValue).",
                        headers: [HTTPField(name: .allow, value: allow)]))
            }
            return .session(endpoint)
        }
        let match = match(exchange, method, path)
        switch match {
        case .endpoint(let endpoint, let parameters):
            exchange.endpoint = endpoint
            exchange.parameters = parameters
            exchange.isServed(
                by: generation, as: generation.routes.names[endpoint], counter: generation.counter(endpoint: endpoint))
            return .endpoint(endpoint)
        case .route(let route, _, _) where isAmbiguous(exchange, method, path, route: route):
            return .nowhere(Refusal(400, "Ambiguous path", DecodedPath.ambiguity))
        case .route(let route, let parameters, _):
            exchange.route = route
            exchange.parameters = parameters
            exchange.isServed(
                by: generation, as: generation.routes.routeNames[route], counter: generation.counter(route: route))
            return destination(of: exchange, method, route: route)
        case .otherMethods(let methods) where method == .options:
            return .response(Self.options(allow: EndpointRouter.allow(methods)))
        case .otherMethods(let methods):
            let allow = EndpointRouter.allow(methods)
            return .nowhere(
                Refusal(
                    405, "Method not allowed", "This path is served for \(allow), not for \(method.rawValue).",
                    headers: [HTTPField(name: .allow, value: allow)]))
        case .notFound:
            return .nowhere(Refusal(404, "Not found", "No endpoint has this path." + trailingSlashHint(method, path)))
        }
    }

    private func match(_ exchange: Exchange, _ method: HTTPRequest.Method, _ path: DecodedPath) -> Router.Match {
        generation.routes.router.match(method, path) { route, parameters in
            exchange.parameters = parameters
            return generation.route(route)?.takes(exchange.clientRequest(method)) ?? false
        }
    }

    /// Whether something else may be meant by the path than the route: a service that skips empty segments would take a path for another
    /// one, whose stricter route it then has not met.
    private func isAmbiguous(
        _ exchange: Exchange, _ method: HTTPRequest.Method, _ path: DecodedPath, route: Int
    ) -> Bool {
        guard let simplified = path.simplified else { return false }
        guard case .route(route, _, _) = match(exchange, method, simplified) else { return true }
        return false
    }

    private func destination(
        of exchange: Exchange, _ method: HTTPRequest.Method, route index: Int
    ) -> RequestDestination {
        // A response to it would show whoever has a browser send it what the gateway and its proxies add (RFC 9110, 9.3.8 and 17.13).
        guard method != .trace, let route = generation.route(index) else {
            return .nowhere(Refusal(501, "Method not implemented", "TRACE is not forwarded."))
        }
        guard !exchange.request.isInLoop else {
            return .nowhere(
                Refusal(508, "Loop detected", "By its header Via, the request has passed this gateway many times."))
        }
        return .route(route, index: index)
    }

    private func trailingSlashHint(_ method: HTTPRequest.Method, _ path: DecodedPath) -> String {
        guard path.count > 1, path[path.count - 1].isEmpty else { return "" }
        guard generation.routes.router.match(method, path.withoutLast) != .notFound else { return "" }
        return " There is one without the slash at its end."
    }

    private static func options(allow: String) -> ComposedResponse {
        ComposedResponse(status: 204, headers: [HTTPField(name: .allow, value: allow)], body: [], calls: [])
    }
}
