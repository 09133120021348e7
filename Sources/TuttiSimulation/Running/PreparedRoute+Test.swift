internal import HTTPTypes
internal import TuttiEngine
internal import TuttiFiles
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiSystem
internal import TuttiUpstream

extension PreparedRoute {
    private static let longestFile = 1 << 20

    /// The response to a request of a test; nil when the route doesn't take it.
    ///
    /// A request and its response are whole here, and go through the transport as those of a call do.
    func response(
        to request: ClientRequest, path: Substring, over transport: VirtualTransport
    ) async -> ComposedResponse? {
        guard takes(request) else { return nil }
        switch action(on: request, path: path, chance: { 0 }) {
        case .respond(let response): return response
        case .file(let target): return response(to: request, path: path, target)
        case .forward(let forwarded): return await response(to: request, forwarded, over: transport)
        // Nothing is stored when a test begins.
        case .cached(let cached): return await response(to: request, cached.request, over: transport)
        }
    }

    /// A file, read as a whole if it is no longer than a test wants to see.
    private func response(to request: ClientRequest, path: Substring, _ target: FileTarget) -> ComposedResponse {
        let question = FileQuestion(
            isHead: request.method == .head, path: path, query: request.query, requestID: request.id
        ) { request.headers.values(named: $0) }
        switch FileLookup(target).response(to: question) {
        case .whole(let response): return response
        case .file(let part, let file):
            let length = request.method == .head ? 0 : min(part.range.count, Self.longestFile)
            let bytes = try? file.read(from: part.range.lowerBound, atMost: length)
            return ComposedResponse(status: part.status, headers: part.headers, body: bytes ?? [], calls: [])
        }
    }

    private func response(
        to request: ClientRequest, _ forwarded: ForwardedRequest, over transport: VirtualTransport
    ) async -> ComposedResponse {
        var headers: [HTTPField] = []
        request.headers.forEach { name, value in
            if let name = HTTPField.Name(name) { headers.append(HTTPField(name: name, value: value)) }
        }
        let call = ForwardedCall(forwarded.request, by: transport) {}
        var action = call.begin()
        while true {
            switch action {
            case .send:
                guard let streamed = call.streamed(headers: headers, body: .none) else { return .stuck(request) }
                let sent = UpstreamRequest(streamed, of: call.report.name, body: request.body, now: transport.now)
                switch await transport.send(sent) {
                case .failure(let failure):
                    action = call.failed(failure, mayRepeat: true, isRequestSent: true)
                case .response(let response):
                    let head = StreamedResponseHead(
                        status: response.status, headers: response.headers, length: response.body.count)
                    action = call.responseBegan(head, mayRepeat: true)
                    guard case .passOn = action else { continue }
                    call.responseEnded()
                    var headers = response.headers
                    forwarded.responseHeaders.apply(to: &headers)
                    return ComposedResponse(
                        status: response.status, headers: headers, body: response.body, calls: [call.report])
                }
            // No other request of the test holds a permit; a pause is the only thing to wait for.
            case .wait(let until), .pause(let until):
                await transport.pass(until: until)
                action = call.timeIsUp()
            case .fail(let failure):
                var response = failure.response(requestID: request.id)
                response.calls = [call.report]
                return response
            case .passOn, .none: return .stuck(request)
            }
        }
    }
}

extension ComposedResponse {
    /// For what no route comes to.
    fileprivate static func stuck(_ request: ClientRequest) -> ComposedResponse {
        ComposedResponse(
            ProblemDetails(status: 500, title: "Internal error", detail: "The route got stuck."), requestID: request.id)
    }
}

extension UpstreamRequest {
    /// A request of a route with its whole body.
    fileprivate init(_ request: StreamedRequest, of service: String, body: [UInt8], now: MonotonicTime) {
        self.init(
            call: UpstreamCall(
                method: request.method, label: service, connectTimeout: request.times.connect,
                maximumResponseBytes: .max),
            instance: request.instance, target: request.target, headers: request.headers,
            body: body.isEmpty ? nil : body, deadline: now + request.times.response)
    }
}

extension VirtualTransport {
    /// Lets time pass up to that moment.
    fileprivate func pass(until time: MonotonicTime) async {
        await withCheckedContinuation { continuation in
            _ = schedule(at: time) { continuation.resume() }
        }
    }
}
