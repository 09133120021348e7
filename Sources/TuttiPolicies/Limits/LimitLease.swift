package import TuttiResilience

/// What a worker has prepaid of one key of a limit that several instances share, and what it knows of that key.
///
/// A value that is handed the time. Everything that it admits was charged where all instances see it, so all of them together never
/// admit more than the limit; what is prepaid and not used is lost after a fifth of a second, so they may admit that much less.
///
/// How much is prepaid follows what was used: a tenth of a second of it. With 400 requests a second, 40 at a time; with five in a second, and
/// for limits of less than ten in a second, each request is asked for.
package struct LimitLease: Sendable {
    /// What becomes of a request.
    package enum Answer: Sendable, Equatable {
        /// It is prepaid.
        case admitted(LimitStanding)
        /// It can't be admitted now, whatever the others have done in the meantime.
        case refused(LimitStanding)
        /// The store has to be asked.
        case ask
    }

    /// How much time's worth is prepaid.
    static let span = TimeSpan.milliseconds(100)
    /// How long what is prepaid can be used.
    static let life = TimeSpan.milliseconds(200)
    /// How long what the store has said is believed.
    static let trust = TimeSpan.seconds(1)
    /// The most that is prepaid.
    static let most: UInt64 = 1 << 20

    private var left: UInt64 = 0
    private var until = MonotonicTime.zero
    /// The value of the key at the store, on our clock.
    private var base: UInt64 = 0
    private var believed = MonotonicTime.zero
    private var granted: UInt64 = 0
    private var since = MonotonicTime.zero

    /// Nothing is prepaid or known.
    package init() {}

    /// Takes so many requests.
    package mutating func take(_ cost: UInt64, of rule: LimitRule, at moment: LimitMoment) -> Answer {
        let window = rule.window(at: moment)
        if moment.monotonic >= until { left = 0 }
        if left >= cost {
            left -= cost
            return .admitted(standing(in: window, cost: cost, isExceeded: false))
        }
        guard moment.monotonic < believed, window.charged(window.base(of: base), cost) == nil else { return .ask }
        return .refused(standing(in: window, cost: cost, isExceeded: true))
    }

    /// How things stand for a request that the store has refused at that moment.
    package func refusal(_ cost: UInt64, of rule: LimitRule, at moment: LimitMoment) -> LimitStanding {
        standing(in: rule.window(at: moment), cost: cost, isExceeded: true)
    }

    /// How many requests to ask the store for, where one of that cost is to be admitted.
    package func wanted(_ cost: UInt64, of rule: LimitRule, at moment: LimitMoment) -> UInt64 {
        let elapsed = (moment.monotonic - since).nanoseconds
        guard granted > 0, elapsed < Self.trust.nanoseconds else { return cost }
        let used = granted - min(moment.monotonic < until ? left : 0, granted)
        let share = Double(used) * Double(Self.span.nanoseconds) / Double(max(elapsed, 1_000))
        let likely = UInt64(min(share, Double(Self.most)))
        return max(cost, min(likely, 8 * min(granted, Self.most) + 8, rule.mostPrepaid, Self.most))
    }

    /// The store has answered what it was asked at that moment; `now` is a later one.
    package mutating func received(
        _ grant: LimitGrant, of rule: LimitRule, asked moment: LimitMoment, now: MonotonicTime
    ) {
        if now >= until { left = 0 }
        base = rule.value(used: grant.used, at: moment)
        believed = moment.monotonic + Self.trust
        guard grant.granted > 0 else { return }
        left = left.addingReportingOverflow(grant.granted).overflow ? .max : left + grant.granted
        until = now + Self.life
        granted = grant.granted
        since = now
    }

    /// Gives back what another limit has made useless.
    package mutating func giveBack(_ cost: UInt64) {
        left = left.addingReportingOverflow(cost).overflow ? left : left + cost
    }

    /// How things stand: what is prepaid here can still be used.
    private func standing(in window: LimitWindow, cost: UInt64, isExceeded: Bool) -> LimitStanding {
        let value = window.base(of: base)
        let (prepaid, overflow) = left.multipliedReportingOverflow(by: window.unit)
        let free = overflow ? window.floor : max(window.floor, value - min(prepaid, value))
        return window.standing(isExceeded ? value : free, cost: cost, isExceeded: isExceeded)
    }
}
