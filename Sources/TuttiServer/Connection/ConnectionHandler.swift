internal import NIOCore
internal import NIOHTTP1
internal import TuttiChannels

/// One HTTP/1.1 connection of a client: takes requests off the decoder, has them answered one after the other, writes the responses.
///
/// It knows bytes, order and time, and asks a ``RequestResponder`` what a request means.
///
/// Pipelined requests are answered strictly in order, one at a time (RFC 9112, 9.3.2). What arrives behind a request that is being
/// answered waits in the backlog, and as long as anything waits there nothing more is read: only when the client has closed its
/// half, all that is left is. That the connection has ended is noticed at once all the same: the socket always watches for it.
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
    /// Whether this connection takes no request after the present one.
    var isDraining = false
    var phase = ConnectionPhase.idle

    var context: ChannelHandlerContext?
    /// The socket, which says how much of a response it has not taken; nil without one, in tests.
    var socket: SocketChannel?
    /// Who sends; nil until the first request has begun.
    var client: ConnectedClient?

    var input: ConnectionInput
    var output = ConnectionOutput()
    var timer = ConnectionTimer()

    /// The request that is being read, answered or written.
    var exchange: Exchange?
    /// What makes its response; nil when that is there at once.
    var task: Task<Void, Never>?
    /// By which the task hands the response over.
    var port: ReplyPort?

    /// A connection that has just been accepted.
    init(loop: ServerLoop, responder: any RequestResponder, limits: ConnectionLimits) {
        self.loop = loop
        self.responder = responder
        self.limits = limits
        input = ConnectionInput(limits: limits)
    }

    /// Puts a connection's handlers into its pipeline.
    static func install(
        on pipeline: ChannelPipeline.SynchronousOperations, loop: ServerLoop, responder: any RequestResponder,
        limits: ConnectionLimits
    ) throws {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        // The decoder counts the target among the headers; the exact bounds are those of the dispatcher.
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
        timer.cancel()
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
        guard input.unreadable == nil else { return }
        if let refusal = input.opening.partDecoded(part) {
            becomeUnreadable(refusal)
        } else if phase.takesRequests, input.backlog.isEmpty, !input.isAdvancing {
            take(part)
        } else if phase == .answering || phase == .writing || phase.takesRequests {
            input.backlog.append(part)
            if input.backlog.count > ConnectionInput.maximumBacklog { context.close(promise: nil) }
        }
    }

    func read(context: ChannelHandlerContext) {
        if wantsInput {
            context.read()
        } else {
            input.hasHeldRead = true
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
        becomeUnreadable(input.opening.refusal(error))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is SocketChannel.CaughtUp { responseWritten() }
        context.fireUserInboundEventTriggered(event)
    }
}
