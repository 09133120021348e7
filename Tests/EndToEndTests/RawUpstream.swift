import NIOCore
import NIOPosix
import Synchronization

/// A service that keeps the heads of requests byte for byte, parsed by nobody, and answers each with the same bytes.
final class RawUpstream: Sendable {
    private let heads = Mutex<[[UInt8]]>([])
    private let channel = Mutex<(any Channel)?>(nil)
    private let answer: [UInt8]

    private init(answer: [UInt8]) {
        self.answer = answer
    }

    /// Runs `body` with a service on a free port, and closes it.
    static func serving<Result>(
        answer: [UInt8] = Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1".utf8),
        _ body: (_ upstream: RawUpstream, _ port: Int) async throws -> Result
    ) async throws -> Result {
        let upstream = RawUpstream(answer: answer)
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
            // Requests of these tests have no body: what follows a blank line is a request that somebody smuggled in.
            while let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) {
                let head = Array(bytes[..<end.lowerBound])
                upstream.heads.withLock { $0.append(head) }
                bytes.removeFirst(end.upperBound)
                let answer = ByteBuffer(bytes: upstream.answer)
                context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
            }
        }
    }
}
