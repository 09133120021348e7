internal import NIOCore
internal import TuttiChannels
internal import TuttiPlan
internal import TuttiReactor

/// A listening socket whose connections are dealt out to the workers in turn.
struct Listener: Sendable {
    private let socket: ListenSocket
    /// Accepts.
    private let worker: Worker
    /// Its file, if it is one in the file system and the gateway's own.
    private let file: SocketFile?
    /// Whether another process has opened it, which may go on listening.
    private let wasPassed: Bool
    private let mode: UInt32

    /// Where it listens: the address that is bound, with the port that the system gave.
    let address: ListenAddress

    /// Opens the socket, or takes one that was passed; the first worker, of at least one, accepts.
    ///
    /// - Parameters:
    ///   - protocols: where to listen, and what the connections speak.
    ///   - passed: a socket that listens already; nil for one that is opened here.
    ///   - servers: one for each worker.
    ///   - limits: the bounds of the connections.
    ///   - gate: counts the connections, those of other listeners that share it as well.
    ///   - ceiling: nothing is accepted while all descriptors below that number are in use.
    ///   - onShortage: called once in a while when that, or a want of memory, stops accepting.
    /// - Returns: the listener; ``start()`` has to follow.
    /// - Throws: why it can't listen there.
    static func open(
        _ protocols: ListenerProtocols, passed: PassedSockets.Socket? = nil, servers: [ConnectionServer],
        limits: ConnectionLimits, gate: ConnectionGate, ceiling: Int = .max,
        onShortage: @escaping @Sendable () -> Void
    ) throws -> Listener {
        let most = limits.makesRoom ? max(2, limits.connections / servers.count) : .max
        var turn = 0
        let worker = servers[0].worker
        let descriptor = try passed?.descriptor ?? Self.socket(at: protocols.address, mode: protocols.socketMode)
        let socket = ListenSocket(
            descriptor, on: worker.eventLoop.reactor, ceiling: ceiling, onShortage: onShortage
        ) { connection in
            let server = servers[turn]
            turn = turn + 1 < servers.count ? turn + 1 : 0
            server.serve(connection, gate: gate, limits: limits, most: most, protocols: protocols.current)
        }
        let address = ListenAddress(bound: socket.bound)
        let hasOwnFile = passed?.hasOwnFile ?? true
        return Listener(
            socket: socket, worker: worker, file: hasOwnFile ? address.path.flatMap { SocketFile(at: $0) } : nil,
            wasPassed: passed != nil, mode: protocols.socketMode, address: address)
    }

    /// Begins to accept.
    ///
    /// - Throws: why it can't.
    func start() async throws {
        // Another process has opened it with what its files said.
        if wasPassed, let file { try file.setMode(mode) }
        try await worker.run { try socket.start() }
    }

    /// Closes a socket on which nothing was served: one that was passed stays with whoever listens on it.
    func giveUp() async {
        await close(keepsFile: wasPassed)
    }

    private static func socket(at address: ListenAddress, mode: UInt32) throws -> Int32 {
        guard let path = address.path else {
            // A name may stand for several addresses, of which one is bound.
            return try ListenSocket.open(SocketAddress.makeAddressResolvingHost(address.host, port: address.port))
        }
        do {
            return try SystemSocket.listen(atPath: path, mode: mode)
        } catch {
            throw IOError(errnoCode: error.code, reason: "listen")
        }
    }

    /// The socket as another process gets it; it is open until the listener is closed.
    func passed(as name: String) -> PassedSockets.Socket {
        PassedSockets.Socket(name: name, descriptor: socket.descriptor, hasOwnFile: file != nil)
    }

    /// Closes the socket; connections stay open.
    ///
    /// - Parameter keepsFile: whether another process listens on it from now on.
    func close(keepsFile: Bool = false) async {
        try? await worker.run { socket.close() }
        if !keepsFile { file?.remove() }
    }
}
