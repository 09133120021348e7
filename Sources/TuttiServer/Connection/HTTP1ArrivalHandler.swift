internal import NIOCore
internal import TuttiChannels

/// The first handler of an HTTP/1.1 connection: shows bytes to the connection, and hands them to the decoder piece by piece.
///
/// A read may bring thousands of chunks of one byte each. Then other connections have their turns in between, and nothing more is
/// read before all of them are decoded.
final class HTTP1ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: HTTP1Handler
    /// What has been read and waits for the next turn; nil when nothing does.
    private var rest: ByteBuffer?

    /// A handler in front of the decoder of that connection.
    init(_ connection: HTTP1Handler) {
        self.connection = connection
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        rest = nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data).withoutSpareMemory
        if connection.isTunnel {
            connection.bytesArrived(bytes)
        } else if rest != nil {
            rest?.writeBuffer(&bytes)  // a client that has closed its half: all that is left is read
        } else {
            decode(bytes, context)
        }
    }

    private func decode(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        var bytes = bytes
        while let piece = connection.nextPiece(of: &bytes) {
            context.fireChannelRead(wrapInboundOut(piece))
            guard connection.isEnoughForATurn, bytes.readableBytes > 0 else { continue }
            rest = bytes
            connection.setBehind(true)
            context.eventLoop.assumeIsolated().execute { self.goOn(context) }
            return
        }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        guard let bytes = rest else { return }
        rest = nil
        decode(bytes, context)
        if rest == nil { connection.setBehind(false) }
    }
}
