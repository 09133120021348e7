internal import TuttiResilience

/// Which connections to one instance there are, which of them are idle, and which requests wait for one: no sockets, and the time is
/// passed in.
///
/// Connections and requests are numbers that the owner has objects for. The connection that was idle last is used first, so that those
/// beyond need grow old and are closed. Each connection is opened for a request, which alone waits for it.
struct InstancePool {
    /// Its bounds.
    struct Limits {
        /// The most connections, those included that are being opened.
        var connections = 1_024
        /// The most requests that wait for one.
        var waiting = 1_024
        /// How long a connection stays open that nobody uses.
        var idleTime = TimeSpan.seconds(60)
        /// How old a connection gets before it is closed behind a response: else connections would never move to new machines behind
        /// the same name.
        var lifetime = TimeSpan.seconds(300)
    }

    /// What is to be done.
    enum Action: Equatable {
        /// Open a connection under this number for a request.
        case open(connection: Int, request: Int)
        /// Send a request over an idle connection.
        case use(connection: Int, request: Int)
        /// Close a connection, which counts no more.
        case close(connection: Int)
        /// Give up a request: too many wait, or it has waited too long.
        case refuse(request: Int)
    }

    private struct Idle {
        var connection: Int
        var since: MonotonicTime
    }

    private struct Waiting {
        var request: Int
        var until: MonotonicTime
    }

    private let limits: Limits
    /// When each connection was opened.
    private var born: [Int: MonotonicTime] = [:]
    /// The one that was used last is the last.
    private var idle: [Idle] = []
    /// The one that came first is the first.
    private var waiting: [Waiting] = []
    private var lastConnection = 0

    init(limits: Limits) {
        self.limits = limits
    }

    /// How many connections there are.
    var connectionCount: Int { born.count }
    /// How many of them nobody uses.
    var idleCount: Int { idle.count }
    /// How many requests wait.
    var waitingCount: Int { waiting.count }

    /// A request needs a connection.
    ///
    /// - Parameters:
    ///   - request: its number.
    ///   - isFresh: whether none will do that was used before.
    ///   - until: how long it may wait.
    ///   - now: the time.
    /// - Returns: what is to be done; nothing when it has to wait.
    mutating func request(_ request: Int, isFresh: Bool, until: MonotonicTime, now: MonotonicTime) -> [Action] {
        var actions: [Action] = []
        while !isFresh, let last = idle.popLast() {
            if isYoung(last.connection, now) {
                actions.append(.use(connection: last.connection, request: request))
                return actions
            }
            actions.append(close(last.connection))
        }
        if born.count >= limits.connections, !idle.isEmpty { actions.append(close(idle.removeFirst().connection)) }
        if born.count < limits.connections {
            actions.append(open(for: request, now))
        } else if waiting.count < limits.waiting {
            waiting.append(Waiting(request: request, until: until))
        } else {
            actions.append(.refuse(request: request))
        }
        return actions
    }

    /// A request needs no connection any more; without effect when it does not wait.
    mutating func gaveUp(_ request: Int) {
        waiting.removeAll { $0.request == request }
    }

    /// An exchange has ended, and its connection could carry another.
    mutating func released(_ connection: Int, now: MonotonicTime) -> [Action] {
        guard born[connection] != nil else { return [] }
        guard isYoung(connection, now) else { return [close(connection)] + openNext(now) }
        guard waiting.isEmpty else {
            return [.use(connection: connection, request: waiting.removeFirst().request)]
        }
        idle.append(Idle(connection: connection, since: now))
        return []
    }

    /// A connection has closed, or could not be opened; without effect when the pool has closed it.
    mutating func lost(_ connection: Int, now: MonotonicTime) -> [Action] {
        guard born.removeValue(forKey: connection) != nil else { return [] }
        idle.removeAll { $0.connection == connection }
        return openNext(now)
    }

    /// When ``timePassed(now:)`` has something to do.
    var nextDue: MonotonicTime? {
        let idleDue = idle.first.map { $0.since + limits.idleTime }
        let waitingDue = waiting.map(\.until).min()
        guard let idleDue, let waitingDue else { return idleDue ?? waitingDue }
        return min(idleDue, waitingDue)
    }

    /// Closes what was idle for too long, and gives up what has waited too long.
    mutating func timePassed(now: MonotonicTime) -> [Action] {
        var actions: [Action] = []
        while let first = idle.first, now >= first.since + limits.idleTime {
            idle.removeFirst()
            actions.append(close(first.connection))
        }
        for one in waiting where one.until <= now { actions.append(.refuse(request: one.request)) }
        waiting.removeAll { $0.until <= now }
        return actions
    }

    private func isYoung(_ connection: Int, _ now: MonotonicTime) -> Bool {
        born[connection].map { now < $0 + limits.lifetime } ?? false
    }

    private mutating func close(_ connection: Int) -> Action {
        born[connection] = nil
        return .close(connection: connection)
    }

    private mutating func open(for request: Int, _ now: MonotonicTime) -> Action {
        lastConnection += 1
        born[lastConnection] = now
        return .open(connection: lastConnection, request: request)
    }

    private mutating func openNext(_ now: MonotonicTime) -> [Action] {
        guard !waiting.isEmpty, born.count < limits.connections else { return [] }
        return [open(for: waiting.removeFirst().request, now)]
    }
}
