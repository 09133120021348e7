import NIOCore
import NIOPosix
import Synchronization

/// A service that keeps the heads of requests byte for byte, parsed by nobody, and answers each with `1`, or as it is told.
final class RawUpstream: Sendable {
    private let heads = Mutex<[[UInt8]]>([])
    private let channel = Mutex<(any Channel)?>(nil)
    /// The bytes of the response to a request with that head.
    private let response: @Sendable (_ head: String) -> [UInt8]

    private init(_ response: @escaping @Sendable (_ head: String) -> [UInt8]) {
        self.response = response
    }

    /// Runs `body` with a service on a free port, and closes it.
    static func serving<Result>(
        answering response: @escaping @Sendable (_ head: String) -> [UInt8] = { _ in
            Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1".utf8)
        },
        _ body: (_ upstream: RawUpstream, _ port: Int) async throws -> Result
    ) async throws -> Result {
        let upstream = RawUpstream(response)
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Connection(upstream))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        do {
            let result = try await body(upstream, channel.localAddress?.port ?? 0)
            try await channel.close()
            return result
        } catch {
            try? await channel.close()
            throw error
        }
    }

    /// The heads that came since the last call, up to the CRLF of their last line.
    func takeHeads() -> [[UInt8]] {
        heads.withLock { heads in
            defer { heads = [] }
            return heads
        }
    }

    private final class Connection: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let upstream: RawUpstream
        private var bytes: [UInt8] = []

        init(_ upstream: RawUpstream) {
            self.upstream = upstream
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            bytes += Array(unwrapInboundIn(data).readableBytesView)
            // What follows a blank line, or the body that was declared, is a request, be it that somebody smuggled it in.
            while let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = Array(bytes[..<end.lowerBound])
                let text = String(decoding: head, as: UTF8.self)
                let length = text.lowercased().firstMatch(of: /content-length: ([0-9]{1,6})/).flatMap { Int($0.1) } ?? 0
                guard bytes.count >= end.upperBound + length else { return }
                upstream.heads.withLock { $0.append(head) }
                bytes.removeFirst(end.upperBound + length)
                context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: upstream.response(text))), promise: nil)
            }
        }
    }
}
