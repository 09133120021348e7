internal import TuttiResilience

/// When a token of a service is good, and when it is renewed; the time is handed in.
///
/// It is renewed when four fifths of its time are over, or 30 s before its end where that is sooner, but not before half of it: one of 3,600 s
/// after 2,880, one of 60 s after 30, one of 10 s after 5. So nobody waits for it, as long as there are calls.
struct TokenSchedule: Sendable {
    /// How long a token is good of which the issuer doesn't say it.
    static let usual = TimeSpan.seconds(300)
    /// How long nobody is asked again who gave none.
    static let pause = TimeSpan.seconds(1)
    /// How long nobody is asked again for another token because a service took none.
    static let refusalPause = TimeSpan.seconds(10)

    private var end: MonotonicTime?
    private var renewal: MonotonicTime?
    private var failed: MonotonicTime?
    private var refused: MonotonicTime?

    /// Whether there is a token that is good.
    func isGood(at now: MonotonicTime) -> Bool { end.map { now < $0 } ?? false }

    /// Whether another one is to be asked for.
    func isDue(at now: MonotonicTime) -> Bool {
        if let failed, now - failed < Self.pause { return false }
        return renewal.map { now >= $0 } ?? true
    }

    /// Whether another one may be asked for because the service has taken none; notes that it is.
    mutating func mayReplace(at now: MonotonicTime) -> Bool {
        if let refused, now - refused < Self.refusalPause { return false }
        refused = now
        return true
    }

    /// A token has come.
    mutating func succeeded(at now: MonotonicTime, lifetime: TimeSpan?) {
        let span = min(max(lifetime ?? Self.usual, .zero), .seconds(1 << 30))
        end = now + span
        let (whole, margin) = (span.nanoseconds, TimeSpan.seconds(30).nanoseconds)
        renewal = now + TimeSpan(nanoseconds: max(min(whole / 5 * 4, whole - margin), whole / 2))
        failed = nil
    }

    /// None has come.
    mutating func failed(at now: MonotonicTime) {
        failed = now
    }
}
