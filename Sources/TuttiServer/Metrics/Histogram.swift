/// Counts of durations by upper bound, for a Prometheus histogram.
struct Histogram: Sendable, Equatable {
    /// The upper bounds in nanoseconds, 1 ms to 10 s; what is longer than the last counts in the total alone.
    static let bounds: [Int64] = [
        1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000,
    ].map { $0 * 1_000_000 }

    /// For each bound, how many durations were at most that long and longer than the bound before.
    private(set) var counts = [Int](repeating: 0, count: bounds.count)
    /// How many durations there were.
    private(set) var total = 0
    /// Their sum in nanoseconds.
    private(set) var sum: Int64 = 0

    /// Counts a duration.
    mutating func observe(nanoseconds: Int64) {
        total &+= 1
        sum &+= max(nanoseconds, 0)
        if let index = Self.bounds.firstIndex(where: { nanoseconds <= $0 }) { counts[index] &+= 1 }
    }

    /// Adds what another histogram has counted.
    mutating func add(_ other: Histogram) {
        for index in counts.indices { counts[index] &+= other.counts[index] }
        total &+= other.total
        sum &+= other.sum
    }
}
