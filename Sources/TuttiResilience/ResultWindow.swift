/// How many of the calls that ended lately failed, counted in ten buckets.
///
/// Time is cut at the multiples of a tenth of the window, rounded up to a nanosecond: with a window of 10 s, a call
/// that ended at 12.7 s is in bucket 12. Counted are the present bucket and the nine before it, so at 12.7 s all that
/// ended since 3.0 s: between nine tenths of the window and all of it. A moment before the present bucket counts as in
/// the present one. An event costs at most ten steps, however far the clock has jumped.
struct ResultWindow: Sendable {
    private struct Bucket {
        var calls = 0
        var failures = 0
    }

    private static let bucketCount = 10

    /// Inline, so that a breaker is one flat value: no allocation, no reference count.
    private var buckets = [10 of Bucket](repeating: Bucket())

    /// Where in `buckets` the present one is.
    private var present = 0

    /// Which bucket since the clock's origin the present one is.
    private var number = Int64.min

    private let bucketLength: Int64

    /// The calls that ended within the window, as of the last event.
    private(set) var calls = 0

    /// Those of them that failed.
    private(set) var failures = 0

    /// An empty window.
    init(length: TimeSpan) {
        let (tenth, rest) = max(length.nanoseconds, 1).quotientAndRemainder(dividingBy: Int64(Self.bucketCount))
        bucketLength = rest == 0 ? tenth : tenth + 1
    }

    /// A call ended.
    mutating func callEnded(failed: Bool, now: MonotonicTime) {
        advance(now: now)
        buckets[present].calls += 1
        calls += 1
        if failed {
            buckets[present].failures += 1
            failures += 1
        }
    }

    /// Forgets every call; the present bucket stays where it is.
    mutating func clear() {
        buckets = .init(repeating: Bucket())
        calls = 0
        failures = 0
    }

    /// Drops what has left the window.
    private mutating func advance(now: MonotonicTime) {
        let next = Self.floorDivide(now.nanoseconds, by: bucketLength)
        guard next > number else { return }
        let (distance, overflow) = next.subtractingReportingOverflow(number)
        number = next
        let steps = overflow ? Self.bucketCount : Int(min(distance, Int64(Self.bucketCount)))
        for _ in 0..<steps {
            present = present + 1 < Self.bucketCount ? present + 1 : 0
            calls -= buckets[present].calls
            failures -= buckets[present].failures
            buckets[present] = Bucket()
        }
    }

    /// Rounds towards the past: `/` would make the bucket around a clock's origin twice as long as the others.
    private static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
        let (quotient, remainder) = value.quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? quotient - 1 : quotient
    }
}
