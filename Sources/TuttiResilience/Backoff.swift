/// How long to wait before a failed call is tried again: exponential, with full jitter.
///
/// Before try *n* + 1 it is a random time between zero and `base` · 2ⁿ⁻¹, at most `base` · 10 (Brooker, "Exponential Backoff
/// And Jitter", AWS Architecture Blog, 2015). With a base of 25 ms:
///
/// | before try | at most |
/// |---|---|
/// | 2 | 25 ms |
/// | 3 | 50 ms |
/// | 4 | 100 ms |
/// | 5 | 200 ms |
/// | 6 and later | 250 ms |
package struct Backoff: Sendable, Hashable, BitwiseCopyable {
    /// The most before the second try.
    package let base: TimeSpan

    /// 25 ms, as Envoy has it.
    package static let standard = Backoff(base: .milliseconds(25))

    /// A backoff from a base, which is not negative.
    package init(base: TimeSpan) {
        self.base = max(base, .zero)
    }

    /// The most that is waited when so many tries have failed.
    package func ceiling(after failures: Int) -> TimeSpan {
        let factor: Int64 = failures <= 1 ? 1 : failures >= 5 ? 10 : min(10, 1 << Int64(failures - 1))
        let (product, overflow) = base.nanoseconds.multipliedReportingOverflow(by: factor)
        return TimeSpan(nanoseconds: overflow ? .max : product)
    }

    /// The time to wait when so many tries have failed; `fraction`, 0 to 1, is the jitter.
    package func delay(after failures: Int, fraction: Double) -> TimeSpan {
        let share = fraction.isNaN ? 1 : min(max(fraction, 0), 1)
        return TimeSpan(nanoseconds: Int64(clampingFloor: Double(ceiling(after: failures).nanoseconds) * share))
    }
}

extension Int64 {
    /// The number without its fraction, brought into range.
    fileprivate init(clampingFloor value: Double) {
        self = Int64(exactly: value.rounded(.down)) ?? (value > 0 ? .max : .min)
    }
}
