package import TuttiResilience

/// When a limit is asked, on both clocks: rates go by the one that only moves forward, quotas by the calendar.
package struct LimitMoment: Sendable, BitwiseCopyable {
    /// On the monotonic clock.
    package let monotonic: MonotonicTime
    /// Whole seconds since 1970-01-01T00:00:00Z.
    package let secondsSince1970: Int64

    /// A moment of both clocks.
    package init(monotonic: MonotonicTime, secondsSince1970: Int64) {
        self.monotonic = monotonic
        self.secondsSince1970 = secondsSince1970
    }

    /// Now.
    package static var now: LimitMoment {
        LimitMoment(monotonic: SystemClock.now, secondsSince1970: Int64(SystemClock.secondsSince1970))
    }
}
