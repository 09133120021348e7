internal import NIOCore
internal import TuttiResilience

/// The first handler of a connection that is to speak TLS: tells a client that sends a request without it what is wrong, and lets all
/// others pass.
///
/// TLS begins with a record of its handshake, whose first byte is 22 (RFC 8446, 5.1), and a request with the letters of a method.
final class PlainRequestHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private static let response: String = {
        let text = "This port speaks HTTPS, and the request came without TLS: its URL has to begin with https.\n"
        return
            "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: \(text.utf8.count)\r\n"
            + "Connection: close\r\n\r\n\(text)"
    }()

    private let lingerTime: TimeSpan
    private var hasRefused = false
    private var timer: Scheduled<Void>?

    /// A handler for a connection that has just been accepted; what a client that was refused still sends is dropped for a while.
    init(lingerTime: TimeSpan) {
        self.lingerTime = lingerTime
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !hasRefused else { return }
        guard let first = unwrapInboundIn(data).readableBytesView.first, Self.isLetter(first) else {
            context.fireChannelRead(data)
            return context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
        }
        hasRefused = true
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: Self.response)), promise: nil)
        context.close(mode: .output, promise: nil)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(lingerTime)) {
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        timer?.cancel()
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
    }
}
