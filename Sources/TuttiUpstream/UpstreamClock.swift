package import TuttiResilience

/// The clock by which calls are made: deadlines, pauses and latencies are told by it.
package protocol UpstreamClock: Sendable {
    /// The time; it never goes back.
    var now: MonotonicTime { get }

    /// A number from 0 to 1 that spreads the retries of many requests over time; another one each time.
    ///
    /// A clock in virtual time always has the same, so that tests can tell when what happens.
    var jitter: Double { get }
}
