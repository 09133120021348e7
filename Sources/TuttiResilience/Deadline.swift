/// The moment by which something must have ended.
///
/// An endpoint's deadline caps the timeout of each of its calls. At 500 ms, a call with a timeout of 300 ms under a
/// deadline at 700 ms gets `deadline.capped(by: .milliseconds(300), now: now)`, which is at 700 ms: 200 ms remain.
package struct Deadline: Sendable, Hashable {
    /// The moment.
    package let at: MonotonicTime

    /// No limit.
    package static let none = Deadline(at: .distantFuture)

    /// The deadline at a moment.
    package init(at moment: MonotonicTime) {
        at = moment
    }

    /// Whether no time is left, as at the moment itself.
    package func hasPassed(now: MonotonicTime) -> Bool {
        now >= at
    }

    /// The earlier of this deadline and the end of a timeout that begins now.
    package func capped(by timeout: TimeSpan, now: MonotonicTime) -> Deadline {
        Deadline(at: min(at, now + timeout))
    }
}
