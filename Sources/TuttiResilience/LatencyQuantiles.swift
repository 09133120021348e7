/// Estimates quantiles of the latencies of a call, for hedging at `p95`.
///
/// Counts by the logarithm of the latency: each bucket is a quarter of a doubling (19 %) wide, from 1 µs to 64 s and more. When
/// 1,000 were counted, all counts are halved, so that what is old weighs less and less (exponential decay).
///
/// A value without a lock: its owner guards it.
package struct LatencyQuantiles: Sendable {
    private static let bucketCount = 106
    /// Fewer than this say nothing about a 95th percentile.
    private static let minimum = 20
    private static let halving = 1_000

    private var counts = [UInt16](repeating: 0, count: bucketCount)
    private var total = 0

    /// Nothing counted yet.
    package init() {}

    /// A response took so long.
    package mutating func observe(_ latency: TimeSpan) {
        counts[Self.bucket(of: latency)] += 1
        total += 1
        guard total >= Self.halving else { return }
        total = 0
        for index in counts.indices {
            counts[index] /= 2
            total += Int(counts[index])
        }
    }

    /// The latency that `percent` % of calls (1 to 99) did not exceed; nil while fewer than 20 are known.
    package func percentile(_ percent: Int) -> TimeSpan? {
        guard total >= Self.minimum else { return nil }
        // The smallest number of observations that is at least so many percent of all.
        let wanted = (total * min(max(percent, 1), 99) + 99) / 100
        var seen = 0
        for (index, count) in counts.enumerated() {
            seen += Int(count)
            if seen >= wanted { return Self.upperBound(of: index) }
        }
        return nil
    }

    /// Four buckets a doubling: the position of the highest bit, and the two bits below it.
    private static func bucket(of latency: TimeSpan) -> Int {
        let microseconds = UInt64(max(latency.nanoseconds / 1_000, 1))
        let exponent = 63 - microseconds.leadingZeroBitCount
        let aligned = exponent >= 2 ? microseconds >> UInt64(exponent - 2) : microseconds << UInt64(2 - exponent)
        let quarter = Int(aligned & 3)
        return min(exponent * 4 + quarter, bucketCount - 1)
    }

    private static func upperBound(of bucket: Int) -> TimeSpan {
        // Bucket 4e + q holds 2ᵉ · (1 + q/4) µs up to 2ᵉ · (1 + (q + 1)/4) µs.
        let (exponent, quarter) = bucket.quotientAndRemainder(dividingBy: 4)
        return TimeSpan(nanoseconds: (Int64(1) << Int64(exponent)) * Int64(5 + quarter) * 250)
    }
}
