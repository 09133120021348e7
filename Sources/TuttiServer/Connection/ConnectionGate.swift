internal import Synchronization
internal import TuttiPolicies

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
    private let mostOfOne: Int?
    private let proxies: TrustedProxies
    /// How many connections each client has, where that is bounded; a client without one has no entry.
    private let clients = Mutex<[IPAddress: Int]>([:])

    /// A gate for listeners with these bounds; where room is made, the connection that is to be closed for it may still be open.
    convenience init(_ limits: ConnectionLimits) {
        self.init(
            limit: limits.makesRoom ? 4 * limits.connections : limits.connections,
            mostOfOne: limits.connectionsOfOne, proxies: limits.proxies)
    }

    /// A gate that serves so many connections at once, and so many of one client: of one IPv4 address, or one IPv6 network of 64 bits.
    ///
    /// Trusted proxies have as many as there are: many clients are behind them.
    init(limit: Int, mostOfOne: Int? = nil, proxies: TrustedProxies = TrustedProxies()) {
        self.limit = max(limit, 1)
        self.mostOfOne = mostOfOne
        self.proxies = proxies
        refused = Self.refusedAtOnce(limit: limit)
    }

    /// A connection was accepted; ``leave(_:)`` has to follow when it has closed, whatever the decision.
    ///
    /// - Parameter client: the other side's address; nil where it is a proxy's that says of each connection who has made it.
    /// - Returns: what becomes of it.
    func enter(_ client: String?) -> Decision {
        let count = open.add(1, ordering: .relaxed).newValue
        let ofOne = enterOne(client)
        guard count <= limit else { return count - limit <= refused ? .refuse : .drop }
        guard let mostOfOne, ofOne > mostOfOne else { return .serve }
        return ofOne - mostOfOne <= Self.refusedAtOnce(limit: mostOfOne) ? .refuse : .drop
    }

    /// A connection has closed.
    func leave(_ client: String?) {
        open.subtract(1, ordering: .relaxed)
        guard let holder = counted(client) else { return }
        clients.withLock { clients in
            let count = clients[holder, default: 1] - 1
            clients[holder] = count > 0 ? count : nil
        }
    }

    /// How many connections a client has with this one; 0 where that is not counted.
    private func enterOne(_ client: String?) -> Int {
        guard let holder = counted(client) else { return 0 }
        return clients.withLock { clients in
            clients[holder, default: 0] += 1
            return clients[holder, default: 0]
        }
    }

    private func counted(_ client: String?) -> IPAddress? {
        guard mostOfOne != nil, let client, let address = IPAddress(client), !proxies.contains(address) else {
            return nil
        }
        return address.holder
    }
}
