internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiPolicies
internal import TuttiResilience
internal import TuttiUpstream

/// One request on its way to a service, and the response on its way back: both bodies pass through as they come.
///
/// The client's side is told to it as an ``ExchangeHandler``, the service's side by ``ServiceSide``; what is sent when, and to which
/// instance, ``ForwardedCall`` says. It is on its worker's thread alone, and has no task. Whatever one side does not take holds the other
/// one up: a direction has at most the 64 KiB in memory that wait to be sent, and what one read brings.
final class ForwardedExchange {
    /// How far it is.
    enum Stage {
        /// The whole body is awaited before a service is asked. Can transition to: waiting, over.
        case collecting
        /// For a permit, or for the time of another attempt. Can transition to: asking, refusing, over.
        case waiting
        /// A service has the request, or a part of it. Can transition to: waiting, answering, refusing, over.
        case asking
        /// The client gets the response, or bytes flow both ways. Can transition to: over.
        case answering
        /// The client gets a problem, once the rest of its short body was dropped. Can transition to: over.
        case refusing(ComposedResponse)
        /// Nothing more is done.
        case over
    }

    /// A body of so many bytes that nobody wants is read and dropped, for the connection to go on.
    static let mostDropped = 64 << 10
    /// How long a service gets to say `100 Continue`.
    private static let continueTime = TimeSpan.seconds(1)
    /// How long a tunnel may be silent, at least.
    private static let tunnelTime = TimeSpan.seconds(3600)

    let exchange: Exchange
    let request: ForwardedRequest
    let streams: any UpstreamStreams
    private let clock: any UpstreamClock
    private let eventLoop: any EventLoop

    var stage: Stage
    /// The client's headers as services get them, but for those that the route changes.
    let headers: [HTTPField]
    /// The protocol that the client asks for; nil without one.
    private let upgrade: String?
    /// The body as it is sent.
    var body: StreamedRequest.Body
    /// What has come of a body that is awaited as a whole.
    var collected = ByteBuffer()
    /// Whether a part of a body that arrives was handed to a service.
    var hasSentBody = false
    /// The trailers of the client's request; nil before its end.
    var bodyEnd: [HTTPField]?

    /// Whether bytes flow both ways as they are.
    var isTunnel = false
    /// Whether the client sends nothing more through it, and whether the service doesn't.
    private var (isClientDone, isServiceDone) = (false, false)
    /// Where the frames of a WebSocket end that the service sends; nil of anything else.
    var frames: WebSocketFrames?

    /// The copy for another service; nil for none.
    var mirror: MirroredRequest?

    /// The attempts; nil before and behind them.
    private(set) var call: ForwardedCall?
    /// The present attempt.
    var stream: (any UpstreamStream)?
    private var timer: Scheduled<Void>?
    /// Until the client is told to send its body, though the service has not said so.
    private var patience: Scheduled<Void>?

    /// A request that is to be forwarded.
    ///
    /// - Parameters:
    ///   - request: what becomes of the client's request.
    ///   - exchange: the client's request.
    ///   - streams: reaches services on this event loop.
    ///   - clock: the worker's.
    ///   - eventLoop: where the exchange is.
    init(
        _ request: ForwardedRequest, of exchange: Exchange, over streams: any UpstreamStreams,
        clock: any UpstreamClock, eventLoop: any EventLoop
    ) {
        self.exchange = exchange
        self.request = request
        self.streams = streams
        self.clock = clock
        self.eventLoop = eventLoop
        let isBuffered = request.buffersRequest && exchange.request.bodyLength != .known(0)
        stage = isBuffered ? .collecting : .waiting
        upgrade = exchange.request.protocolForTunnel
        headers = exchange.request.forwardedHeaders(of: exchange.client, expectsContinue: !isBuffered)
        body =
            switch exchange.request.bodyLength {
            case .known(0): .none
            case .known(let length): .arrives(length: length)
            case .unknown: .arrives(length: nil)
            }
    }

    /// Begins; called once, while the exchange is being decided.
    func start() {
        if case .collecting = stage { return exchange.stream(to: self, isWhole: true) }
        // Its body is read once there is a connection that takes it.
        if case .arrives = body { exchange.pauseBody() }
        exchange.stream(to: self, saysContinue: false)
        begin()
    }

    /// Begins where another handler has heard of the request so far, which has no body.
    func takeOver() {
        exchange.answer(by: self)
        begin()
    }

    /// The first attempt.
    func begin() {
        stage = .waiting
        if case .none = body { mirror?.send() }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let isArriving = if case .arrives = body { true } else { false }
        let call = ForwardedCall(request.request, isArriving: isArriving, by: clock) { [eventLoop] in
            eventLoop.execute { bound.value.permitArrived() }
        }
        self.call = call
        act(call.begin())
    }

    /// Whether a service that gets the request again gets the same: nothing of its body has gone out, or all of it was kept.
    var mayRepeat: Bool {
        switch body {
        case .none: true
        case .whole(let bytes): bytes.readableBytes <= Self.mostDropped
        case .arrives: !hasSentBody
        }
    }

    private func permitArrived() {
        timer?.cancel()
        if let call { act(call.permitArrived()) }
    }

    private func timeIsUp() {
        if let call { act(call.timeIsUp()) }
    }

    /// Does what is next.
    private func act(_ action: ForwardedCall.Action) {
        switch action {
        case .send: send()
        case .wait(let until): wait(until: until)
        case .pause(let until):
            dropStream()
            wait(until: until)
        case .fail(let failure): fail(failure)
        case .passOn, .none: break
        }
    }

    private func send() {
        stage = .asking
        guard var streamed = call?.streamed(headers: headers, body: body, upgrade: upgrade) else {
            giveUp()
            return exchange.abort()
        }
        streamed.times.tunnel = max(streamed.times.idle, Self.tunnelTime)
        let stream = streams.open(streamed, observer: ServiceSide(self))
        self.stream = stream
        if case .arrives = body, let bodyEnd { stream.end(trailers: bodyEnd) }
    }

    private func wait(until time: MonotonicTime) {
        stage = .waiting
        let deadline = NIODeadline.uptimeNanoseconds(UInt64(clamping: time.nanoseconds))
        timer = eventLoop.assumeIsolated().scheduleTask(deadline: deadline) { self.timeIsUp() }
    }

    /// There is a connection: a client that waits for `100 Continue` does so for a while.
    ///
    /// Many services never say it, and nobody has to wait for it without end (RFC 9110, 10.1.1). Once the client sends, its body has a
    /// least rate; before, there is nothing that would end it.
    func awaitContinue() {
        guard exchange.waitsForContinue, patience == nil, case .asking = stage else { return }
        patience = eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(Self.continueTime)) {
            self.exchange.sayContinue()
        }
    }

    /// Gives the present attempt up, and holds the client up until there is another one.
    private func dropStream() {
        stream?.cancel()
        stream = nil
        if case .arrives = body, bodyEnd == nil { exchange.pauseBody() }
    }

    /// Nobody answers: says so, or breaks off what has gone out.
    private func fail(_ failure: ForwardingFailure) {
        let hasBegun = if case .answering = stage { true } else { false }
        finish()
        guard !hasBegun else { return exchange.abort() }
        refuse(failure.response(requestID: exchange.id))
    }

    /// Sends a problem.
    ///
    /// What is left of a short body is read first, so that the connection goes on; one that is asked for only now is not.
    private func refuse(_ problem: ComposedResponse) {
        let isAsked = !exchange.request.awaitsContinue || exchange.isContinueSaid
        guard case .arrives(let length?) = body, length <= Self.mostDropped, bodyEnd == nil, isAsked else {
            return exchange.send(problem)
        }
        stage = .refusing(problem)
        exchange.resumeBody()
    }

    /// Ends the attempts: what they came to is the exchange's from now on.
    private func finish() {
        timer?.cancel()
        timer = nil
        patience?.cancel()
        patience = nil
        stream = nil
        if let call { exchange.calls = [call.report] }
        // It holds this object.
        call = nil
        stage = .over
    }
}

/// A tunnel, in which each half ends by itself.
extension ForwardedExchange {
    /// The client sends nothing more.
    func clientClosed() {
        guard case .answering = stage else { return }
        isClientDone = true
        stream?.end(trailers: [])
        if isServiceDone { endTunnel() }
    }

    /// The service sends nothing more.
    private func serviceClosed() {
        guard case .answering = stage else { return }
        isServiceDone = true
        if isClientDone { endTunnel() } else { exchange.closeOutput() }
    }

    private func endTunnel() {
        finish()
        exchange.end()
    }

    private func tunnelFailed(_ failure: UpstreamFailure) {
        guard case .answering = stage else { return }
        // It is no failure that nobody has sent anything for too long, nor that a service hears no more once it has said its last.
        guard failure.reason == .timeout || isServiceDone else {
            finish()
            return exchange.abort()
        }
        tunnelCloses()
        exchange.end()
    }

    /// Sends what has come, and tells the client of a WebSocket: between two frames; within one it would take that for a part of it.
    func tunnelCloses() {
        guard case .answering = stage else { return }
        if frames?.isBetweenFrames == true, !isServiceDone {
            exchange.write(ByteBuffer(bytes: WebSocketFrames.goingAway))
        }
        stream?.end(trailers: [])
        finish()
    }
}

/// What the service does.
extension ForwardedExchange {
    /// The head of a response has arrived.
    func responseBegan(_ head: StreamedResponseHead) {
        guard let call else { return }
        let action = call.responseBegan(head, mayRepeat: mayRepeat)
        guard case .passOn = action else { return act(action) }
        stage = .answering
        var headers = passedOn(head.headers)
        // RFC 9110, 15.5.22: it says which protocol would do.
        if head.status == 426 { headers += head.headers.filter { $0.name == .upgrade } }
        exchange.begin(
            ResponseHead(status: head.status, headers: headers), length: head.length.map { .known($0) } ?? .unknown)
    }

    /// The service has switched protocols.
    func upgraded(_ head: StreamedResponseHead) {
        guard let call, case .passOn = call.responseBegan(head, mayRepeat: false) else { return }
        stage = .answering
        var headers = passedOn(head.headers)
        if let upgrade {
            headers.append(HTTPField(name: .upgrade, value: upgrade))
            if upgrade.lowercased() == "websocket" { frames = WebSocketFrames() }
        }
        if exchange.switchProtocols(ResponseHead(status: 101, headers: headers)) {
            isTunnel = true
            // The service has answered: who stays connected for hours holds no permit for it.
            return call.responseEnded()
        }
        // A drain has begun, or the client has not waited.
        giveUp()
        let problem = ProblemDetails(
            status: 503, title: "No switch of protocols",
            detail: "This connection can't switch protocols any more; ask again on a new one.")
        exchange.send(ComposedResponse(problem, requestID: exchange.id))
    }

    /// The response is complete.
    func responseEnded(trailers: [HTTPField]) {
        guard !isTunnel else { return serviceClosed() }
        call?.responseEnded()
        finish()
        var trailers = trailers
        if !trailers.isEmpty { ForwardedHeaders.removeFromTrailers(&trailers, changes: request.responseHeaders) }
        exchange.end(trailers: trailers)
    }

    /// There is no complete response.
    func failed(_ failure: UpstreamFailure) {
        stream = nil
        guard !isTunnel else { return tunnelFailed(failure) }
        guard let call else { return }
        let isSent = if case .arrives = body { bodyEnd != nil } else { true }
        let mayRepeat = mayRepeat
        // What comes of the body waits for the next attempt.
        if case .arrives = body, bodyEnd == nil { exchange.pauseBody() }
        act(call.failed(failure, mayRepeat: mayRepeat, isRequestSent: isSent))
    }

    /// The client gets nothing more, and wants nothing more.
    func giveUp() {
        stream?.cancel()
        call?.giveUp()
        finish()
    }

    private func passedOn(_ sent: [HTTPField]) -> [HTTPField] {
        ForwardedHeaders.response(sent, to: exchange, changes: request.responseHeaders)
    }
}
