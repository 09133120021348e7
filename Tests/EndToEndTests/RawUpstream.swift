import NIOCore
import NIOPosix
import NIOSSL
import Synchronization

/// A service that keeps the heads of requests byte for byte, parsed by nobody, and answers each with `1`, or as it is told.
final class RawUpstream: Sendable {
    /// How the service is reached, where it isn't as a service that speaks HTTP/1.1 on a port.
    struct Place {
        /// A socket in the file system instead of a port.
        var socketPath: String?
        /// The service speaks TLS.
        var tls: TLSConfiguration?
        /// What a proxy in front of the service, which is the service itself, answers to CONNECT.
        var proxyAnswer: String?
    }

    private let heads = Mutex<[[UInt8]]>([])
    private let names = Mutex<[String?]>([])
    private let opened = Atomic(0)
    private let channel = Mutex<(any Channel)?>(nil)
    /// The bytes of the response to a request with that head.
    private let response: @Sendable (_ head: String) -> [UInt8]

    private init(_ response: @escaping @Sendable (_ head: String) -> [UInt8]) {
        self.response = response
    }

    /// Runs `body` with a service on a free port, and closes it.
    static func serving<Result>(
        at place: Place = Place(),
        answering response: @escaping @Sendable (_ head: String) -> [UInt8] = { _ in
            Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n1".utf8)
        },
        _ body: (_ upstream: RawUpstream, _ port: Int) async throws -> Result
    ) async throws -> Result {
        let upstream = RawUpstream(response)
        let context = try place.tls.map { tls in
            var tls = tls
            tls.sslContextCallback = { client, promise in
                upstream.names.withLock { $0.append(client.serverHostname) }
                promise.succeed(.noChanges)
            }
            return try NIOSSLContext(configuration: tls)
        }
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    upstream.opened.add(1, ordering: .relaxed)
                    let pipeline = channel.pipeline.syncOperations
                    if let answer = place.proxyAnswer { try pipeline.addHandler(Proxy(upstream, answer)) }
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.addHandler(Connection(upstream))
                }
            }
        let channel =
            if let path = place.socketPath {
                try await bootstrap.bind(unixDomainSocketPath: path).get()
            } else {
                try await bootstrap.bind(host: "127.0.0.1", port: 0).get()
            }
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

    /// The names that were asked for by TLS since the last call, nil where none was.
    func takeNames() -> [String?] {
        names.withLock { names in
            defer { names = [] }
            return names
        }
    }

    /// Connections that were opened.
    var connections: Int { opened.load(ordering: .relaxed) }

    /// Answers the first head of a connection, and hands on all that follows.
    private final class Proxy: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer

        private let upstream: RawUpstream
        private let answer: String
        private var bytes: [UInt8] = []
        private var hasAnswered = false

        init(_ upstream: RawUpstream, _ answer: String) {
            self.upstream = upstream
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            if hasAnswered { return context.fireChannelRead(data) }
            bytes += Array(unwrapInboundIn(data).readableBytesView)
            guard let end = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return }
            hasAnswered = true
            upstream.heads.withLock { $0.append(Array(bytes[..<end.lowerBound])) }
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: answer)), promise: nil)
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
