internal import Synchronization
internal import TuttiPolicies

/// Counts the connections of the listeners that share it, over all event loops, and decides what becomes of one more.
final class ConnectionGate: Sendable {
    /// What becomes of a connection.
    enum Decision: Int, Comparable {
        /// It is served.
        case serve
        /// It gets a response that says to come back later, and is closed.
        case refuse
        /// It is closed without a response: there are too many that get one.
        case drop

        static func < (left: Decision, right: Decision) -> Bool { left.rawValue < right.rawValue }
    }

    /// So many connections may be in the state of being refused, beside those that are served.
    static func refusedAtOnce(limit: Int) -> Int { min(256, max(16, limit / 8)) }

    private let limit: Int
    private let refused: Int
    private let open = Atomic(0)
    private let mostOfOne: Int?
    private let clients: Mutex<Clients>
    private let common: ConnectionGate?

    private struct Clients {
        var proxies: TrustedProxies
        /// How many connections each client has, where that is bounded; a client without one has no entry.
        var counts: [IPAddress: Int] = [:]
    }

    /// A gate for listeners with these bounds; where room is made, the connection that is to be closed for it may still be open.
    convenience init(_ limits: ConnectionLimits, within common: ConnectionGate? = nil) {
        self.init(
            limit: limits.makesRoom ? 4 * limits.connections : limits.connections,
            mostOfOne: limits.connectionsOfOne, proxies: limits.proxies, within: common)
    }

    /// A gate that serves so many connections at once, and so many of one client: of one IPv4 address, or one IPv6 network of 64 bits.
    ///
    /// Trusted proxies have as many as there are: many clients are behind them. The connections count in `common`, too, where all
    /// listeners together are bounded.
    init(
        limit: Int, mostOfOne: Int? = nil, proxies: TrustedProxies = TrustedProxies(),
        within common: ConnectionGate? = nil
    ) {
        self.limit = max(limit, 1)
        self.mostOfOne = mostOfOne
        self.common = common
        clients = Mutex(Clients(proxies: proxies))
        refused = Self.refusedAtOnce(limit: limit)
    }

    /// Has other proxies than before be trusted; connections that are open stay counted as they are.
    func trust(_ proxies: TrustedProxies) {
        clients.withLock { $0.proxies = proxies }
    }

    /// A connection was accepted; ``leave()`` has to follow when it has closed, whatever the decision.
    func enter() -> Decision {
        let count = open.add(1, ordering: .relaxed).newValue
        let decision: Decision = count <= limit ? .serve : count - limit <= refused ? .refuse : .drop
        return max(decision, common?.enter() ?? .serve)
    }

    /// A connection has closed.
    func leave() {
        open.subtract(1, ordering: .relaxed)
        common?.leave()
    }

    /// It is known whose connection it is, of those that are served.
    ///
    /// - Parameter client: its address.
    /// - Returns: what becomes of it; and whose connection is counted, for which ``leave(_:)`` has to follow when it has closed.
    func identified(_ client: String) -> (decision: Decision, counted: IPAddress?) {
        guard let mostOfOne, let address = IPAddress(client) else { return (.serve, nil) }
        let holder = address.holder
        let count = clients.withLock { clients in
            guard !clients.proxies.contains(address) else { return 0 }
            clients.counts[holder, default: 0] += 1
            return clients.counts[holder, default: 0]
        }
        guard count > 0 else { return (.serve, nil) }
        guard count > mostOfOne else { return (.serve, holder) }
        return (count - mostOfOne <= Self.refusedAtOnce(limit: mostOfOne) ? .refuse : .drop, holder)
    }

    /// A connection that was counted has closed.
    func leave(_ counted: IPAddress?) {
        guard let counted else { return }
        clients.withLock { clients in
            let count = clients.counts[counted, default: 1] - 1
            clients.counts[counted] = count > 0 ? count : nil
        }
    }
}
