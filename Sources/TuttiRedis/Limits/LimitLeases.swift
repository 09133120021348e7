internal import NIOCore
internal import TuttiChannels
internal import TuttiCrypto
package import TuttiPolicies
internal import TuttiResilience

/// What one worker has prepaid of the limits that instances share; touched on its event loop alone.
///
/// Keys that nobody asks for are forgotten after one to two seconds, and when there are too many of them: what was prepaid is lost then.
package final class LimitLeases {
    /// What is known of a request that had to wait.
    package enum Verdict: Sendable {
        /// How things stand with the limit.
        case standing(LimitStanding)
        /// The store could not be asked.
        case unreachable
    }

    private struct Place: Hashable {
        let limit: Int
        let key: LimitKey
    }

    private final class Entry {
        var lease = LimitLease()
        var isAsked = false
        var waiting: [(cost: UInt64, done: (Verdict) -> Void)] = []
    }

    /// The most keys of either half.
    private static let mostKeys = 1 << 16
    /// The most requests that wait for the answer about one key.
    private static let mostWaiting = 1_024
    /// How long a half is the young one.
    private static let turn = TimeSpan.seconds(1)

    private let lane: RedisLane
    private let eventLoop: ReactorEventLoop
    private let prefix: [UInt8]
    private var young: [Place: Entry] = [:]
    private var old: [Place: Entry] = [:]
    private var turned = MonotonicTime.zero

    init(over lane: RedisLane, prefix: String, on eventLoop: ReactorEventLoop) {
        self.lane = lane
        self.eventLoop = eventLoop
        self.prefix = Array("\(prefix)l:".utf8)
    }

    /// Takes what a request costs from what is prepaid; says whether ``ask(_:at:_:)`` has to follow.
    package func take(_ charge: SharedCharge, at moment: LimitMoment) -> LimitLease.Answer {
        let entry = entry(of: charge, now: moment.monotonic)
        // Those that wait come first.
        guard !entry.isAsked else { return .ask }
        return entry.lease.take(charge.cost, of: charge.limit.rule, at: moment)
    }

    /// Asks the store, or waits for the answer that is under way; `done` is called once, on the event loop.
    package func ask(_ charge: SharedCharge, at moment: LimitMoment, _ done: @escaping (Verdict) -> Void) {
        let entry = entry(of: charge, now: moment.monotonic)
        guard entry.waiting.count < Self.mostWaiting else { return done(.unreachable) }
        entry.waiting.append((charge.cost, done))
        if !entry.isAsked { send(charge, cost: charge.cost, entry, at: moment) }
    }

    /// Gives back what was taken, because another limit has refused the request.
    package func giveBack(_ charge: SharedCharge) {
        let place = Place(limit: charge.limit.number, key: charge.key)
        (young[place] ?? old[place])?.lease.giveBack(charge.cost)
    }

    private func entry(of charge: SharedCharge, now: MonotonicTime) -> Entry {
        let place = Place(limit: charge.limit.number, key: charge.key)
        if now - turned > Self.turn || young.count >= Self.mostKeys {
            (old, young, turned) = (young, [:], now)
        }
        if let known = young[place] { return known }
        let entry = old.removeValue(forKey: place) ?? Entry()
        young[place] = entry
        return entry
    }

    private func send(_ charge: SharedCharge, cost: UInt64, _ entry: Entry, at moment: LimitMoment) {
        guard let key = key(of: charge, at: moment) else { return settle(entry, with: .unreachable) }
        entry.isAsked = true
        let rule = charge.limit.rule
        let wanted = entry.lease.wanted(cost, of: rule, at: moment)
        let bound = NIOLoopBound((self, charge, entry), eventLoop: eventLoop)
        lane.run(
            LimitScript.script, keys: [.bytes(key)],
            LimitScript.arguments(rule.terms(at: moment), cost: cost, wanted: wanted)
        ) { result in
            let (leases, charge, entry) = bound.value
            entry.isAsked = false
            guard case .success(let value) = result, let grant = LimitScript.grant(value, wanted: wanted) else {
                return leases.settle(entry, with: .unreachable)
            }
            entry.lease.received(grant, of: rule, asked: moment, now: SystemClock.now)
            leases.serve(entry, charge, refusedAt: grant.granted == 0 ? moment : nil)
        }
    }

    /// Tells those that wait, one after the other, for as long as that is known; the first of them was refused where the store has said so.
    private func serve(_ entry: Entry, _ charge: SharedCharge, refusedAt asked: LimitMoment?) {
        let moment = LimitMoment.now
        var served = 0
        var answers: [(done: (Verdict) -> Void, standing: LimitStanding)] = []
        if let asked, let first = entry.waiting.first {
            // At the moment of the question: by now there may be enough again.
            answers.append((first.done, entry.lease.refusal(first.cost, of: charge.limit.rule, at: asked)))
            entry.waiting.removeFirst()
        }
        loop: for waiting in entry.waiting {
            switch entry.lease.take(waiting.cost, of: charge.limit.rule, at: moment) {
            case .admitted(let standing), .refused(let standing): answers.append((waiting.done, standing))
            case .ask: break loop
            }
            served += 1
        }
        entry.waiting.removeFirst(served)
        if let next = entry.waiting.first {
            if served == 0, asked == nil {
                // It was asked for, and is neither there nor known to be refused: too much time has passed. It is not asked for again and again.
                settle(entry, with: .unreachable)
            } else {
                send(charge, cost: next.cost, entry, at: moment)
            }
        }
        for answer in answers { answer.done(.standing(answer.standing)) }
    }

    private func settle(_ entry: Entry, with verdict: Verdict) {
        let waiting = entry.waiting
        entry.waiting = []
        for one in waiting { one.done(verdict) }
    }

    /// The key at the store: a hash, so that nobody can choose keys that meet, and nothing of clients is in it.
    private func key(of charge: SharedCharge, at moment: LimitMoment) -> [UInt8]? {
        guard let crypto = try? Crypto.load() else { return nil }
        let digest = crypto.sha256((charge.limit.name + charge.holder()).span).bytes
        let digits = Array("0123456789abcdef".utf8)
        var key = prefix
        for byte in digest.prefix(16) {
            key.append(digits[Int(byte >> 4)])
            key.append(digits[Int(byte & 15)])
        }
        if let period = charge.limit.rule.terms(at: moment).period { key += Array(":\(period.number)".utf8) }
        return key
    }
}
