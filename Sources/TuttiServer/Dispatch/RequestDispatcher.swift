internal import HTTPTypes
internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiResilience
internal import TuttiRouting
internal import TuttiUpstream

/// Everything that happens to a request of the public listener, in order: read `admit`, `response` and `ended`.
///
/// One per event loop; no step takes a lock there.
final class RequestDispatcher: RequestResponder {
    private let loop: ServerLoop
    private var generation: Generation
    private let transport: any UpstreamExecutor
    private let limits: ConnectionLimits

    /// A dispatcher for the requests of one event loop, whose compositions run on that transport.
    init(
        loop: ServerLoop, generation: Generation, transport: any UpstreamExecutor, limits: ConnectionLimits
    ) {
        self.loop = loop
        self.generation = generation
        self.transport = transport
        self.limits = limits
        loop.metrics.grow(endpoints: generation.places.endpoints, services: generation.places.services)
    }

    /// Serves requests that are routed from now on with another generation; called on the event loop.
    func install(_ generation: Generation) {
        loop.metrics.grow(endpoints: generation.places.endpoints, services: generation.places.services)
        self.generation = generation
    }

    /// The header section is here.
    func admit(_ head: HTTPRequestHead, to exchange: Exchange) throws(Refusal) -> Admission {
        // What the log and the metrics say of a request comes first: a refused one is counted too.
        loop.metrics.requestStarted()
        let survey = HeaderSurvey(head.headers)
        exchange.id = requestID(survey.requestID)
        exchange.method = Self.method(head.method)
        exchange.headers = head.headers

        // Check the sizes before anything is parsed.
        guard head.uri.utf8.count <= limits.target else { throw .targetTooLong(limit: limits.target) }
        guard survey.bytes <= limits.headerBytes else { throw .headersTooLarge(limits) }

        // Then find where the message ends: until that is certain, every refusal must close the connection.
        let framing = try MessageFraming(survey, version: head.version)
        if survey.asksForUpgrade { exchange.closes = true }

        // CONNECT makes a tunnel of the connection, and its target is no path.
        guard head.method != .CONNECT else {
            throw Refusal(501, "Method not implemented", "This server is no proxy: it opens no tunnels.", closes: true)
        }
        let target = try RequestTarget(head.uri, method: head.method)
        exchange.path = target.path
        // RFC 9112, 3.2.2: what an absolute target says holds over Host.
        if let authority = target.authority {
            exchange.headers.replaceOrAdd(name: "host", value: String(authority))
        }
        exchange.query = String(target.query)
        guard let method = exchange.method else {
            throw .malformed("The request's method is not a token.")
        }
        exchange.isHead = method == .head

        // The body's bound holds for every request, those without an endpoint included, and before the first byte of
        // the body is read: a client that says how much it will send is refused at once.
        exchange.bodyLimit = generation.bodyLimit
        if case .known(let length) = framing.length {
            guard length <= exchange.bodyLimit else { throw .bodyTooLarge(limit: exchange.bodyLimit) }
            exchange.body.reserveCapacity(min(length, 64 << 10))
        }

        // Routing, last: from here on the request has a name in the metrics, and belongs to a generation. A client that waits for
        // `100 Continue` has sent no body when it is refused; the next thing it sends may be that body or a new request, so its
        // connection is closed.
        do {
            try route(method, target, to: exchange)
            if survey.describesBody, framing.length != .known(0), let endpoint = exchange.endpoint,
                generation.readsBody(endpoint: endpoint)
            {
                exchange.bodyForm = try ClientBody(head.headers)
            }
        } catch {
            var refusal = error
            if framing.awaitsContinue { refusal.closes = true }
            throw refusal
        }
        return framing.awaitsContinue && exchange.settled == nil ? .sayContinue : .read
    }

    /// The body is here too.
    func response(_ exchange: Exchange, reply: ReplyPort) -> Reply {
        guard let generation = exchange.generation, let endpoint = exchange.endpoint, let method = exchange.method
        else {
            let problem = ProblemDetails(
                status: 500, title: "Internal error", detail: "The request was admitted without an endpoint.")
            return .now(ComposedResponse(problem, requestID: exchange.id))
        }
        let request = ClientRequest(
            id: exchange.id, method: method, pathParameters: exchange.parameters, query: exchange.query,
            headers: ReceivedHeaders(headers: exchange.headers), body: exchange.body,
            // The time that the request waits for its worker counts against the endpoint's deadline.
            receivedAt: SystemClock.now, client: exchange.client.group)
        exchange.body = []
        if let form = exchange.bodyForm {
            return .later(
                compose(
                    request, form, limit: exchange.bodyLimit, endpoint: endpoint, by: generation.answering,
                    over: transport,
                    reply: reply))
        }
        return .later(compose(request, endpoint: endpoint, by: generation.answering, over: transport, reply: reply))
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

    /// The decoder, or a limit of time, has refused the request.
    func refuse(_ exchange: Exchange) {
        loop.metrics.requestStarted()
        exchange.id = loop.requestIDs.next()
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

    /// The method; the usual ones are not checked for being tokens, as they are known to be.
    private static func method(_ sent: HTTPMethod) -> HTTPRequest.Method? {
        switch sent {
        case .GET: .get
        case .POST: .post
        case .PUT: .put
        case .PATCH: .patch
        case .DELETE: .delete
        case .HEAD: .head
        case .OPTIONS: .options
        default: HTTPRequest.Method(sent.rawValue)
        }
    }

    /// Finds the endpoint, or answers OPTIONS without one.
    ///
    /// That answer is put into ``Exchange/settled``: it is sent when the body has been read and dropped.
    private func route(_ method: HTTPRequest.Method, _ target: RequestTarget, to exchange: Exchange) throws(Refusal) {
        if target.isServer {
            exchange.settled = Self.options(allow: generation.routes.allMethods)
            return
        }
        let path: DecodedPath
        do throws(DecodedPath.Defect) {
            path = try DecodedPath(target.path)
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
        case .otherMethods(let methods) where method == .options:
            exchange.settled = Self.options(allow: EndpointRouter.allow(methods))
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
