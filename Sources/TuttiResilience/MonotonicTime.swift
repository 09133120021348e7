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

/// A length of time in nanoseconds, as the composition files give it (`300ms`, `2s`).
package struct TimeSpan: Sendable, Hashable, Comparable, BitwiseCopyable {
    /// The length in nanoseconds; negative values are times already past.
    package var nanoseconds: Int64

    /// A span of so many nanoseconds.
    package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// A span of so many milliseconds, saturating.
    package static func milliseconds(_ count: Int64) -> TimeSpan {
        let (product, overflow) = count.multipliedReportingOverflow(by: 1_000_000)
        return TimeSpan(nanoseconds: overflow ? (count > 0 ? .max : .min) : product)
    }

    /// A span of so many seconds, saturating.
    package static func seconds(_ count: Int64) -> TimeSpan {
        let (product, overflow) = count.multipliedReportingOverflow(by: 1_000_000_000)
        return TimeSpan(nanoseconds: overflow ? (count > 0 ? .max : .min) : product)
    }

    /// No time at all.
    package static let zero = TimeSpan(nanoseconds: 0)

    /// Whole milliseconds; a part of one is dropped.
    package var milliseconds: Int64 { nanoseconds / 1_000_000 }

    /// Seconds with their fraction, for metrics.
    package var inSeconds: Double { Double(nanoseconds) / 1e9 }

    package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
        left.nanoseconds < right.nanoseconds
    }
}
