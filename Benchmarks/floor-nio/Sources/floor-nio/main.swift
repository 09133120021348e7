// The floor under every server on NIO: it answers each request with the same bytes and calls nobody. One event loop,
// NIO's decoder and one handler as in Tutti, bytes that are rendered once, one write and one flush a response.
//
// usage: floor-nio PORT FILE
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers as soon as a request has ended.
final class FixedResponse: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = ByteBuffer

    private let response: ByteBuffer
    private let lastResponse: ByteBuffer
    private var keepsAlive = true

    /// `lastResponse` is for a request behind which the connection ends.
    init(response: ByteBuffer, lastResponse: ByteBuffer) {
        self.response = response
        self.lastResponse = lastResponse
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            keepsAlive = head.isKeepAlive
        case .body:
            break
        case .end:
            if keepsAlive {
                context.writeAndFlush(wrapOutboundOut(response), promise: nil)
            } else {
                let channel = context.channel
                context.writeAndFlush(wrapOutboundOut(lastResponse)).whenComplete { _ in channel.close(promise: nil) }
            }
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }
}

let arguments = CommandLine.arguments
guard arguments.count == 3, let port = Int(arguments[1]), let file = FileManager.default.contents(atPath: arguments[2])
else {
    FileHandle.standardError.write(Data("usage: floor-nio PORT FILE\n".utf8))
    exit(64)
}
/// A response with the file as its body; `fields` are complete lines.
func response(_ headers: String) -> ByteBuffer {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: \(file.count)\r\n\(headers)\r\n"
    return ByteBuffer(bytes: Array(head.utf8) + file)
}
let response = response("")
let lastResponse = response("Connection: close\r\n")
let server = try ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
    .serverChannelOption(.backlog, value: 4096)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
            try channel.pipeline.syncOperations.addHandler(FixedResponse(response: response, lastResponse: lastResponse))
        }
    }
    .bind(host: "127.0.0.1", port: port).wait()
try server.closeFuture.wait()
