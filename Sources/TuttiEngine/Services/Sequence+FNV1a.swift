extension Sequence<UInt8> {
    /// The 64-bit FNV-1a hash (Fowler, Noll, Vo; RFC 9923).
    func fnv1a(from basis: UInt64 = 0xCBF2_9CE4_8422_2325) -> UInt64 {
        reduce(basis) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
