package import TuttiResilience

/// How much a limit allows: a rate, or a quota of the calendar.
///
/// A rate is GCRA (ITU-T I.371, A), the leaky bucket as a meter: a key has a *theoretical arrival time*, each request moves it on by the
/// time that the rate has for one, and a request is admitted if that time stays within `burst` requests of now. With 10/s and a burst of 3
/// from rest, three requests are admitted at once, the fourth 100 ms after the first. Nothing happens at the turn of a minute.
///
/// A quota counts from zero in each day or month.
package struct LimitRule: Sendable, Hashable {
    /// The days or months of a quota.
    package enum CalendarPeriod: String, Sendable, Hashable, CaseIterable {
        case day, month
    }

    /// Which of the two it is, with what it needs when it is asked.
    enum Kind: Sendable, Hashable {
        /// The nanoseconds for one request, and how many requests fit at once.
        case rate(interval: UInt64, burst: UInt64)
        /// How many requests a period has, and how far its midnight is ahead of UTC, in seconds.
        case quota(count: UInt64, CalendarPeriod, offset: Int64)
    }

    let kind: Kind

    /// The most requests that the unit of a rate may have: with more than 10^6 a second, whole nanoseconds for one are too coarse.
    package static let mostPerUnit = 1_000_000
    /// The most requests of a quota.
    package static let largestQuota = 1_000_000_000
    /// The most requests that fit at once.
    package static let largestBurst = 1_000_000

    private static let countBits: UInt64 = 40

    /// So many requests in that time on average, and `burst` of them at once; each value is brought into its range.
    package static func rate(_ count: Int, per period: TimeSpan, burst: Int) -> LimitRule {
        let count = UInt64(min(max(count, 1), mostPerUnit))
        // From a nanosecond to a day, so that nothing overflows: 86,400 s x 10^6 requests are less than 2^63 ns a thousand times.
        let period = UInt64(min(max(period.nanoseconds, 1), 86_400_000_000_000))
        let interval = (period + count - 1) / count
        return LimitRule(kind: .rate(interval: interval, burst: UInt64(min(max(burst, 1), mostAtOnce(interval)))))
    }

    /// A burst of more than a hundred days is none.
    private static func mostAtOnce(_ interval: UInt64) -> Int {
        min(largestBurst, max(1, Int(8_640_000_000_000_000 / interval)))
    }

    /// So many requests in each period, which begins at midnight where clocks are `offset` ahead of UTC.
    package static func quota(_ count: Int, per period: CalendarPeriod, offset: TimeSpan = .zero) -> LimitRule {
        let seconds = min(max(offset.nanoseconds / 1_000_000_000, -86_400), 86_400)
        return LimitRule(
            kind: .quota(count: UInt64(min(max(count, 1), largestQuota)), period, offset: seconds))
    }

    /// The most requests that are admitted at one moment.
    package var atOnce: UInt64 {
        switch kind {
        case .rate(_, let burst): burst
        case .quota(let count, _, _): count
        }
    }

    /// What may be charged at a moment.
    package func window(at moment: LimitMoment) -> LimitWindow {
        switch kind {
        case .rate(let interval, let burst):
            let now = UInt64(max(moment.monotonic.nanoseconds, 1))
            return LimitWindow(floor: now, ceiling: now &+ burst &* interval, unit: interval, end: nil)
        case .quota(let count, let period, let offset):
            let (number, end) = Self.period(period, at: moment.secondsSince1970, offset: offset)
            let floor = number << Self.countBits
            return LimitWindow(floor: floor, ceiling: floor + count, unit: 1, end: end)
        }
    }

    /// What a client is told of the limit: so many requests in so many seconds.
    ///
    /// Of a rate, its burst and the time in which that comes back, if it is a second or more; else what comes back in whole seconds.
    package var advertised: (quota: UInt64, seconds: UInt64) {
        switch kind {
        case .rate(let interval, let burst):
            let time = burst * interval
            if time >= 1_000_000_000 { return (burst, (time + 999_999_999) / 1_000_000_000) }
            return (1_000_000_000 / interval, 1)
        case .quota(let count, let period, _):
            return (count, period == .day ? 86_400 : 31 * 86_400)
        }
    }

    init(kind: Kind) {
        self.kind = kind
    }

    /// The number of the period that a moment is in, from 1 on, and how many seconds of it are left.
    static func period(
        _ period: CalendarPeriod, at seconds: Int64, offset: Int64
    ) -> (number: UInt64, secondsLeft: UInt64) {
        // Years 1970 to 9999, whatever the machine's clock says.
        let local = min(max(seconds, 0), 253_402_300_799) + offset
        switch period {
        case .day:
            let day = (local + 86_400) / 86_400
            return (UInt64(day), UInt64(day * 86_400 - local))
        case .month:
            let time = CalendarTime(seconds: local)
            let next = (year: time.month == 12 ? time.year + 1 : time.year, month: time.month % 12 + 1)
            let end = CalendarTime.seconds(year: next.year, month: next.month, day: 1, time: (0, 0, 0)) ?? local + 1
            return (UInt64(max(time.year * 12 + time.month, 1)), UInt64(max(end - local, 1)))
        }
    }
}
