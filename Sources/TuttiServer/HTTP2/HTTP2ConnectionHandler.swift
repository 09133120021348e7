internal import NIOCore
internal import NIOHTTP2
internal import TuttiChannels
internal import TuttiResilience

/// One HTTP/2 connection of a client, behind the handlers of nio-http2: its times, its drain, and the streams that are open.
///
/// One timer looks at all of them. As that of HTTP/1.1, it is never armed further off than the shortest limit.
final class HTTP2ConnectionHandler: ChannelDuplexHandler, ServedConnection {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    let loop: ServerLoop
    let responder: any RequestResponder
    let limits: ConnectionLimits
    let client: ConnectedClient
    var number: UInt64 = 0
    /// Whether an error has ended the connection; see ``HTTP2FrameWatch``.
    var isGivenUp = false

    private let socket: any ClientSocket
    private var context: ChannelHandlerContext?
    private var streams: [ObjectIdentifier: HTTP2StreamHandler] = [:]
    private var timer: Scheduled<Void>?
    private var isOpened = false
    /// Whether our side is closed after an error, and the client has time to see why.
    private var isLingering = false
    /// Whether the client was told to begin no more requests.
    private var isLeaving = false
    /// When the connection, without a stream, has been silent for too long.
    private var idleDeadline = NIODeadline.distantFuture
    /// When the client has read nothing for too long, and what the system had taken when that began.
    private var writeDeadline = NIODeadline.distantFuture
    private var bytesTaken = 0

    /// A connection that has just been accepted; see ``HTTP2Pipeline``.
    init(
        socket: any ClientSocket, loop: ServerLoop, responder: any RequestResponder, limits: ConnectionLimits,
        rules: ListenerRules
    ) {
        self.socket = socket
        self.loop = loop
        self.responder = responder
        self.limits = limits
        client = ConnectedClient(address: socket.clientHost, rules: rules)
    }

    /// The time, which is read where a deadline is set.
    var now: NIODeadline { loop.eventLoop.now }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { opened() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        opened()
        context.fireChannelActive()
    }

    private func opened() {
        guard !isOpened else { return }
        isOpened = true
        loop.opened(self)
        idleDeadline = now + TimeAmount(limits.headTime)
        arm()
        if loop.isDraining { drain() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        loop.closed(self)
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard isGivenUp, !isLingering else { return }
        isLingering = true
        isLeaving = true
        for stream in Array(streams.values) { stream.left() }
        // Closing a socket that has unread input resets the connection, and the GOAWAY is lost; so nothing more is read, and our side
        // alone is closed for now.
        context.close(mode: .output, promise: nil)
        idleDeadline = now + TimeAmount(limits.lingerTime)
        arm()
    }

    func read(context: ChannelHandlerContext) {
        if !isLingering { context.read() }
    }

    /// Whether the client is there.
    var isOpen: Bool { context != nil && socket.isActive }

    /// A stream has been opened.
    func streamOpened(_ stream: HTTP2StreamHandler) {
        streams[ObjectIdentifier(stream)] = stream
        idleDeadline = .distantFuture
    }

    /// A stream is closed.
    func streamClosed(_ stream: HTTP2StreamHandler) {
        guard streams.removeValue(forKey: ObjectIdentifier(stream)) != nil, streams.isEmpty, !isLingering else {
            return
        }
        idleDeadline = now + TimeAmount(isLeaving ? limits.drainTime : limits.idleTime)
        if isLeaving { arm() }
    }

    var owesResponse: Bool { streams.values.contains(where: \.owesResponse) }

    /// Says GOAWAY: the requests that have begun are answered, and then the connection closes (RFC 9113, 6.8).
    func drain() {
        guard let context, !isLeaving else { return }
        isLeaving = true
        context.pipeline.syncOperations.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
        for stream in streams.values { stream.drain() }
        // A client that doesn't say that it has understood is not waited for.
        if streams.isEmpty { idleDeadline = min(idleDeadline, now + TimeAmount(limits.drainTime)) }
        arm()
    }

    func cutOff() {
        context?.close(promise: nil)
    }

    private func arm() {
        timer?.cancel()
        guard context != nil else { return }
        let furthest = now + TimeAmount(limits.shortestTime)
        let next = streams.values.reduce(min(idleDeadline, furthest)) { min($0, $1.deadline) }
        timer = loop.eventLoop.assumeIsolated().scheduleTask(deadline: next) {
            self.timerFired()
        }
    }

    private func timerFired() {
        guard let context else { return }
        let now = now
        if now >= idleDeadline {
            if isLeaving { return context.close(promise: nil) }
            drain()
        }
        for stream in Array(streams.values) { stream.timerFired(now) }
        guard isReading(now) else { return context.close(promise: nil) }
        arm()
    }

    /// False when the client has read nothing of what was written for too long.
    private func isReading(_ now: NIODeadline) -> Bool {
        guard socket.unwritten > 0 else {
            writeDeadline = .distantFuture
            return true
        }
        if writeDeadline == .distantFuture || socket.bytesTaken != bytesTaken {
            writeDeadline = now + TimeAmount(limits.writeTime)
            bytesTaken = socket.bytesTaken
        }
        return now < writeDeadline
    }
}
