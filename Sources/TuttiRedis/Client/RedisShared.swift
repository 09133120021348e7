internal import Synchronization
internal import TuttiPlan
internal import TuttiTLS

/// What the lanes of a client share: the plan, TLS, what is known of servers, what was counted.
final class RedisShared: Sendable {
    let plan: RedisPlan
    let tls: ClientTLS?
    let figures = RedisFigures()
    private let observer: (any RedisObserver)?
    private let servers = Mutex<[String: RedisHealth]>([:])

    init(_ plan: RedisPlan, observer: (any RedisObserver)?) {
        self.plan = plan
        self.observer = observer
        tls = plan.tls.map { ClientTLS($0, protocols: []) }
    }

    /// What is known of a server, by its name.
    func health(of server: String) -> RedisHealth {
        servers.withLock { servers in
            if let known = servers[server] { return known }
            let made = RedisHealth(of: server, figures: figures, observer: observer)
            servers[server] = made
            return made
        }
    }
}
