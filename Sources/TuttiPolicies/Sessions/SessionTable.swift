/// Which sessions are being renewed, were renewed lately, or are over, and which log-ins came to their end, as far as no cookie can say it.
///
/// A refresh token is good once, and a browser sends several requests at a time: one of them renews the session, the others wait, and who
/// still comes with the former cookie gets the same result, until ``grace`` after the newer one was first shown: a response may get lost.
/// After that the former cookie is over: a copy of it is of no more use. Bounded: the oldest entries are forgotten.
package struct SessionTable<Waiter> {
    /// How long a former cookie is good after the newer one was first shown, in seconds.
    package static var grace: Int { 30 }
    /// After a failure it is not tried again for so many seconds.
    package static var pause: Int { 5 }

    /// What is to be done about a session that is due.
    package enum Answer: Sendable {
        /// Renew it, and say what came of it.
        case begin
        /// Somebody does so: wait.
        case wait
        /// It was renewed.
        case renewed(Session)
        /// It is over.
        case over
        /// It can't be renewed now.
        case later
    }

    private struct Key: Hashable {
        let id: String
        let renewals: Int
    }

    private enum State {
        /// Can transition to: renewed, spent, failed.
        case running([Waiter])
        /// Nobody has shown the newer cookie before `until` is known. Can transition to: spent.
        case renewed(Session, until: Int?)
        /// The former cookie is over.
        case spent
        /// Can transition to: running.
        case failed(until: Int)
    }

    private let most: Int
    private var states: [Key: State] = [:]
    private var ended: RecentNames
    private var logIns: RecentNames
    /// In the order in which they came, for what is forgotten first.
    private var order: [Key] = []
    /// In the order in which their newer cookies were first shown.
    private var renewed: [(key: Key, until: Int)] = []
    private var running = 0

    /// A table of at most so many entries of each kind.
    package init(most: Int = 1 << 16) {
        self.most = max(most, 1)
        ended = RecentNames(most: most)
        logIns = RecentNames(most: most)
    }

    /// How many sessions are being renewed.
    package var renewing: Int { running }

    /// Whether a session was ended here.
    package func isEnded(_ session: Session) -> Bool { ended.contains(session.id) }

    /// Ends a session, whatever cookies there are of it; false for one that was ended before.
    package mutating func end(_ session: Session) -> Bool { ended.insert(session.id) }

    /// A cookie of a session was shown: what it was renewed from is soon over.
    ///
    /// - Returns: whether it is good, as far as is known here.
    package mutating func shown(_ session: Session, at now: Int) -> Bool {
        let former = Key(id: session.id, renewals: session.renewals - 1)
        if session.renewals > 0, case .renewed(let next, nil) = states[former] {
            states[former] = .renewed(next, until: now + Self.grace)
            renewed.append((former, now + Self.grace))
        }
        return !isEnded(session)
    }

    /// Whether the cookie of a session is the newest that is known here.
    package func isCurrent(_ session: Session) -> Bool {
        !isEnded(session) && states[Key(id: session.id, renewals: session.renewals)] == nil
    }

    /// Whether a log-in comes to its end for the first time: whoever has copied its cookie asks nobody a second time.
    package mutating func use(_ logIn: LogIn) -> Bool { logIns.insert(logIn.state) }

    /// A log-in may come to its end once more, because the issuer was away.
    package mutating func giveBack(_ logIn: LogIn) { logIns.remove(logIn.state) }

    /// What is to be done about a session that has to be renewed; `waiter` is kept for ``finished(_:with:at:)`` if it has to wait.
    package mutating func ask(_ session: Session, at now: Int, waiter: Waiter) -> Answer {
        forgetRenewed(at: now)
        let key = Key(id: session.id, renewals: session.renewals)
        switch states[key] {
        case .running(let waiters):
            guard waiters.count < 1000 else { return .later }
            states[key] = .running(waiters + [waiter])
            return .wait
        case .renewed(let session, _): return .renewed(session)
        case .spent: return .over
        case .failed(let until) where now < until: return .later
        case .failed, nil:
            guard running < 1000 else { return .later }
            if states[key] == nil { order.append(key) }
            states[key] = .running([waiter])
            running += 1
            forgetOldest()
            return .begin
        }
    }

    /// What came of renewing a session: as it is now, nil where it is over, an error where nobody knows.
    ///
    /// - Returns: who has waited.
    package mutating func finished(
        _ session: Session, with outcome: Result<Session?, some Error>, at now: Int
    ) -> [Waiter] {
        let key = Key(id: session.id, renewals: session.renewals)
        guard case .running(let waiters) = states[key] else { return [] }
        running -= 1
        switch outcome {
        case .success(let next?):
            states[key] = .renewed(next, until: nil)
        case .success(nil): states[key] = .spent
        case .failure: states[key] = .failed(until: now + Self.pause)
        }
        return waiters
    }

    /// What was renewed is spent after its time.
    private mutating func forgetRenewed(at now: Int) {
        let count = renewed.prefix { $0.until <= now }.count
        guard count > 0 else { return }
        for (key, _) in renewed[..<count] {
            // It may have been forgotten, and asked for anew.
            if case .renewed = states[key] { states[key] = .spent }
        }
        renewed.removeFirst(count)
    }

    private mutating func forgetOldest() {
        guard order.count > most else { return }
        let gone = order[..<(most / 4 + 1)]
        var kept: [Key] = []
        for key in gone {
            // Somebody waits for it.
            if case .running = states[key] { kept.append(key) } else { states[key] = nil }
        }
        order = kept + order[gone.endIndex...]
    }
}
