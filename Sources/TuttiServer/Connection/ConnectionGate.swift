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

    /// So many connections may be in the state of being refused.
    private static let refusedAtOnce = 256

    private let limit: Int
    private let open = Atomic(0)

    /// A gate that serves so many connections at once.
    init(limit: Int) {
        self.limit = max(limit, 1)
    }

    /// A connection was accepted; it owes a ``leave()`` when it has closed, whatever was decided.
    func enter() -> Decision {
        let count = open.add(1, ordering: .relaxed).newValue
        if count <= limit { return .serve }
        return count - limit <= Self.refusedAtOnce ? .refuse : .drop
    }

    /// A connection has closed.
    func leave() {
        open.subtract(1, ordering: .relaxed)
    }
}
