import NIOCore

/// A handler that does something of a test's own when it is told something.
final class Reacting: ChannelInboundHandler, Sendable {
    typealias InboundIn = ByteBuffer

    typealias Action = @Sendable (ChannelHandlerContext) -> Void

    private let onActive: Action?
    private let onRead: Action?
    private let onWritability: Action?
    private let onInactive: Action?

    init(onActive: Action? = nil, onRead: Action? = nil, onWritability: Action? = nil, onInactive: Action? = nil) {
        self.onActive = onActive
        self.onRead = onRead
        self.onWritability = onWritability
        self.onInactive = onInactive
    }

    func channelActive(context: ChannelHandlerContext) {
        onActive?(context)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        onRead?(context)
        context.fireChannelRead(data)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        onWritability?(context)
        context.fireChannelWritabilityChanged()
    }

    func channelInactive(context: ChannelHandlerContext) {
        onInactive?(context)
        context.fireChannelInactive()
    }
}
