internal import Synchronization

/// Counts the connections of a listener, all event loops together, and says what becomes of one more.
final class ConnectionGate: Sendable {
    /// What becomes of a connection.
    enum Decision {
        /// It is served.
        case serve
        /// It is told to come back later.
        case refuse
        /// It is closed without a word: even the refused ones are too many.
        case drop
    }

    /// So many connections may be in the state of being refused, beside those that are served.
    static func refusedAtOnce(limit: Int) -> Int { min(256, max(16, limit / 8)) }

    private let limit: Int
    private let refused: Int
    private let open = Atomic(0)

    /// A gate that serves so many connections at once.
    init(limit: Int) {
        self.limit = max(limit, 1)
        refused = Self.refusedAtOnce(limit: limit)
    }

    /// A connection was accepted; it owes a ``leave()`` when it has closed, whatever was decided.
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
