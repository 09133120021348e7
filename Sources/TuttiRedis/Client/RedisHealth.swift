internal import Synchronization
internal import TuttiResilience

/// What all workers know of one server: whether it is to be asked, and what was said about it.
///
/// The breaker is closed nearly always, and then nothing here takes a lock for a command: an atomic says so, and results come in votes,
/// one for each read of a connection.
final class RedisHealth: Sendable {
    private struct State {
        var breaker: CircuitBreaker
        var connections = 0
        /// Whether it was said to be there; nil before anything was said.
        var isUp: Bool?
        /// The codes of refusals that were told, and when.
        var told: [String: MonotonicTime] = [:]
    }

    /// When the breaker opens: half of ten votes in two seconds, for a second.
    static let policy = BreakerPolicy(
        failureRatio: 0.5, window: .seconds(2), minimumCalls: 10, openFor: .seconds(1), probes: 1, clients: 1)
    /// How long the same refusal is not told again.
    private static let quiet = TimeSpan.seconds(60)
    /// All commands are one client's to the breaker: it is for one that can be asked for anything.
    private static let client = ClientGroup(number: 0)

    /// What is counted.
    let figures: RedisFigures
    private let server: String
    private let observer: (any RedisObserver)?
    private let state = Mutex(State(breaker: CircuitBreaker(policy: RedisHealth.policy)))
    private let isClosed = Atomic(true)

    init(of server: String, figures: RedisFigures, observer: (any RedisObserver)?) {
        self.server = server
        self.figures = figures
        self.observer = observer
    }

    /// Whether a command may be sent; with a ticket where the breaker waits for its result.
    func admit(now: MonotonicTime) -> (isAdmitted: Bool, probe: CircuitBreaker.Ticket?) {
        if isClosed.load(ordering: .relaxed) { return (true, nil) }
        return state.withLock { state in
            guard case .admitted(let ticket) = state.breaker.admit(from: Self.client, now: now) else {
                return (false, nil)
            }
            return (true, ticket.isProbe ? ticket : nil)
        }
    }

    /// What commands have come to.
    func voted(_ vote: BreakerVote, now: MonotonicTime) {
        guard vote != BreakerVote(), isClosed.load(ordering: .relaxed) else { return }
        let hasOpened = state.withLock { state -> Bool in
            guard state.breaker.stateName == .closed,
                case .admitted(let ticket) = state.breaker.admit(from: Self.client, now: now),
                state.breaker.requestEnded(ticket, vote, from: Self.client, now: now) == .opened
            else { return false }
            isClosed.store(false, ordering: .relaxed)
            return true
        }
        if hasOpened { observer?.redis(server, changed: .rests) }
    }

    /// A command that was sent to find out has ended.
    func probeEnded(_ probe: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult) {
        let now = SystemClock.now
        let hasClosed = state.withLock { state -> Bool in
            guard state.breaker.callEnded(probe, result, from: Self.client, now: now) == .closed else { return false }
            isClosed.store(true, ordering: .relaxed)
            return true
        }
        if hasClosed { observer?.redis(server, changed: .answers) }
    }

    /// A connection is open.
    func connected() {
        figures.opened()
        let isNews = state.withLock { state -> Bool in
            state.connections += 1
            defer { state.isUp = true }
            return state.isUp != true
        }
        if isNews { observer?.redis(server, changed: .came) }
    }

    /// A connection that was open is closed; the reason is nil where we have closed it.
    func disconnected(_ reason: RedisOpeningFailure?) {
        figures.closed()
        let isNews = state.withLock { state -> Bool in
            state.connections -= 1
            guard reason != nil, state.connections == 0, state.isUp != false else { return false }
            state.isUp = false
            return true
        }
        if isNews, let reason { observer?.redis(server, changed: .went(reason)) }
    }

    /// A connection could not be opened.
    func failedToConnect(_ reason: RedisOpeningFailure) {
        let isNews = state.withLock { state -> Bool in
            guard state.connections == 0, state.isUp != false else { return false }
            state.isUp = false
            return true
        }
        if isNews { observer?.redis(server, changed: .went(reason)) }
    }

    /// A command was refused; told if it is not one of those that say something about the command alone.
    func refused(_ error: RedisError) {
        guard Self.telling.contains(error.code) else { return }
        let now = SystemClock.now
        let isNews = state.withLock { state -> Bool in
            defer { state.told[error.code] = now }
            guard let last = state.told[error.code] else { return true }
            return now - last > Self.quiet
        }
        if isNews { observer?.redis(server, changed: .refuses(code: error.code)) }
    }

    private static let telling: Set = [
        "LOADING", "OOM", "NOPERM", "NOAUTH", "READONLY", "MISCONF", "MASTERDOWN", "CLUSTERDOWN", "BUSY", "MOVED",
        "ASK",
        "CROSSSLOT", "TRYAGAIN", "NOREPLICAS", "ERR", "WRONGTYPE",
    ]
}
