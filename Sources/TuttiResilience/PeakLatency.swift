/// A moving average of latencies that takes a higher one at once and forgets it over some seconds: peak EWMA, as Finagle's load
/// balancer has it.
///
/// It fits into one word, so that threads share it as an atomic.
package struct PeakLatency: Sendable, Hashable {
    /// After so long without a request, half of the average is left.
    ///
    /// So an instance that was slow gets requests again, which show how it does now.
    package static let halfLife = TimeSpan.seconds(7)

    /// The average in microseconds, above its latest time in milliseconds, 32 bits each.
    package var bits: UInt64

    /// The average that has these bits; zero when nothing is known.
    package init(bits: UInt64 = 0) {
        self.bits = bits
    }

    /// The average, in microseconds; 0 when nothing is known, or not any more.
    package func microseconds(at now: MonotonicTime) -> UInt64 {
        let value = bits >> 32
        return value == 0 ? 0 : (value &* Self.share(left: elapsed(to: now))) >> 16
    }

    /// The average with one more latency.
    ///
    /// - Parameters:
    ///   - latency: how long an exchange took.
    ///   - now: when it ended.
    ///   - isFailure: whether it failed: then the average doesn't sink, however fast that was.
    /// - Returns: the new average.
    package func observing(_ latency: TimeSpan, at now: MonotonicTime, isFailure: Bool = false) -> PeakLatency {
        let new = min(UInt64(clamping: max(latency.nanoseconds / 1000, 1)), UInt64(UInt32.max))
        let share = Self.share(left: elapsed(to: now))
        let old = ((bits >> 32) &* share) >> 16
        let value: UInt64
        if new >= old {
            value = new
        } else if isFailure {
            value = bits >> 32
        } else {
            value = old + ((new &* (65_536 - share)) >> 16)
        }
        return PeakLatency(bits: (value << 32) | Self.milliseconds(now))
    }

    private func elapsed(to now: MonotonicTime) -> UInt64 {
        // Threads read the clock one after the other: what lies "ahead" by the wrap of 49 days is a little before.
        let elapsed = (Self.milliseconds(now) &- (bits & 0xFFFF_FFFF)) & 0xFFFF_FFFF
        return elapsed > 0x7FFF_FFFF ? 0 : elapsed
    }

    private static func milliseconds(_ time: MonotonicTime) -> UInt64 {
        UInt64(bitPattern: time.nanoseconds / 1_000_000) & 0xFFFF_FFFF
    }

    /// What is left of an average after so many milliseconds, in 65,536ths.
    ///
    /// Exact at each half-life; between them 2^-x is taken as 1 - 0.693 x + 0.193 x², which is at most 1 % less.
    private static func share(left milliseconds: UInt64) -> UInt64 {
        let halfLife = UInt64(Self.halfLife.milliseconds)
        let (halvings, rest) = milliseconds.quotientAndRemainder(dividingBy: halfLife)
        guard halvings < 17 else { return 0 }
        let whole = UInt64(65_536) >> halvings
        let fraction = rest * 65_536 / halfLife
        let lost = (fraction * (45_426 - ((12_658 * fraction) >> 16))) >> 16
        return whole - ((whole * lost) >> 16)
    }
}
