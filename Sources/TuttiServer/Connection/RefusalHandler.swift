internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiResilience

/// Answers a connection beyond the limit with 503, and closes it.
///
/// The client's request is not read first: the connection is refused, and reading would take memory and time.
final class RefusalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let loop: ServerLoop
    private let lingerTime: TimeSpan
    private var timer: Scheduled<Void>?

    /// A handler for a connection of that event loop.
    init(loop: ServerLoop, lingerTime: TimeSpan) {
        self.loop = loop
        self.lingerTime = lingerTime
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { refuse(context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        refuse(context)
    }

    private func refuse(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        loop.metrics.refusedConnections &+= 1
        let id = loop.requestIDs.next()
        var response = ComposedResponse(
            ProblemDetails(
                status: 503, title: "Too many connections",
                detail: "This server has as many connections as it may have; try again in a second."),
            requestID: id)
        response.headers.append(.init(name: .retryAfter, value: "1"))
        var buffer = context.channel.allocator.buffer(capacity: ResponseRenderer.size(response))
        loop.renderer.render(
            response, ResponseRenderer.Context(requestID: id, isBodiless: false, closes: true, isOld: false),
            into: &buffer, now: context.eventLoop.now)
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        context.close(mode: .output, promise: nil)
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: TimeAmount(lingerTime)) { channel.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {}

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}
