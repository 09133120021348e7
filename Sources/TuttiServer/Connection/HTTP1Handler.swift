internal import NIOCore
internal import NIOSSL
internal import TuttiChannels

/// One HTTP/1.1 connection of a client in its channel: does what ``HTTP1Connection`` says, and carries one exchange after the other.
final class HTTP1Handler: ChannelDuplexHandler, ServedConnection {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = Never
    typealias OutboundIn = ByteBuffer
    /// And `SplicedBytes` where the socket takes them.
    typealias OutboundOut = ByteBuffer

    let loop: ServerLoop
    let responder: any RequestResponder
    let limits: ConnectionLimits
    let socket: any ClientSocket
    let takesSplicedBytes: Bool
    private let rules: ListenerRules
    var number: UInt64 = 0

    var connection: HTTP1Connection
    /// The request that is being read or answered.
    var exchange: Exchange?
    private(set) var context: ChannelHandlerContext?
    /// Who sends; nil until the first request has begun.
    private var client: ConnectedClient?
    /// The authority of the last request that was read; nil before the first.
    private var knownHost: String?
    /// Whether actions are being carried out: what follows from one is done in its turn.
    private var isActing = false
    private var timer: Scheduled<Void>?
    /// How the end of a response is marked whose body arrives.
    var framing = ResponseFraming.none
    /// Whether the head of the present response waits for the first part of its body.
    var hasUnflushed = false
    /// Whether our side of a tunnel closes once the system has all that was written, and whether it has.
    var (closesOutput, hasClosedOutput) = (false, false)

    /// A connection that has just been accepted; see ``HTTP1Pipeline``.
    init(
        socket: any ClientSocket, takesSplicedBytes: Bool, loop: ServerLoop, responder: any RequestResponder,
        limits: ConnectionLimits, rules: ListenerRules
    ) {
        self.rules = rules
        self.socket = socket
        self.takesSplicedBytes = takesSplicedBytes
        self.loop = loop
        self.responder = responder
        self.limits = limits
        connection = HTTP1Connection(limits: limits)
    }

    /// The time, which is read where a deadline is set.
    var now: NIODeadline { loop.eventLoop.now }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { opened() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil  // what it would do holds this handler
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        opened()
        context.fireChannelActive()
    }

    private func opened() {
        guard timer == nil else { return }
        loop.opened(self)
        if loop.isDraining { connection.isDraining = true }
        connection.opened(now)
        arm()
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        loop.closed(self)
        let left = exchange
        exchange = nil
        // With the second half of a tunnel the channel closes: what has come through it is still on its way.
        if hasClosedOutput, let left {
            if let bytes = connection.takeRest() { left.bodyArrived(bytes) }
            left.requestArrived(trailers: [])
        }
        connection.closed()
        left?.carrierClosed()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard connection.bytesArrived(unwrapInboundIn(data).withoutSpareMemory) else {
            return context.close(promise: nil)
        }
        act()
    }

    func read(context: ChannelHandlerContext) {
        if connection.readWanted() { context.read() }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // Over TLS, many clients end without saying so first: the end of what they send follows.
        if connection.isTunnel, case .uncleanShutdown? = error as? NIOSSLError { return }
        context.close(promise: nil)  // of the socket: reset by the client, most often
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        exchange?.writabilityChanged()
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is SocketChannel.CaughtUp {
            connection.writesCaughtUp()
            closeOutputIfWritten()
            responseWritten()
        } else if case .inputClosed? = event as? ChannelEvent {
            connection.inputClosed()
            act()
        }
        context.fireUserInboundEventTriggered(event)
    }

    /// Does what the connection says, until there is nothing to do.
    ///
    /// A read may bring thousands of chunks of one byte each. Then other connections have their turns in between.
    func act(_ first: HTTP1Connection.Action? = nil) {
        if let first, isActing { return perform(first) }
        guard !isActing else { return }
        isActing = true
        var next = first ?? connection.nextAction(now)
        while let action = next {
            perform(action)
            next = connection.nextAction(now)
        }
        isActing = false
        guard connection.isEnoughForATurn() else { return }
        loop.eventLoop.assumeIsolated().execute {
            self.connection.turnBegins()
            self.act()
        }
    }

    private func perform(_ action: HTTP1Connection.Action) {
        switch action {
        case .begin(let head): begin(head)
        case .body(let bytes): exchange?.bodyArrived(bytes)
        case .complete(let trailers): exchange?.requestArrived(trailers: trailers)
        case .refuse(let refusal): refuse(refusal)
        case .read: context?.read()
        case .close: context?.close(promise: nil)
        }
    }

    private func begin(_ request: ReceivedRequest) {
        let exchange = newExchange()
        exchange.request = RequestHead(sent: request)
        responder.began(exchange, sentID: request.survey.requestID)
        do throws(Refusal) {
            try exchange.request.read(request, limits: limits, knownHost: knownHost)
            knownHost = exchange.request.authority
            connection.bodyFollows(exchange.request.bodyLength)
            if request.survey.asksForUpgrade { connection.upgradeWasAsked() }
            responder.admit(exchange)
        } catch {
            exchange.refuse(error)
        }
    }

    /// Answers a request that can't be read, and ends the connection.
    private func refuse(_ refusal: Refusal) {
        if exchange == nil { responder.began(newExchange(), sentID: nil) }
        exchange?.requestBroke(refusal)
    }

    private func newExchange() -> Exchange {
        let client = client ?? ConnectedClient(address: socket.clientHost, rules: rules)
        self.client = client
        let exchange = Exchange(client: client, started: now, carrier: self, responder: responder)
        self.exchange = exchange
        return exchange
    }
}

/// The end of each response, and that of the connection.
extension HTTP1Handler {
    /// All of a response is with the channel, and the system may have taken it.
    func responseWritten() {
        guard connection.departure == .complete, connection.end == .open, let exchange, let context else { return }
        self.exchange = nil
        exchange.responseWritten()
        switch connection.responseWritten(hasUnread: socket.isReadable, now) {
        case .next: break
        case .linger:
            arm()  // shorter than the limits that the timer reckons with
            context.close(mode: .output, promise: nil)
        case .close: context.close(promise: nil)
        }
        act()
    }

    /// Arms the timer for the deadline, or for when a nearer one may have been set.
    ///
    /// It is never armed further off than the shortest of the limits. A deadline set while it is armed can therefore not lie
    /// before the moment it fires, and setting one is a store: nothing is scheduled or cancelled per request. The exceptions
    /// are the lingering at the end and the drain, for which it is armed anew.
    private func arm() {
        timer?.cancel()
        guard context != nil, connection.end != .closed else { return }
        let furthest = now + TimeAmount(limits.shortestTime)
        timer = loop.eventLoop.assumeIsolated().scheduleTask(deadline: min(connection.deadline, furthest)) {
            self.timerFired()
        }
    }

    private func timerFired() {
        guard context != nil, connection.end != .closed else { return }
        act(connection.timerFired(bytesTaken: socket.bytesTaken, hasUnread: socket.hasUnread, now))
        arm()
    }

    var owesResponse: Bool { connection.owesResponse }

    func drain() {
        exchange?.drains()
        act(connection.drain(hasUnread: socket.hasUnread, now))
        arm()
    }

    func cutOff() {
        context?.close(promise: nil)
    }
}
