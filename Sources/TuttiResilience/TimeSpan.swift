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
