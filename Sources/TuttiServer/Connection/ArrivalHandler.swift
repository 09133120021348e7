internal import NIOCore

/// The first handler of a channel's pipeline: shows bytes to the connection, and hands them to the decoder piece by piece.
///
/// A read may bring thousands of chunks of one byte each. Then other connections have their turns in between, and nothing more is
/// read before all of them are decoded.
final class ArrivalHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: ConnectionHandler
    /// What has been read and waits for the next turn.
    private var rest = ByteBuffer()

    /// A handler in front of the decoder of that connection.
    init(_ connection: ConnectionHandler) {
        self.connection = connection
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        connection.input.isBehind = false
        rest = ByteBuffer()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if connection.input.isBehind {
            rest.writeBuffer(&bytes)  // a client that has closed its half: all that is left is read
        } else {
            decode(bytes, context)
        }
    }

    private func decode(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        var bytes = bytes
        while let piece = connection.nextPiece(of: &bytes) {
            context.fireChannelRead(wrapInboundOut(piece))
            guard connection.input.opening.isEnoughForATurn, bytes.readableBytes > 0 else { continue }
            rest = bytes
            connection.input.isBehind = true
            context.eventLoop.assumeIsolated().execute { self.goOn(context) }
            return
        }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        guard connection.input.isBehind else { return }
        connection.input.isBehind = false
        let bytes = rest
        rest = ByteBuffer()
        decode(bytes, context)
        connection.resumeReading()
    }
}
