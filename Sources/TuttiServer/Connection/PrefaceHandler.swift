internal import NIOCore
internal import TuttiResilience

/// The handler of a connection without TLS whose client may begin with HTTP/2: once it is seen with which protocol it begins, the
/// handlers of that protocol take its place (RFC 9113, 3.3 and 3.4).
final class PrefaceHandler: ChannelInboundHandler, RemovableChannelHandler, ServedConnection {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private static let preface = Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8)

    var number: UInt64 = 0
    var owesResponse: Bool { false }

    private let loop: ServerLoop
    private let limit: TimeSpan
    private let drainTime: TimeSpan
    private let install: (ChannelHandlerContext, Bool) throws -> Void
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var drainTimer: Scheduled<Void>?
    private var received = ByteBuffer()
    private var isOver = false

    /// A handler for a connection that has just been accepted.
    ///
    /// - Parameters:
    ///   - loop: the state of the connections on its event loop.
    ///   - limit: how long the first bytes may take.
    ///   - drainTime: how long all that comes before the first request may still take when a drain begins.
    ///   - install: puts the handlers of a protocol behind this one; it gets whether that is HTTP/2.
    init(
        loop: ServerLoop, limit: TimeSpan, drainTime: TimeSpan,
        install: @escaping (ChannelHandlerContext, Bool) throws -> Void
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
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) { self.cutOff() }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver { loop.closed(self) }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !isOver else { return context.fireChannelRead(wrapInboundOut(bytes)) }
        received.writeBuffer(&bytes)
        let first = received.readableBytesView.prefix(Self.preface.count)
        let isHTTP2 = Self.preface.starts(with: first)
        guard !isHTTP2 || first.count == Self.preface.count else { return }
        do {
            try install(context, isHTTP2)
        } catch {
            return cutOff()
        }
        // The connection of the protocol is open: the event loop never has none of the two.
        isOver = true
        loop.closed(self)
        context.fireChannelRead(wrapInboundOut(received))
        received = ByteBuffer()
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
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
}
