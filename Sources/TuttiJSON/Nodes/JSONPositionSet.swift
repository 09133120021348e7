/// Positions on a tape whose values differ from each other, in 8 to 24 bytes each.
struct JSONPositionSet {
    /// An open hash table: of each position half of the hash, and itself.
    ///
    /// Nothing that is part of another value is at 0, so 0 is empty.
    private var slots: [UInt64]

    /// An empty set for so many positions.
    init(count: Int) {
        var size = 16
        while size < count &+ count / 2 { size &*= 2 }
        slots = [UInt64](repeating: 0, count: size)
    }

    /// Adds a position; false where one with an equal value is there.
    ///
    /// `hasher` has been fed the value, which is seeded by the process: nobody outside can choose values that collide.
    mutating func insert(_ position: Int, _ hasher: consuming Hasher, isEqual: (Int) -> Bool) -> Bool {
        let hash = UInt64(truncatingIfNeeded: hasher.finalize())
        let entry = hash &<< 32 | UInt64(truncatingIfNeeded: position)
        let mask = slots.count &- 1
        var slot = Int(truncatingIfNeeded: hash &>> 32) & mask
        while slots[slot] != 0 {
            let other = slots[slot]
            if other &>> 32 == entry &>> 32, isEqual(Int(truncatingIfNeeded: other & 0xFFFF_FFFF)) { return false }
            slot = (slot &+ 1) & mask
        }
        slots[slot] = entry
        return true
    }
}
