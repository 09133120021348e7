internal import Synchronization

/// Counts the connections of the listeners that share it, over all event loops, and decides what becomes of one more.
final class ConnectionGate: Sendable {
    /// What becomes of a connection.
    enum Decision {
        /// It is served.
        case serve
        /// It gets a response that says to come back later, and is closed.
        case refuse
        /// It is closed without a response: there are too many that get one.
        case drop
    }

    /// So many connections may be in the state of being refused, beside those that are served.
    static func refusedAtOnce(limit: Int) -> Int { min(256, max(16, limit / 8)) }

    private let limit: Int
    private let refused: Int
    private let open = Atomic(0)

    /// A gate for listeners with these bounds; where room is made, the connection that is to be closed for it may still be open.
    convenience init(_ limits: ConnectionLimits) {
        self.init(limit: limits.makesRoom ? 4 * limits.connections : limits.connections)
    }

    /// A gate that serves so many connections at once.
    init(limit: Int) {
        self.limit = max(limit, 1)
        refused = Self.refusedAtOnce(limit: limit)
    }

    /// A connection was accepted; ``leave()`` has to follow when it has closed, whatever the decision.
    func enter() -> Decision {
        let count = open.add(1, ordering: .relaxed).newValue
        if count <= limit { return .serve }
        return count - limit <= refused ? .refuse : .drop
    }

    /// A connection has closed.
    func leave() {
        open.subtract(1, ordering: .relaxed)
    }
}
