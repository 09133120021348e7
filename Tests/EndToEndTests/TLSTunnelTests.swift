import Glibc
import NIOCore
import NIOPosix
import NIOSSL
import ScriptedServices
import Synchronization
import Testing

@testable import TuttiServer

/// Tunnels of clients over TLS, whose halves end by themselves as well.
@Suite struct TLSTunnelTests {
    private static let size = 8 << 20
    private static let request =
        "GET / HTTP/1.1\r\nHost: shop.example.com\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"
    private static let switched = "HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n"

    /// The service has all that the client has sent, and the client all that the service sends after that.
    @Test func aClientMayCloseItsHalf() async throws {
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write(Self.switched)
            let count = connection.skip(.max)
            connection.write([UInt8](repeating: UInt8(ascii: "x"), count: count))
        }
        let received = try await Self.exchange(with: service)
        #expect(received == Self.size)
    }

    /// The client has all that the service has sent, and the service all that the client sends after that.
    @Test func aServiceMayCloseItsHalf() async throws {
        let heard = Mutex(0)
        let service = try ScriptedService { connection in
            connection.readHead()
            connection.write(Self.switched)
            connection.write([UInt8](repeating: UInt8(ascii: "x"), count: Self.size))
            connection.closeSending()
            var count = 0
            while let bytes = connection.readSome() {
                count += bytes.count
                usleep(1_000)
            }
            heard.withLock { $0 = count }
        }
        let received = try await Self.exchange(with: service) {
            try await eventually("the service has all of it") { heard.withLock { $0 } == Self.size }
        }
        #expect(received == Self.size)
    }

    /// Sends bytes and the end of its half through a tunnel to a service, and waits for the end of the other one and for `more`; returns
    /// how many bytes come back.
    private static func exchange(
        with service: ScriptedService, andThen more: () async throws -> Void = {}
    ) async throws -> Int {
        let files = try CertificateFolder()
        let gateway =
            "listen: \(files.listen())\nservices: { users: { instances: [\"http://127.0.0.1:\(service.port)\"] } }\n"
        return try await RunningGateway.serving(gateway: gateway, endpoints: "route: /**\nto: users\n") { gateway in
            let tunnel = Tunnel()
            let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .channelOption(.allowRemoteHalfClosure, value: true)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers(TLSClient().handler(), tunnel)
                    }
                }
                .connect(host: "127.0.0.1", port: gateway.port).get()
            try await channel.writeAndFlush(ByteBuffer(string: request))
            try await eventually("protocols are switched") { tunnel.isSwitched }
            try await channel.writeAndFlush(ByteBuffer(repeating: UInt8(ascii: "x"), count: size))
            try await channel.close(mode: .output)
            try await eventually("the tunnel ends") { tunnel.isOver }
            try await more()
            return tunnel.received
        }
    }

    /// Counts what comes behind the head of the response.
    private final class Tunnel: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        /// The last four bytes of the head are kept.
        private let state = Mutex((head: [UInt8](), received: 0, isOver: false))

        var isSwitched: Bool { state.withLock { $0.head == Array("\r\n\r\n".utf8) } }
        var received: Int { state.withLock { $0.received } }
        var isOver: Bool { state.withLock { $0.isOver } }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            state.withLock { state in
                var bytes = unwrapInboundIn(data).readableBytesView[...]
                while state.head != Array("\r\n\r\n".utf8), let byte = bytes.popFirst() {
                    state.head = state.head.suffix(3) + [byte]
                }
                state.received += bytes.count
            }
        }

        func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
            if case .inputClosed? = event as? ChannelEvent { state.withLock { $0.isOver = true } }
        }

        func channelInactive(context: ChannelHandlerContext) {
            state.withLock { $0.isOver = true }
        }
    }
}
