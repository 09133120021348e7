#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import TuttiPlan

/// A listening socket whose connections are spread over the event loops in turn.
struct Listener: Sendable {
    /// What one event loop serves the listener's connections with.
    struct Seat: Sendable {
        let loop: NIOLoopBound<ServerLoop>
        /// Makes the responder, on the loop.
        let responder: NIOLoopBound<any RequestResponder>
    }

    private let channel: any Channel

    /// Where it listens: the address that is bound, with the port that the system gave.
    let address: ListenAddress

    /// Opens the socket.
    static func open(
        _ address: ListenAddress, on group: MultiThreadedEventLoopGroup, seats: [ObjectIdentifier: Seat],
        limits: ConnectionLimits
    ) async throws -> Listener {
        let gate = ConnectionGate(limit: limits.connections)
        let channel = try await ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            // So much of a response lies unsent in the system at most. The rest stays in the process, where it can be
            // seen whether a slow client still takes some of it; the system's own buffer may have room for minutes.
            .childChannelOption(.tcpOption(.init(rawValue: CInt(TCP_NOTSENT_LOWAT))), value: 64 << 10)
            // One read takes 16 KiB at most: that bounds how many pipelined requests can wait at a connection.
            .childChannelOption(.maxMessagesPerRead, value: 1)
            .childChannelOption(
                .recvAllocator, value: AdaptiveRecvByteBufferAllocator(minimum: 1024, initial: 4096, maximum: 16_384)
            )
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let decision = gate.enter()
                    channel.closeFuture.whenComplete { _ in gate.leave() }
                    guard let seat = seats[ObjectIdentifier(channel.eventLoop)], decision != .drop else {
                        channel.close(promise: nil)
                        return
                    }
                    let pipeline = channel.pipeline.syncOperations
                    guard decision == .serve else {
                        try pipeline.addHandler(
                            RefusalHandler(loop: seat.loop.value, lingerTime: limits.lingerTime))
                        return
                    }
                    try ConnectionHandler.install(
                        on: pipeline, loop: seat.loop.value, responder: seat.responder.value, limits: limits)
                }
            }
            .bind(host: address.host, port: address.port)
            .get()
        return Listener(
            channel: channel,
            // A name may stand for several addresses, of which one is bound.
            address: ListenAddress(
                host: channel.localAddress?.ipAddress ?? address.host,
                port: channel.localAddress?.port ?? address.port))
    }

    /// Closes the socket; connections stay open.
    func close() async {
        try? await channel.close().get()
    }
}

extension ConnectionHandler {
    /// Puts a connection's handlers into its pipeline.
    static func install(
        on pipeline: ChannelPipeline.SynchronousOperations, loop: ServerLoop, responder: any RequestResponder,
        limits: ConnectionLimits
    ) throws {
        var decoding = NIOHTTPDecoderLimitConfiguration()
        // The decoder counts the target among the fields; the exact bounds are those of the request pipeline.
        decoding.maxHeaderFieldSize = limits.fieldBytes
        decoding.maxHeaderListSize = limits.fieldBytes + limits.target
        decoding.maxHeaderFieldCount = limits.fieldCount
        let connection = ConnectionHandler(loop: loop, responder: responder, limits: limits)
        try pipeline.addHandler(ArrivalHandler(connection))
        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder(limitConfiguration: decoding)))
        try pipeline.addHandler(connection)
    }
}
