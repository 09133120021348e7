import NIOCore
import NIOHTTP1
import Synchronization
import Testing
import TuttiChannels

/// NIO's own handlers for HTTP/1.1, on both sides.
@Suite struct HTTPPipelineTests {
    @Test func requestsAreAnsweredOnAKeptConnection() async throws {
        try await withLoop { loop in
            let listening = try await Listening(on: loop) { channel in
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                try channel.pipeline.syncOperations.addHandler(EchoServer())
            }
            let responses = Responses()
            let channel = try await SocketChannel.connect(to: listening.address, on: loop) { channel in
                try channel.pipeline.syncOperations.addHTTPClientHandlers()
                try channel.pipeline.syncOperations.addHandler(responses)
            }.get()
            // Without waiting for one another: the server keeps them in order.
            let bodies = (0..<20).map { String(repeating: "\($0)", count: 1 + $0 * $0 * 500) }
            for body in bodies {
                let head = HTTPRequestHead(
                    version: .http1_1, method: .POST, uri: "/", headers: ["Content-Length": "\(body.utf8.count)"])
                channel.write(HTTPClientRequestPart.head(head), promise: nil)
                channel.write(HTTPClientRequestPart.body(.byteBuffer(ByteBuffer(string: body))), promise: nil)
                channel.writeAndFlush(HTTPClientRequestPart.end(nil), promise: nil)
            }
            try await eventually("all have come") { responses.bodies.count == bodies.count }
            #expect(responses.bodies == bodies)
            #expect(channel.isActive)
        }
    }

    @Test func aClientThatHasSaidAllGetsItsResponse() async throws {
        try await withLoop { loop in
            let (_, peer) = try await accepted(on: loop) { channel in
                try channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
                try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                try channel.pipeline.syncOperations.addHandler(EchoServer())
            }
            await peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello")
            await peer.closeSending()
            let response = String(decoding: await peer.receiveRest(), as: UTF8.self)
            #expect(response.hasPrefix("HTTP/1.1 200 OK\r\n"))
            #expect(response.hasSuffix("hello"))
        }
    }

    @Test func bytesComeBackFromAnEcho() async throws {
        try await withLoop { loop in
            let (_, peer) = try await accepted(on: loop) { try $0.pipeline.syncOperations.addHandler(Echo()) }
            let bytes = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 / 251) }
            async let sent = peer.send(bytes)
            #expect(await peer.receive(bytes.count) == bytes)
            #expect(await sent)
        }
    }
}

/// Sends back what comes, and reads no more than it can send.
private final class Echo: ChannelDuplexHandler, Sendable {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    func channelRead(context: ChannelHandlerContext, data: NIOAny) { context.write(data, promise: nil) }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    func read(context: ChannelHandlerContext) {
        if context.channel.isWritable { context.read() }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { context.read() }
    }
}

/// Answers a request with its body.
private final class EchoServer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private var body = ByteBuffer()

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head: body.clear()
        case .body(var bytes): body.writeBuffer(&bytes)
        case .end:
            let headers: HTTPHeaders = ["Content-Length": "\(body.readableBytes)"]
            context.write(
                wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: .ok, headers: headers))), promise: nil
            )
            context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .inputClosed? = event as? ChannelEvent { context.close(mode: .output, promise: nil) }
    }
}

/// Collects the bodies of responses.
private final class Responses: ChannelInboundHandler, Sendable {
    typealias InboundIn = HTTPClientResponsePart

    private let collected = Mutex((current: "", all: [String]()))

    var bodies: [String] { collected.withLock { $0.all } }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        collected.withLock { collected in
            switch unwrapInboundIn(data) {
            case .head: collected.current = ""
            case .body(let bytes): collected.current += String(buffer: bytes)
            case .end: collected.all.append(collected.current)
            }
        }
    }
}
