internal import NIOCore
internal import NIOHTTP1
internal import TuttiEngine
internal import TuttiResilience

/// One client connection: takes requests off the decoder, has them answered one after the other, writes the responses.
///
/// Pipelined requests are answered strictly in order, one at a time (RFC 9112, 9.3.2): what arrives behind a request
/// that is being answered waits in `backlog`, and as soon as anything waits there nothing more is read, until the client has
/// closed its half: then all that is left is. The end of the
/// connection is noticed all the same, at once: the socket always watches for it.
final class ConnectionHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = Never
    typealias OutboundIn = ByteBuffer
    /// And `SplicedBytes` behind it where the body is large: the socket takes both.
    typealias OutboundOut = ByteBuffer

    let loop: ServerLoop
    let responder: any RequestResponder
    let limits: ConnectionLimits
    /// Tells older connections of the event loop from newer ones.
    var number: UInt64 = 0
    var phase = ConnectionPhase.idle
    var context: ChannelHandlerContext?
    /// The socket, which says how much of a response it has not taken; nil without one, in tests.
    var socket: SocketChannel?
    /// The client's address, once it was asked for.
    var clientAddress: String?
    /// What circuit breakers know of the client, once its address was asked for.
    var clientGroup = ClientGroup(number: 0)
    var port: ReplyPort?

    /// The request that is being read, answered or written.
    var exchange: Exchange?
    var task: Task<Void, Never>?
    /// Where the decoder stands, which may be ahead of the exchange.
    var opening: MessageOpening
    /// Parts of requests behind the one being answered.
    var backlog = CircularBuffer<HTTPServerRequestPart>()
    /// Why nothing behind the backlog can be read.
    var unreadable: Refusal?
    /// A read that the channel asked for and that is held back.
    var hasHeldRead = false
    var isAdvancing = false
    /// Whether bytes that were read wait to be decoded.
    var isBehind = false
    /// Whether this connection takes no request after the present one.
    var isDraining = false

    /// When the present phase has taken too long.
    var deadline = NIODeadline.distantFuture
    var timer: Scheduled<Void>?
    /// Whether the client may still be sending behind the response that is being written.
    var lingers = false
    /// What was still to be written when the timer last looked.
    var unwritten = Int.max

    /// The most parts of requests that may wait; a client that sends more without reading responses is cut off.
    static let maximumBacklog = 8192

    /// A connection that has just been accepted.
    init(loop: ServerLoop, responder: any RequestResponder, limits: ConnectionLimits) {
        self.loop = loop
        self.responder = responder
        self.limits = limits
        opening = MessageOpening(limits: limits)
    }

    /// Puts a connection's handlers into its pipeline.
    static func install(
        on pipeline: ChannelPipeline.SynchronousOperations, loop: ServerLoop, responder: any RequestResponder,
        limits: ConnectionLimits
    ) throws {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        // The decoder counts the target among the fields; the exact bounds are those of the request pipeline.
        decoding.maxHeaderFieldSize = limits.headerBytes
        decoding.maxHeaderListSize = limits.headerBytes + limits.target
        decoding.maxHeaderFieldCount = limits.fieldCount
        let connection = ConnectionHandler(loop: loop, responder: responder, limits: limits)
        try pipeline.addHandler(ArrivalHandler(connection))
        // Nor does it count the white space between them, which it keeps as well.
        let most = limits.headerBytes + limits.target + ReadBuffer.size
        try pipeline.addHandler(
            ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding), maximumBufferSize: most))
        try pipeline.addHandler(connection)
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        socket = context.channel as? SocketChannel
        port = ReplyPort(self, eventLoop: context.eventLoop)
        if context.channel.isActive { connectionOpened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
        socket = nil
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
        // What the decoder makes of the rest of a message that is refused counts for nothing.
        guard unreadable == nil else { return }
        if let refusal = opening.partDecoded(part) {
            becomeUnreadable(refusal)
        } else if phase.takesRequests, backlog.isEmpty, !isAdvancing {
            take(part)
        } else if phase == .answering || phase == .writing || phase.takesRequests {
            backlog.append(part)
            if backlog.count > Self.maximumBacklog { context.close(promise: nil) }
        }
    }

    func read(context: ChannelHandlerContext) {
        if wantsInput {
            context.read()
        } else {
            hasHeldRead = true
        }
    }

    /// Behind the last request of a connection nothing is wanted; behind another one, only as much as fits one read.
    var wantsInput: Bool {
        switch phase {
        case .lingering: true
        case .answering, .writing: backlog.isEmpty && !isBehind && exchange?.closes != true
        case .idle, .head, .body, .closed: backlog.isEmpty && !isBehind
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard
            error is HTTPParserError || error is NIOHTTPDecoderError || error is ByteToMessageDecoderError
                || error is ByteToMessageDecoderError.PayloadTooLargeError
        else {
            context.close(promise: nil)  // of the socket: reset by the client, most often
            return
        }
        becomeUnreadable(opening.refusal(error))
    }

    /// Nothing that comes on this connection can be read any more; the requests before it get their responses first.
    private func becomeUnreadable(_ refusal: Refusal) {
        guard unreadable == nil else { return }
        unreadable = refusal
        if phase.takesRequests, backlog.isEmpty, !isAdvancing { refuse(refusal) }
    }

    /// Bytes have come in: cuts off what the decoder gets next; nil when nothing is left, or nobody will look at it.
    func nextPiece(of bytes: inout ByteBuffer) -> ByteBuffer? {
        // A decoder that has stopped would keep what comes while the connection lingers.
        guard bytes.readableBytes > 0, unreadable == nil, phase != .lingering, phase != .closed else { return nil }
        let count: Int
        do throws(Refusal) {
            count = try opening.takePiece(of: bytes.readableBytesView)
        } catch {
            becomeUnreadable(error)
            return nil
        }
        if let place = opening.higherVersion { bytes.setInteger(UInt8(ascii: "1"), at: place) }
        if phase == .idle, opening.hasBegun {
            phase = .head
            // The first request's time runs from the opening of the connection.
            if opening.isLater { setDeadline(limits.headTime) }
        }
        return bytes.readSlice(length: count)
    }
}
