internal import NIOCore
internal import NIOHTTP1
internal import TuttiPlan
internal import TuttiReactor

/// A listening socket whose connections are spread over the event loops in turn.
struct Listener: Sendable {
    /// What one event loop serves the listener's connections with.
    struct Seat: Sendable {
        let eventLoop: ReactorEventLoop
        let loop: NIOLoopBound<ServerLoop>
        /// Makes the responder, on the loop.
        let responder: NIOLoopBound<any RequestResponder>
    }

    private let socket: ListenSocket
    private let eventLoop: any EventLoop

    /// Where it listens: the address that is bound, with the port that the system gave.
    let address: ListenAddress

    /// Opens the socket; the first event loop, of at least one, accepts.
    ///
    /// Nothing is accepted while descriptors below `ceiling` are in use, of which `onShortage` is told once in a while.
    static func open(
        _ address: ListenAddress, seats: [Seat], limits: ConnectionLimits, ceiling: Int = .max,
        onShortage: @escaping @Sendable () -> Void
    ) async throws -> Listener {
        // Where room is made, the one that makes it may still be about to close.
        let gate = ConnectionGate(limit: limits.makesRoom ? 4 * limits.connections : limits.connections)
        let most = limits.makesRoom ? max(2, limits.connections / seats.count) : .max
        var turn = 0
        let eventLoop = seats[0].eventLoop
        let socket = try ListenSocket(
            // A name may stand for several addresses, of which one is bound.
            SocketAddress.makeAddressResolvingHost(address.host, port: address.port), on: eventLoop.reactor,
            ceiling: ceiling, onShortage: onShortage
        ) { connection in
            let seat = seats[turn]
            turn = turn + 1 < seats.count ? turn + 1 : 0
            seat.serve(connection, gate: gate, limits: limits, most: most)
        }
        try await eventLoop.submit { try socket.start() }.get()
        return Listener(
            socket: socket, eventLoop: eventLoop,
            address: ListenAddress(
                host: socket.address.ipAddress ?? address.host, port: socket.address.port ?? address.port))
    }

    /// Closes the socket; connections stay open.
    func close() async {
        try? await eventLoop.submit { socket.close() }.get()
    }
}

extension Listener.Seat {
    /// Serves a connection that another event loop, or this one, has accepted.
    fileprivate func serve(
        _ connection: SystemSocket.Connection, gate: ConnectionGate, limits: ConnectionLimits, most: Int
    ) {
        // Here, and not behind the hop: what waits for a loop that is busy is counted, too.
        let decision = gate.enter()
        let isTaken =
            decision != .drop
            && onEventLoop {
                if loop.value.openCount >= most { loop.value.makeRoom() }
                serve(connection, refuses: decision == .refuse, gate: gate, limits: limits)
            }
        if !isTaken {
            SystemSocket.close(connection.descriptor)
            gate.leave()
        }
    }

    private func onEventLoop(_ body: @escaping @Sendable () -> Void) -> Bool {
        guard eventLoop.inEventLoop else { return eventLoop.reactor.execute(body) }
        body()
        return true
    }

    private func serve(
        _ connection: SystemSocket.Connection, refuses: Bool, gate: ConnectionGate, limits: ConnectionLimits
    ) {
        let channel = SocketChannel(connection, on: eventLoop, readBuffer: loop.value.readBuffer)
        channel.closeFuture.whenComplete { _ in gate.leave() }
        do {
            let pipeline = channel.pipeline.syncOperations
            if refuses {
                try pipeline.addHandler(RefusalHandler(loop: loop.value, lingerTime: limits.lingerTime))
            } else {
                try ConnectionHandler.install(
                    on: pipeline, loop: loop.value, responder: responder.value, limits: limits)
            }
            channel.start()
        } catch {
            channel.close(promise: nil)
        }
    }
}
