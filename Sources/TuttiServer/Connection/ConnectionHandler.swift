internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiResilience

/// One client connection: takes requests off the decoder, has them answered one after the other, writes the responses.
///
/// Pipelined requests are answered strictly in order, one at a time (RFC 9112, 9.3.2): what arrives behind a request
/// that is being answered waits in `backlog`, and as soon as anything waits there nothing more is read. The end of the
/// connection is noticed all the same, at once: NIO always watches for it.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let loop: ServerLoop
    let responder: any RequestResponder
    let limits: ConnectionLimits
    var phase = ConnectionPhase.idle
    var context: ChannelHandlerContext?
    private var clientAddress: String?
    var port: ReplyPort?

    /// The request that is being read, answered or written.
    var exchange: Exchange?
    var task: Task<Void, Never>?
    /// What the front of the pipeline has seen of the request that is being read.
    var opening = MessageOpening()
    /// Parts of requests behind the one being answered.
    var backlog = CircularBuffer<HTTPServerRequestPart>()
    /// Why nothing behind the backlog can be read.
    var unreadable: Refusal?
    /// A read that NIO asked for and that is held back.
    var hasHeldRead = false
    var isAdvancing = false
    /// Whether this connection takes no request after the present one.
    var isDraining = false

    /// When the present phase has taken too long.
    var deadline = NIODeadline.distantFuture
    var timer: Scheduled<Void>?
    /// What was still to be written when the timer last looked.
    var unwritten = Int.max

    /// The most parts of requests that may wait; a client that sends more without reading responses is cut off.
    static let maximumBacklog = 8192

    /// A connection that has just been accepted.
    init(loop: ServerLoop, responder: any RequestResponder, limits: ConnectionLimits) {
        self.loop = loop
        self.responder = responder
        self.limits = limits
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        port = ReplyPort(self, eventLoop: context.eventLoop)
        if context.channel.isActive { connectionOpened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
        port = nil  // it holds this handler
    }

    func channelActive(context: ChannelHandlerContext) {
        connectionOpened(context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        clientLeft()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        if phase.takesRequests, backlog.isEmpty, !isAdvancing {
            take(part)
        } else if phase == .answering || phase == .writing || phase.takesRequests {
            backlog.append(part)
            if backlog.count > Self.maximumBacklog { context.close(promise: nil) }
        }
    }

    func read(context: ChannelHandlerContext) {
        // Behind the last request of a connection nothing is wanted; behind another one, only as much as fits one read.
        let isLast = exchange?.closes ?? false && !phase.takesRequests
        if phase == .lingering || (backlog.isEmpty && !isLast) {
            context.read()
        } else {
            hasHeldRead = true
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError || error is NIOHTTPDecoderError || error is ByteToMessageDecoderError else {
            context.close(promise: nil)  // of the socket: reset by the client, most often
            return
        }
        let refusal = opening.refusal(error, limits: limits)
        if phase.takesRequests, backlog.isEmpty, !isAdvancing {
            refuse(refusal)
        } else if unreadable == nil {
            unreadable = refusal  // the requests before it get their answers first
        }
    }

    /// Bytes have come in, before the decoder sees them; false when nobody will.
    func bytesArrived(_ bytes: ByteBuffer) -> Bool {
        switch phase {
        case .idle:
            opening.bytesArrived(bytes)
            phase = .head
            // The first request's time runs from the opening of the connection.
            if opening.isLater { setDeadline(limits.headTime) }
            return true
        case .head:
            opening.bytesArrived(bytes)
            return true
        case .body, .answering, .writing: return true
        // A decoder that has stopped would keep them for ever.
        case .lingering, .closed: return false
        }
    }
}

extension ConnectionHandler {
    /// Goes on with the requests that wait.
    func advance() {
        guard !isAdvancing else { return }
        isAdvancing = true
        while phase.takesRequests, let part = backlog.popFirst() { take(part) }
        isAdvancing = false
        if phase.takesRequests, let unreadable { refuse(unreadable) }
        if hasHeldRead, backlog.isEmpty {
            hasHeldRead = false
            context?.read()
        }
    }

    /// Takes up a part of the request that is being read.
    private func take(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): headArrived(head)
        case .body(let bytes): bodyArrived(bytes)
        case .end: requestArrived()
        }
    }

    private func headArrived(_ head: HTTPRequestHead) {
        guard let context else { return }
        let exchange = Exchange(client: client(context), started: context.eventLoop.now)
        self.exchange = exchange
        opening.headArrived()
        phase = .body
        setDeadline(limits.bodyTime)
        exchange.closes = !head.isKeepAlive
        exchange.isOld = head.version.minor == 0
        do throws(Refusal) {
            if case .sayContinue = try responder.admit(head, to: exchange) {
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: "HTTP/1.1 100 Continue\r\n\r\n")), promise: nil)
            }
        } catch {
            let answer = ComposedAnswer(error, requestID: exchange.id)
            guard error.closes else {
                exchange.settled = answer
                return
            }
            exchange.closes = true
            send(answer, lingers: true)
        }
    }

    private func bodyArrived(_ bytes: ByteBuffer) {
        guard let exchange else { return }
        exchange.bodyBytes += bytes.readableBytes
        guard exchange.bodyBytes <= exchange.bodyLimit else {
            exchange.closes = true
            send(exchange.settled ?? ComposedAnswer(.bodyTooLarge(limit: limits.body), requestID: exchange.id), lingers: true)
            return
        }
        if exchange.settled == nil { exchange.body.append(contentsOf: bytes.readableBytesView) }
    }

    private func requestArrived() {
        guard let exchange, let port else { return }
        if let settled = exchange.settled {
            send(settled)
            return
        }
        phase = .answering
        deadline = .distantFuture
        switch responder.answer(exchange, reply: port) {
        case .now(let answer): send(answer)
        case .later(let task): self.task = task
        }
    }

    /// The answer that a task has made is here.
    func answerArrived(_ answer: ComposedAnswer) {
        guard let exchange else { return }
        task = nil
        guard phase == .answering else {
            // The client left meanwhile. What its calls came to still belongs into the log and the metrics.
            exchange.calls = answer.calls
            end(exchange)
            return
        }
        send(answer)
    }

    /// Answers a request that can't be read, and ends the connection.
    func refuse(_ refusal: Refusal) {
        guard let context else { return }
        let exchange = self.exchange ?? Exchange(client: client(context), started: context.eventLoop.now)
        self.exchange = exchange
        exchange.closes = true
        if exchange.id.isEmpty { responder.refuse(exchange) }
        send(ComposedAnswer(refusal, requestID: exchange.id), lingers: true)
    }

    private func send(_ answer: ComposedAnswer, lingers: Bool = false) {
        guard let context, let exchange else { return }
        if isDraining { exchange.closes = true }
        exchange.status = answer.status
        exchange.calls = answer.calls
        phase = .writing
        setDeadline(limits.writeTime)
        var buffer = context.channel.allocator.buffer(capacity: ResponseRenderer.size(answer))
        exchange.bytesSent = loop.renderer.render(
            answer,
            ResponseRenderer.Context(
                requestID: exchange.id, isHead: exchange.isHead, closes: exchange.closes, isOld: exchange.isOld),
            into: &buffer, now: context.eventLoop.now)
        let written = context.eventLoop.makePromise(of: Void.self)
        written.futureResult.assumeIsolated().whenSuccess { self.responseWritten(lingers: lingers) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: written)
        if phase == .writing { noteUnwritten(context) }
    }

    private func responseWritten(lingers: Bool) {
        guard phase == .writing, let exchange, let context else { return }
        end(exchange)
        guard exchange.closes || isDraining else {
            phase = .idle
            setDeadline(limits.idleTime)
            advance()
            return
        }
        // Input that is left unread would reset the connection, and with it the response.
        let hasUnread = !backlog.isEmpty
        backlog.removeAll()
        if lingers || hasUnread {
            phase = .lingering
            setDeadline(limits.lingerTime)
            context.close(mode: .output, promise: nil)
            if hasHeldRead {
                hasHeldRead = false
                context.read()
            }
        } else {
            phase = .closed
            context.close(promise: nil)
        }
    }

    /// The channel is closed, whoever closed it.
    private func clientLeft() {
        timer?.cancel()
        timer = nil
        loop.closed(self)
        let was = phase
        phase = .closed
        backlog.removeAll()
        guard let exchange else { return }
        exchange.disconnected = true
        if was == .answering, let task {
            // The exchange ends when the task has handed over what its calls came to.
            task.cancel()
        } else {
            end(exchange)
        }
    }

    private func client(_ context: ChannelHandlerContext) -> String {
        if let clientAddress { return clientAddress }
        let address = context.remoteAddress?.ipAddress ?? "unknown"
        clientAddress = address
        return address
    }

    private func end(_ exchange: Exchange) {
        if exchange.disconnected, exchange.status == 0 { exchange.status = 499 }
        self.exchange = nil
        responder.ended(exchange)
    }
}
