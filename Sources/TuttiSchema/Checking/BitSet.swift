/// A set of small numbers; up to 64 take no memory of their own.
struct BitSet {
    private var low: UInt64 = 0
    private var high: [UInt64]

    /// An empty set of numbers below `count`.
    init(count: Int) {
        high = count > 64 ? [UInt64](repeating: 0, count: (count - 1) / 64) : []
    }

    func contains(_ number: Int) -> Bool {
        if number < 64 { return low &>> UInt64(truncatingIfNeeded: number) & 1 != 0 }
        let word = number / 64 - 1
        return word < high.count && high[word] &>> UInt64(truncatingIfNeeded: number & 63) & 1 != 0
    }

    /// Adds a number, unless it is not below the count.
    mutating func insert(_ number: Int) {
        if number < 64 {
            low |= 1 &<< UInt64(truncatingIfNeeded: number)
        } else if number / 64 - 1 < high.count {
            high[number / 64 - 1] |= 1 &<< UInt64(truncatingIfNeeded: number & 63)
        }
    }

    mutating func formUnion(_ other: BitSet) {
        low |= other.low
        for word in high.indices where word < other.high.count { high[word] |= other.high[word] }
    }
}
