internal import NIOCore

/// Holds what the streams of a connection have written until the end of a read or of a turn of the event loop: what several of them have
/// written in it leaves in one record of TLS, and with one system call.
final class TurnFlushHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// What is more leaves at once, so that the streams learn that the client doesn't keep up.
    private static let most = 64 << 10

    private var held = 0
    private var isScheduled = false
    /// Whether something is to leave at the end of the turn.
    private var isDue = false

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        held += unwrapOutboundIn(data).readableBytes
        context.write(data, promise: promise)
    }

    func flush(context: ChannelHandlerContext) {
        guard held < Self.most else { return flushNow(context) }
        isDue = true
        guard !isScheduled else { return }
        isScheduled = true
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.eventLoop.assumeIsolated().execute {
            self.isScheduled = false
            if self.isDue { self.flushNow(bound.value) }
        }
    }

    /// A client that closes its side behind a request has been told nothing yet, and TLS closes next.
    func channelReadComplete(context: ChannelHandlerContext) {
        if isDue { flushNow(context) }
        context.fireChannelReadComplete()
    }

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if isDue { flushNow(context) }
        context.close(mode: mode, promise: promise)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        isDue = false
    }

    private func flushNow(_ context: ChannelHandlerContext) {
        held = 0
        isDue = false
        context.flush()
    }
}
