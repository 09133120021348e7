/// A moment on a clock that only moves forward, as nanoseconds since an arbitrary origin.
///
/// Every state machine is handed the time instead of reading a clock, so that tests and `tutti test` can run them in
/// virtual time. Arithmetic saturates: a duration that comes from a configuration file can't overflow.
package struct MonotonicTime: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// Nanoseconds since the clock's origin.
    package var nanoseconds: Int64

    /// The moment so many nanoseconds after the clock's origin.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The origin of the clock.
    package static let zero = MonotonicTime(nanoseconds: 0)

    /// Later than every other moment: no deadline.
    package static let distantFuture = MonotonicTime(nanoseconds: .max)

    package static func < (left: MonotonicTime, right: MonotonicTime) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The moment `duration` later, at most ``distantFuture``.
    package static func + (left: MonotonicTime, duration: TimeSpan) -> MonotonicTime {
        let (sum, overflow) = left.nanoseconds.addingReportingOverflow(duration.nanoseconds)
        return overflow ? (duration.nanoseconds > 0 ? .distantFuture : .zero) : MonotonicTime(nanoseconds: sum)
    }

    /// The time from `right` to `left`: negative when `left` is the earlier one.
    package static func - (left: MonotonicTime, right: MonotonicTime) -> TimeSpan {
        let (difference, overflow) = left.nanoseconds.subtractingReportingOverflow(right.nanoseconds)
        return TimeSpan(nanoseconds: overflow ? (left > right ? .max : .min) : difference)
    }
}
