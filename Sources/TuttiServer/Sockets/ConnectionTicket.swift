internal import Synchronization
internal import TuttiPolicies

/// What a connection counts as at its gate, from its opening to its end.
final class ConnectionTicket: Sendable {
    private let gate: ConnectionGate
    private let counted = Mutex<IPAddress?>(nil)
    /// What becomes of the connection, as far as it goes by the number of all of them.
    let decision: ConnectionGate.Decision

    /// A ticket for a connection that has just been accepted; ``end()`` has to follow.
    init(_ gate: ConnectionGate) {
        self.gate = gate
        decision = gate.enter()
    }

    /// It is known whose connection it is; returns what becomes of it.
    ///
    /// Called once at most.
    func identified(_ client: String) -> ConnectionGate.Decision {
        let (decision, counted) = gate.identified(client)
        self.counted.withLock { $0 = counted }
        return decision
    }

    /// The connection has closed.
    func end() {
        gate.leave()
        gate.leave(counted.withLock { $0 })
    }
}
