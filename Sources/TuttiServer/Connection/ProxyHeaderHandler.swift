internal import NIOCore
internal import TuttiPolicies
internal import TuttiResilience

/// The first handler of a connection that begins with a header of the PROXY protocol: once it has come, the handlers of what the client
/// speaks take its place.
///
/// What is no such header is counted and gets no response: it may not even be HTTP.
final class ProxyHeaderHandler: ChannelInboundHandler, RemovableChannelHandler, ServedConnection {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    var number: UInt64 = 0
    var owesResponse: Bool { false }

    private let loop: ServerLoop
    private let limit: TimeSpan
    private let drainTime: TimeSpan
    private let install: (ChannelHandlerContext, String?) throws -> Void
    private var parser = ProxyProtocolParser()
    private var context: ChannelHandlerContext?
    private var timer: Scheduled<Void>?
    private var drainTimer: Scheduled<Void>?
    private var isOver = false

    /// A handler for a connection that has just been accepted.
    ///
    /// - Parameters:
    ///   - loop: the state of the connections on its event loop.
    ///   - limit: how long the header may take.
    ///   - drainTime: how long all that comes before the first request may still take when a drain begins.
    ///   - install: puts further handlers behind this one; it gets the address of the client, nil where the header names none.
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
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
        drainTimer?.cancel()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        loop.opened(self)
        if loop.isDraining { drain() }
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(limit)) { self.cutOff() }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        if !isOver { loop.closed(self) }
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        guard !isOver else { return context.fireChannelRead(wrapInboundOut(bytes)) }
        let header: ProxiedConnection
        do throws(ProxyProtocolViolation) {
            guard case .complete(let connection, let taken) = try parser.take(bytes.readableBytesView) else { return }
            bytes.moveReaderIndex(forwardBy: taken)
            header = connection
        } catch {
            loop.metrics.proxyHeaderFailures &+= 1
            return cutOff()
        }
        do {
            try install(context, Self.client(header))
        } catch {
            return cutOff()
        }
        // The connection of the protocol is open: the event loop never has none of the two.
        isOver = true
        loop.closed(self)
        if bytes.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(bytes)) }
        context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
    }

    private static func client(_ header: ProxiedConnection) -> String? {
        if case .from(let address, _, _, _) = header { address.description } else { nil }
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
