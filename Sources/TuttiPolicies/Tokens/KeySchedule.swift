package import TuttiResilience

/// When the keys of an issuer are fetched, and for how long they hold; the time is handed in.
///
/// A set holds as long as its response says, within bounds; it is fetched again when four fifths of that are over, a little sooner each
/// time by another amount, so that many gateways don't ask at once. While the issuer is away, the keys that are held go on for a day.
package struct KeySchedule: Sendable {
    /// How long a set holds that doesn't say so.
    package static let usual = TimeSpan.seconds(15 * 60)
    /// How long a set holds at least and at most.
    package static let bounds = TimeSpan.seconds(5 * 60)...TimeSpan.seconds(24 * 3600)
    /// How long keys are used while no newer ones can be had.
    package static let longest = TimeSpan.seconds(24 * 3600)
    /// How long nobody is asked because of a token, whatever clients send.
    package static let pause = TimeSpan.seconds(30)
    /// The same while there are no keys.
    package static let firstPause = TimeSpan.seconds(5)

    /// Whether a fetch is under way.
    package private(set) var isFetching = false
    private var begun: MonotonicTime?
    private var fetched: MonotonicTime?

    /// Before the first fetch.
    package init() {}

    /// Whether the keys that were fetched last may still be used.
    package func holds(at now: MonotonicTime) -> Bool {
        fetched.map { now - $0 < Self.longest } ?? false
    }

    /// Whether newer keys are there soon for a token that names an unknown one: a fetch is under way, or may begin.
    package func mayAsk(at now: MonotonicTime) -> Bool {
        guard !isFetching, let begun else { return true }
        return now - begun >= (holds(at: now) ? Self.pause : Self.firstPause)
    }

    /// A fetch begins.
    package mutating func begin(at now: MonotonicTime) {
        isFetching = true
        begun = now
    }

    /// The fetch has brought keys, which hold for that long by what the response says.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - lifetime: what the response says; nil where it doesn't.
    ///   - jitter: from 0 to 1.
    /// - Returns: when the next one is due.
    package mutating func succeeded(
        at now: MonotonicTime, lifetime: TimeSpan?, jitter: Double
    ) -> MonotonicTime {
        isFetching = false
        fetched = now
        let lifetime = min(max(lifetime ?? Self.usual, Self.bounds.lowerBound), Self.bounds.upperBound)
        let share = 0.8 - 0.1 * min(max(jitter, 0), 1)
        return now + TimeSpan(nanoseconds: Int64(Double(lifetime.nanoseconds) * share))
    }

    /// The fetch has brought none.
    ///
    /// - Returns: when the next one is due.
    package mutating func failed(at now: MonotonicTime) -> MonotonicTime {
        isFetching = false
        return now + (holds(at: now) ? Self.pause : Self.firstPause)
    }
}
