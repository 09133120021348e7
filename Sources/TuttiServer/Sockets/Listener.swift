internal import NIOCore
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor

/// A listening socket whose connections are dealt out to the workers in turn.
struct Listener: Sendable {
    private let socket: ListenSocket
    /// Accepts.
    private let worker: Worker

    /// Where it listens: the address that is bound, with the port that the system gave.
    let address: ListenAddress

    /// Opens the socket; the first worker, of at least one, accepts.
    ///
    /// - Parameters:
    ///   - protocols: where to listen, and what the connections speak.
    ///   - servers: one for each worker.
    ///   - limits: the bounds of the connections.
    ///   - gate: counts the connections, those of other listeners that share it as well.
    ///   - ceiling: nothing is accepted while all descriptors below that number are in use.
    ///   - onShortage: called once in a while when that, or a want of memory, stops accepting.
    /// - Returns: the listener, accepting.
    /// - Throws: why it can't listen there, or accept.
    static func open(
        _ protocols: ListenerProtocols, servers: [ConnectionServer], limits: ConnectionLimits, gate: ConnectionGate,
        ceiling: Int = .max,
        onShortage: @escaping @Sendable () -> Void
    ) async throws -> Listener {
        let address = protocols.address
        let most = limits.makesRoom ? max(2, limits.connections / servers.count) : .max
        var turn = 0
        let worker = servers[0].worker
        let socket = try ListenSocket(
            // A name may stand for several addresses, of which one is bound.
            SocketAddress.makeAddressResolvingHost(address.host, port: address.port), on: worker.eventLoop.reactor,
            ceiling: ceiling, onShortage: onShortage
        ) { connection in
            let server = servers[turn]
            turn = turn + 1 < servers.count ? turn + 1 : 0
            server.serve(connection, gate: gate, limits: limits, most: most, protocols: protocols.current)
        }
        try await worker.run { try socket.start() }
        return Listener(
            socket: socket, worker: worker,
            address: ListenAddress(
                host: socket.address.ipAddress ?? address.host, port: socket.address.port ?? address.port))
    }

    /// Closes the socket; connections stay open.
    func close() async {
        try? await worker.run { socket.close() }
    }
}
