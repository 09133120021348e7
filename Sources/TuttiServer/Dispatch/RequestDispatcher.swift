internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
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

    /// A dispatcher for the requests of one event loop, whose compositions run on that transport.
    init(
        loop: ServerLoop, generation: Generation, transport: any UpstreamExecutor
    ) {
        self.loop = loop
        self.generation = generation
        self.transport = transport
        loop.metrics.grow(endpoints: generation.places.endpoints, services: generation.places.services)
    }

    /// Serves requests that are routed from now on with another generation; called on the event loop.
    func install(_ generation: Generation) {
        loop.metrics.grow(endpoints: generation.places.endpoints, services: generation.places.services)
        self.generation = generation
    }

    /// What the log and the metrics say of a request comes first: a refused one is counted too.
    func began(_ exchange: Exchange, sentID: String?) {
        loop.metrics.requestStarted()
        exchange.id = requestID(sentID)
    }

    /// The head is here, and keeps to the rules of its protocol.
    func admit(_ exchange: Exchange) {
        do throws(Refusal) {
            // The body's bound holds for every request, those without an endpoint included, and before the first byte of
            // the body is read: a client that says how much it will send is refused at once.
            exchange.bodyLimit = generation.bodyLimit
            if case .known(let length) = exchange.request.bodyLength, length > exchange.bodyLimit {
                throw .bodyTooLarge(limit: exchange.bodyLimit)
            }

            // A listener that only shows the way to another one has no endpoints.
            if let port = exchange.client.rules.httpsPort { return try redirect(exchange, port: port) }

            // Then routing: from here on the request has a name in the metrics, and belongs to a generation.
            guard let endpoint = try route(exchange) else { return }

            // What is asked of requests to that endpoint (`EndpointPolicies`), and at last the body.
            let policies = generation.policies(endpoint: endpoint)
            if policies.isEmpty {
                exchange.collectBody()
            } else {
                NextPolicies(policies) { $0.collectBody() }(exchange)
            }
        } catch {
            exchange.refuse(error)
        }
    }

    /// Sends the client to the same URL with `https`; one that waits for `100 Continue` has sent no body, and may never do so.
    private func redirect(_ exchange: Exchange, port: Int) throws(Refusal) {
        let response = try ComposedResponse.redirectToHTTPS(exchange.request, port: port)
        if exchange.request.awaitsContinue {
            exchange.send(response, closes: true)
        } else {
            exchange.settle(response)
        }
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
        let request = ClientRequest(
            id: exchange.id, method: method, pathParameters: exchange.parameters, query: exchange.request.query,
            headers: ReceivedHeaders(headers: exchange.request.headers), body: exchange.body,
            // The time that the request waits for its worker counts against the endpoint's deadline.
            receivedAt: SystemClock.now, client: exchange.client.group)
        exchange.body = []
        if let form = exchange.bodyForm {
            exchange.answer(
                by: compose(
                    request, form, limit: exchange.bodyLimit, endpoint: endpoint, by: generation.answering,
                    over: transport, reply: reply))
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
            do throws(Refusal) {
                var request = request
                request.body = try await body.json(of: request.body, limit: limit)
                reply.send(await answering.response(request, endpoint: endpoint, over: transport))
            } catch {
                reply.send(ComposedResponse(error, requestID: request.id))
            }
        }
    }

    /// The response is out, or the client has left.
    func ended(_ exchange: Exchange) {
        // The metrics first: log lines may be dropped, metrics never.
        let duration = loop.eventLoop.now - exchange.started
        loop.metrics.requestEnded(
            endpoint: exchange.counter, status: exchange.status, nanoseconds: duration.nanoseconds,
            responseFailures: exchange.responseFailures.count)
        if let generation = exchange.generation {
            let calls = exchange.calls
            for index in calls.indices {
                loop.metrics.callEnded(calls[index], service: generation.counter(service: calls[index].service))
            }
        }
        loop.accessLog?.append(exchange, nanoseconds: duration.nanoseconds)
        loop.requestEnded()
    }
}

extension RequestDispatcher {
    private func requestID(_ sent: String?) -> String {
        if let sent, RequestIDs.isAcceptable(sent) { return sent }
        return loop.requestIDs.next()
    }

    /// Finds the endpoint; without one, answers OPTIONS when the body has been read and dropped, and returns nil.
    private func route(_ exchange: Exchange) throws(Refusal) -> Int? {
        guard let method = exchange.request.method else { throw .malformed("The request's method is not a token.") }
        guard !exchange.request.isForServer else {
            exchange.settle(Self.options(allow: generation.routes.allMethods))
            return nil
        }
        let path: DecodedPath
        do throws(DecodedPath.Defect) {
            path = try DecodedPath(exchange.request.path)
        } catch {
            throw Refusal(400, "Malformed path", error.message)
        }
        switch generation.routes.router.match(method, path) {
        case .endpoint(let endpoint, let parameters):
            exchange.generation = generation
            exchange.endpoint = endpoint
            exchange.counter = generation.counter(endpoint: endpoint)
            exchange.endpointName = generation.routes.names[endpoint]
            exchange.parameters = parameters
            return endpoint
        case .route:
            // Until requests are forwarded, this is all that becomes of one.
            throw Refusal(501, "Not implemented", "Routes are not served by this version yet.")
        case .otherMethods(let methods) where method == .options:
            exchange.settle(Self.options(allow: EndpointRouter.allow(methods)))
            return nil
        case .otherMethods(let methods):
            let allow = EndpointRouter.allow(methods)
            throw Refusal(
                405, "Method not allowed", "This path is served for \(allow), not for \(method.rawValue).",
                header: HTTPField(name: .allow, value: allow))
        case .notFound:
            throw Refusal(404, "Not found", "No endpoint has this path." + trailingSlashHint(method, path))
        }
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
