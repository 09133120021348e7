// The floor under every server on NIO: it answers each request with the same bytes and calls nobody. One event loop,
// NIO's HTTP/1 codec, one write and one flush an answer.
//
// usage: floor-nio PORT FILE
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Answers as soon as a request has ended.
final class FixedAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let body: ByteBuffer
    private let fields: HTTPHeaders
    private var keepsAlive = true

    init(body: ByteBuffer) {
        self.body = body
        self.fields = [
            "content-type": "application/json", "content-length": String(body.readableBytes),
        ]
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            keepsAlive = head.isKeepAlive
        case .body:
            break
        case .end:
            var fields = fields
            if !keepsAlive { fields.add(name: "connection", value: "close") }
            let head = HTTPResponseHead(version: .http1_1, status: .ok, headers: fields)
            context.write(wrapOutboundOut(.head(head)), promise: nil)
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            let ended = context.writeAndFlush(wrapOutboundOut(.end(nil)))
            if !keepsAlive {
                let channel = context.channel
                ended.whenComplete { _ in channel.close(promise: nil) }
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
let body = ByteBuffer(bytes: file)
let server = try ServerBootstrap(group: MultiThreadedEventLoopGroup(numberOfThreads: 1))
    .serverChannelOption(.backlog, value: 4096)
    .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .childChannelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.configureHTTPServerPipeline(withPipeliningAssistance: false)
            try channel.pipeline.syncOperations.addHandler(FixedAnswer(body: body))
        }
    }
    .bind(host: "127.0.0.1", port: port).wait()
try server.closeFuture.wait()
