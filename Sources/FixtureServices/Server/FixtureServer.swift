package import NIOCore
internal import NIOHTTP1
internal import NIOPosix
internal import Synchronization

/// A small HTTP/1.1 service on a real socket, which misbehaves on demand.
///
/// `/_fault` and `/_health` are its own: never counted, recorded or spoilt. Every other request goes to the handler.
package final class FixtureServer: Sendable {
    /// Makes the response to a request; runs on an event loop, so it must not block.
    package typealias Handler = @Sendable (FixtureRequest) -> FixtureResponse

    /// What the server has counted since its start; a restart goes on counting.
    package struct Counts: Sendable, Equatable {
        /// Requests read whole, `/_…` left out.
        package var requests = 0
        /// Connections accepted.
        package var connections = 0
        /// Connections open now.
        package var openConnections = 0
        /// Requests whose connection the client closed before the response was complete.
        package var abortedRequests = 0
    }

    /// Settings that few need to change.
    package struct Options: Sendable {
        /// Obeys `x-fixture-fault: delay=50ms` on a request.
        package var requestFaults = false
        /// How many of the last requests are recorded; 0 records none, which is cheapest.
        package var recorded = 1_000
        /// Called once for each answered or aborted request with a line of text.
        package var log: (@Sendable (String) -> Void)?

        /// Settings by name, the others as they are by default.
        package init(requestFaults: Bool = false, recorded: Int = 1_000, log: (@Sendable (String) -> Void)? = nil) {
            self.requestFaults = requestFaults
            self.recorded = recorded
            self.log = log
        }
    }

    /// The value of `x-fixture` in every response.
    package let name: String
    /// The address it listens on.
    package let host: String
    /// The port it listens on, or did before it was stopped.
    package let port: Int

    private let ledger: FixtureLedger
    private let listener: Mutex<(any Channel)?>
    private let bind: @Sendable (Int) async throws -> any Channel

    private init(
        name: String, host: String, port: Int, ledger: FixtureLedger, group: any EventLoopGroup, options: Options,
        handler: @escaping Handler
    ) async throws {
        bind = { port in
            try await ServerBootstrap(group: group)
                .serverChannelOption(.backlog, value: 1_024)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let pipeline = channel.pipeline.syncOperations
                        guard let number = ledger.connectionOpened(channel) else { throw ChannelError.alreadyClosed }
                        if ledger.closesConnections { try pipeline.addHandler(AcceptGate(ledger: ledger)) }
                        try pipeline.addHandler(ByteToMessageHandler(HTTPRequestDecoder()))
                        try pipeline.addHandler(
                            FixtureConnection(
                                server: name, number: number, ledger: ledger, options: options, handler: handler))
                    }
                }
                .bind(host: host, port: port).get()
        }
        let channel = try await bind(port)
        self.name = name
        self.host = host
        self.port = channel.localAddress?.port ?? port
        self.ledger = ledger
        listener = Mutex(channel)
    }

    /// Starts one of the demo's services.
    ///
    /// - Parameters:
    ///   - service: which one.
    ///   - host: the address to listen on.
    ///   - port: 0 takes a free one.
    ///   - data: what it serves.
    ///   - group: the event loops; nil takes NIO's own, one for each core.
    ///   - options: see ``Options``.
    /// - Returns: the server, listening.
    /// - Throws: NIO's `IOError` when the port is in use.
    package static func start(
        _ service: FixtureService, host: String = "127.0.0.1", port: Int = 0, data: FixtureData,
        group: (any EventLoopGroup)? = nil, options: Options = Options()
    ) async throws -> FixtureServer {
        guard let handler = FixtureRoutes.handler(for: service, data: data) else {
            return try await IdentityProvider.start(
                host: host, port: port, data: data, group: group, serverOptions: options)
        }
        return try await start(
            name: service.rawValue, host: host, port: port, group: group, options: options, handler: handler)
    }

    /// Starts a service of one's own; parameters as above.
    package static func start(
        name: String = "custom", host: String = "127.0.0.1", port: Int = 0, group: (any EventLoopGroup)? = nil,
        options: Options = Options(), handler: @escaping Handler
    ) async throws -> FixtureServer {
        try await FixtureServer(
            name: name, host: host, port: port, ledger: FixtureLedger(recorded: options.recorded),
            group: group ?? MultiThreadedEventLoopGroup.singleton, options: options, handler: handler)
    }

    /// Where it is: `http://127.0.0.1:7001`.
    package var url: String { "http://\(host):\(port)" }
    /// All counters at one moment.
    package var counts: Counts { ledger.counts }
    /// Requests read whole, `/_…` left out.
    package var requestCount: Int { counts.requests }
    /// Connections accepted in total.
    package var connectionCount: Int { counts.connections }
    /// Connections open now.
    package var openConnections: Int { counts.openConnections }
    /// Requests whose connection the client closed before the response was complete.
    package var abortedRequests: Int { counts.abortedRequests }
    /// The last requests, oldest first, at most ``Options/recorded``.
    package var requests: [FixtureRequest] { ledger.requests }

    /// The switch: nil is healthy.
    ///
    /// With `times` it holds what is left of them. Setting it starts `ratio` anew.
    package var fault: Fault? {
        get { ledger.fault }
        set { ledger.fault = newValue }
    }

    /// Waits for the counters to be as a test expects.
    ///
    /// - Returns: false when they were not within `limit`.
    package func wait(
        atMost limit: Duration = .seconds(5), until reached: @Sendable (Counts) -> Bool
    ) async -> Bool {
        let clock = ContinuousClock()
        let end = clock.now.advanced(by: limit)
        while !reached(counts) {
            guard clock.now < end, (try? await clock.sleep(for: .milliseconds(1))) != nil else {
                return reached(counts)
            }
        }
        return true
    }

    /// Closes the listener and every connection at once, as a killed process would; harmless when stopped already.
    package func stop() async {
        ledger.setStopping(true)
        let channel = listener.withLock { listener in
            defer { listener = nil }
            return listener
        }
        try? await channel?.close()
        let connections = ledger.channels
        for connection in connections { connection.close(promise: nil) }
        // Not before this future has each connection been counted as closed.
        for connection in connections { try? await connection.closeFuture.get() }
    }

    /// Listens again on the same port after ``stop()``, with what was created, counted and switched before.
    ///
    /// - Throws: NIO's `IOError` when another process uses the port now.
    package func restart() async throws {
        await stop()
        ledger.setStopping(false)
        let channel = try await bind(port)
        listener.withLock { $0 = channel }
    }
}
