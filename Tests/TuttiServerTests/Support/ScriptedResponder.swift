import NIOCore
import Synchronization
import TuttiChannels
import TuttiPlan
import TuttiReactor
import TuttiResilience

@testable import TuttiServer

/// Decides about requests as a test says, and notes how exchanges end.
final class ScriptedResponder: RequestResponder, Sendable {
    /// What is left of an exchange.
    struct Ended: Sendable, Equatable {
        var status: Int
        var bytesSent: Int
        var disconnected = false
        var isBrokenOff = false
    }

    private let decide: @Sendable (Exchange) -> Void
    private let log = Mutex<[Ended]>([])

    /// A responder that has all requests decided by `decide`, on the event loop.
    init(_ decide: @escaping @Sendable (Exchange) -> Void) {
        self.decide = decide
    }

    /// The exchanges that have ended, in order.
    var ended: [Ended] { log.withLock { $0 } }

    func began(_ exchange: Exchange, sentID: String?) { exchange.id = "1" }

    func admit(_ exchange: Exchange) { decide(exchange) }

    func respond(to exchange: Exchange) { exchange.send(.json("[]")) }

    func ended(_ exchange: Exchange) {
        log.withLock {
            $0.append(
                Ended(
                    status: exchange.status, bytesSent: exchange.bytesSent, disconnected: exchange.disconnected,
                    isBrokenOff: exchange.isBrokenOff))
        }
    }

    func install(_ generation: Generation) {}
}

/// Serves clients over real sockets with a responder while the body runs; hands it the port.
func withListener<R>(
    _ responder: ScriptedResponder, configure: (inout ConnectionLimits) -> Void = { $0.makePatient() },
    body: (Int) async throws -> R
) async throws -> R {
    var limits = ConnectionLimits()
    configure(&limits)
    let reactor = try Reactor()
    try reactor.start(name: "test")
    let worker = Worker(transport: TestTransport(), reactor: reactor) { _ in TestStreams() }
    let server = try await worker.run {
        ConnectionServer(
            worker: worker, loop: worker.clients, responder: NIOLoopBound(responder, eventLoop: worker.eventLoop))
    }
    let result: Result<R, any Error>
    do {
        let listener = try Listener.open(
            ListenerProtocols(address: ListenAddress(host: "127.0.0.1", port: 0), .plain), servers: [server],
            limits: limits, gate: ConnectionGate(limits), onShortage: {})
        try await listener.start()
        result = .success(try await body(listener.address.port))
        await listener.close()
    } catch {
        result = .failure(error)
    }
    _ = await server.drain(limit: .seconds(1), reportTime: .zero)
    await reactor.shutDown()
    return try result.get()
}
