internal import NIOCore

/// Hands bytes to the decoder, piece by piece, and tells the connection of them first: the first handler of the pipeline.
///
/// A read may bring thousands of chunks of one byte each: then others have their turns in between, and nothing more is read
/// before all are decoded.
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
        connection.isBehind = false
        rest = ByteBuffer()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        if connection.isBehind {
            rest.writeBuffer(&bytes)  // a client that has closed its half: all that is left is read
        } else {
            decode(bytes, context)
        }
    }

    private func decode(_ bytes: ByteBuffer, _ context: ChannelHandlerContext) {
        var bytes = bytes
        while let piece = connection.nextPiece(of: &bytes) {
            context.fireChannelRead(wrapInboundOut(piece))
            guard connection.opening.isEnoughForATurn, bytes.readableBytes > 0 else { continue }
            rest = bytes
            connection.isBehind = true
            context.eventLoop.assumeIsolated().execute { self.goOn(context) }
            return
        }
    }

    private func goOn(_ context: ChannelHandlerContext) {
        guard connection.isBehind else { return }
        connection.isBehind = false
        let bytes = rest
        rest = ByteBuffer()
        decode(bytes, context)
        connection.resumeReading()
    }
}
