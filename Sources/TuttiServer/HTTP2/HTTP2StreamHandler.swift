internal import HTTPTypes
internal import NIOCore
internal import NIOHPACK
internal import NIOHTTP2
internal import TuttiEngine
internal import TuttiResilience

/// One stream of an HTTP/2 connection: carries one exchange.
///
/// It reads the frames of nio-http2 and not its messages of HTTP/1: those prefer `Host` to `:authority`, and leave cookies apart.
final class HTTP2StreamHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = Never
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    let connection: HTTP2ConnectionHandler
    private(set) var context: ChannelHandlerContext?
    /// The request and its response; nil before the request has begun, and once both are done with.
    private(set) var exchange: Exchange?

    /// Where the request is.
    private enum Arrival {
        /// Nothing has come. Can transition to: decision, complete.
        case nothing
        /// The head has come, and nobody has asked for the body. Can transition to: body, complete.
        case decision
        /// The body comes. Can transition to: complete.
        case body
        /// All of it has come, or no more of it is read.
        case complete
    }

    private var arrival = Arrival.nothing
    /// Parts of the body that came before somebody asked for them, or while they were not wanted.
    private var waiting = CircularBuffer<HTTP2Frame.FramePayload>()
    private var isBodyPaused = false
    private var isStreamed = false
    private var hasHeldRead = false
    /// When the body of the request has taken too long.
    private var bodyDeadline = NIODeadline.distantFuture
    /// When the client has taken nothing of the response for too long.
    var writeDeadline = NIODeadline.distantFuture
    /// How many writes have not been taken.
    var unwritten = 0
    /// Whether the end of the response was written.
    var isResponseComplete = false
    /// Whether the client has sent all of the request.
    private var isRequestComplete = false
    /// Whether the client, or an error, has ended the stream.
    private var isReset = false

    /// The handler of a stream that the client has opened.
    init(_ connection: HTTP2ConnectionHandler) {
        self.connection = connection
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        connection.streamOpened(self)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connection.streamClosed(self)
        self.context = nil
    }

    func channelInactive(context: ChannelHandlerContext) {
        // The end of the response and that of the request close a stream, too.
        if isResponseComplete, !isReset, connection.isOpen {
            responseWritten()
        } else {
            left()
        }
        connection.streamClosed(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        isReset = true
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        exchange?.writabilityChanged()
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        if wantsInput {
            context.read()
        } else {
            hasHeldRead = true
        }
    }

    /// Whether more of the request is to be read: else it stays in the client's window.
    private var wantsInput: Bool {
        switch arrival {
        case .nothing, .complete: true
        case .decision: false
        case .body: !isBodyPaused && waiting.isEmpty
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame {
        case .headers(let block) where arrival == .nothing: begin(block)
        case .headers(let block): append(frame, isEnd: block.endStream)
        case .data(let part): append(frame, isEnd: part.endStream)
        default: break  // priorities are ignored (RFC 9113, 5.3.2)
        }
    }

    private func append(_ frame: HTTP2Frame.FramePayload, isEnd: Bool) {
        if isEnd { isRequestComplete = true }
        guard arrival != .complete else { return }
        waiting.append(frame)
        advance()
    }

    private func begin(_ block: HTTP2Frame.FramePayload.Headers) {
        let exchange = Exchange(
            client: connection.client, started: connection.now, carrier: self, responder: connection.responder)
        self.exchange = exchange
        exchange.request = RequestHead(sent: block.headers)
        exchange.request.isHTTP2 = true
        connection.loop.metrics.http2Requests &+= 1
        let survey = HeaderSurvey(exchange.request.headers)
        connection.responder.began(exchange, sentID: survey.requestID)
        arrival = .decision
        isRequestComplete = block.endStream
        if block.endStream { waiting.append(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true))) }
        do throws(Refusal) {
            try exchange.request.read(
                block.headers, survey, isWhole: block.endStream, limits: connection.limits)
            connection.responder.admit(exchange)
        } catch {
            exchange.refuse(error)
        }
    }

    /// Hands on what has come of the body, as far as it is wanted.
    private func advance() {
        while arrival == .body, !isBodyPaused, let frame = waiting.popFirst() {
            switch frame {
            case .data(let part):
                if case .byteBuffer(let bytes) = part.data, bytes.readableBytes > 0 {
                    if isStreamed {
                        bodyDeadline = connection.limits.bodyDeadline(
                            after: bodyDeadline, bytes: bytes.readableBytes, connection.now)
                    }
                    exchange?.bodyArrived(bytes)
                }
                if part.endStream { complete() }
            case .headers(let block): complete(trailers: RequestHead.trailers(block.headers))
            default: break
            }
        }
        guard hasHeldRead, wantsInput else { return }
        hasHeldRead = false
        context?.read()
    }

    private func complete(trailers: [HTTPField] = []) {
        guard arrival == .body else { return }
        arrival = .complete
        bodyDeadline = .distantFuture
        exchange?.requestArrived(trailers: trailers)
    }

    /// The stream is closed before the response was complete, or after it.
    func left() {
        arrival = .complete
        waiting.removeAll()
        bodyDeadline = .distantFuture
        writeDeadline = .distantFuture
        let left = exchange
        exchange = nil
        left?.carrierClosed()
    }

    /// The client has all of the response; a request that is not complete is not read to its end (RFC 9113, 8.1).
    func responseWritten() {
        writeDeadline = .distantFuture
        guard let exchange else { return }
        self.exchange = nil
        exchange.responseWritten()
        arrival = .complete
        waiting.removeAll()
        guard let context, !isRequestComplete else { return }
        context.writeAndFlush(wrapOutboundOut(.rstStream(.noError)), promise: nil)
    }

    var owesResponse: Bool {
        guard exchange != nil else { return false }
        return isStreamed || arrival == .complete || unwritten > 0
    }

    /// The server is being drained: a request that is not complete gets little time for its rest.
    func drain() {
        guard arrival == .body, !isStreamed else { return }
        bodyDeadline = min(bodyDeadline, connection.now + TimeAmount(connection.limits.drainTime))
    }

    /// When the next of its times is over.
    var deadline: NIODeadline { min(bodyDeadline, writeDeadline) }

    /// The timer of the connection has fired.
    func timerFired(_ now: NIODeadline) {
        if now >= writeDeadline {
            abort()
        } else if now >= bodyDeadline {
            bodyDeadline = .distantFuture
            exchange?.requestBroke(connection.limits.tooSlowBody(streams: isStreamed))
        }
    }

    /// The body of the request is wanted from now on.
    func bodyIsWanted(streams: Bool, isAwaited: Bool) {
        guard arrival == .decision else { return }
        arrival = .body
        isStreamed = streams
        if !streams { isBodyPaused = false }
        if isAwaited, !isBodyPaused { continueWasSaid() }
        advance()
    }

    /// The time of the body begins.
    func continueWasSaid() {
        guard arrival == .body, !isBodyPaused, bodyDeadline == .distantFuture else { return }
        bodyDeadline = connection.now + TimeAmount(connection.limits.bodyTime)
        if connection.loop.isDraining { drain() }
    }

    /// The body of the request is not wanted for a while, or again; also one that nobody has asked for yet.
    func setPaused(_ isPaused: Bool, isAwaited: Bool) {
        guard isBodyPaused != isPaused, arrival == .body || arrival == .decision else { return }
        isBodyPaused = isPaused
        guard arrival == .body else { return }
        bodyDeadline =
            isPaused || !isAwaited ? .distantFuture : connection.now + TimeAmount(connection.limits.bodyTime)
        advance()
    }
}
