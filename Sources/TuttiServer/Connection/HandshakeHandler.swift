internal import NIOCore
internal import NIOTLS
internal import TuttiResilience

/// The handler behind TLS until the handshake has ended: then the handlers of the protocol take its place.
///
/// A client that doesn't end its handshake in time is cut off. Failures are counted and not logged: scanners make thousands.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler, ServedConnection {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    var number: UInt64 = 0
    var owesResponse: Bool { false }

    private let loop: ServerLoop
    private let limit: TimeSpan
    private let drainTime: TimeSpan
    private let install: (ChannelHandlerContext, String?) throws -> Void
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var drainTimer: Scheduled<Void>?
    private var isOver = false
    private var hasFailed = false

    /// A handler for a connection that has just been accepted.
    ///
    /// - Parameters:
    ///   - loop: the state of the connections on its event loop.
    ///   - limit: how long the handshake may take.
    ///   - drainTime: how long all that comes before the first request may still take when a drain begins.
    ///   - install: puts the handlers of a protocol behind this one; it gets the protocol's identifier (RFC 7301), nil where the client
    ///     has asked for none. If it throws, the client is cut off, and its handshake counts as failed.
    init(
        loop: ServerLoop, limit: TimeSpan, drainTime: TimeSpan,
        install: @escaping (ChannelHandlerContext, String?) throws -> Void
    ) {
        self.loop = loop
        self.limit = limit
        self.drainTime = drainTime
        self.install = install
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { opened(context) }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        drainTimer?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        opened(context)
        context.fireChannelActive()
    }

    private func opened(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        loop.opened(self)
        if loop.isDraining { drain() }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) {
            self.failed()
            self.cutOff()
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver {
            failed()
            loop.closed(self)
        }
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        guard !isOver else { return }
        do {
            try install(context, negotiated)
        } catch {
            return cutOff()
        }
        // The connection of the protocol is open: the event loop never has none of the two.
        isOver = true
        loop.metrics.handshakes.completed &+= 1
        loop.closed(self)
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // NIOSSL closes the channel itself, after it has told the client why.
        if !isOver { failed() }
    }

    func drain() {
        // The client has not sent its request yet, and can't know of the drain.
        drainTimer = loop.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(drainTime)) {
            self.cutOff()
        }
    }

    func cutOff() {
        context?.close(promise: nil)
    }

    private func failed() {
        guard !hasFailed else { return }
        hasFailed = true
        loop.metrics.handshakes.failed &+= 1
    }
}
