/// A set of small numbers; those up to 63 take no memory of their own.
struct BitSet {
    private var low: UInt64 = 0
    /// As long as the largest number needs.
    private var high: [UInt64] = []

    /// How many words beyond the first it has.
    var wordCount: Int { high.count }

    func contains(_ number: Int) -> Bool {
        if number < 64 { return low &>> UInt64(truncatingIfNeeded: number) & 1 != 0 }
        let word = number / 64 - 1
        return word < high.count && high[word] &>> UInt64(truncatingIfNeeded: number & 63) & 1 != 0
    }

    /// Adds a number, 0 or more.
    mutating func insert(_ number: Int) {
        guard number >= 64 else {
            low |= 1 &<< UInt64(truncatingIfNeeded: number)
            return
        }
        let word = number / 64 - 1
        while high.count <= word { high.append(0) }
        high[word] |= 1 &<< UInt64(truncatingIfNeeded: number & 63)
    }

    mutating func formUnion(_ other: BitSet) {
        low |= other.low
        while high.count < other.high.count { high.append(0) }
        for word in other.high.indices { high[word] |= other.high[word] }
    }
}
