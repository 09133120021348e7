extension ContentHash {
    /// What is known after some blocks: the compression function of BLAKE2b (RFC 7693, 3.2).
    struct State: Sendable {
        private(set) var words = State.initial

        private static let initial: InlineArray<8, UInt64> = [
            0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1,
            0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F, 0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
        ]

        /// In which order each of ten rounds takes the words of a block: a digit a word.
        private static let orders: InlineArray<10, UInt64> = [
            0x0123_4567_89AB_CDEF, 0xEA48_9FD6_1C02_B753, 0xB8C0_52FD_AE36_7194, 0x7931_DCBE_265A_40F8,
            0x9057_24AF_E1BC_683D, 0x2C6A_0B83_4D75_FE19, 0xC51F_ED4A_0763_928B, 0xDB7E_C139_50F4_862A,
            0x6FE9_B308_C2D7_14A5, 0xA284_7615_FB9E_3CD0,
        ]

        init() {
            // No key, no tree, and the length of the hash.
            words[0] ^= 0x0101_0000 ^ UInt64(ContentHash.length)
        }

        /// Mixes in a block; `count` is how many bytes have come with it.
        mutating func mix(_ block: InlineArray<16, UInt64>, count: UInt64, isLast: Bool) {
            // By itself each look-up with an index that is not known copies the block.
            let block = block.span
            var v = InlineArray<16, UInt64> { $0 < 8 ? words[$0] : Self.initial[$0 - 8] }
            v[12] ^= count
            if isLast { v[14] = ~v[14] }
            for round in 0..<12 {
                let order = Self.orders[round % 10]
                func word(_ place: UInt64) -> UInt64 { block[Int(order &>> (60 - 4 * place) & 15)] }
                Self.mix(&v, 0, 4, 8, 12, word(0), word(1))
                Self.mix(&v, 1, 5, 9, 13, word(2), word(3))
                Self.mix(&v, 2, 6, 10, 14, word(4), word(5))
                Self.mix(&v, 3, 7, 11, 15, word(6), word(7))
                Self.mix(&v, 0, 5, 10, 15, word(8), word(9))
                Self.mix(&v, 1, 6, 11, 12, word(10), word(11))
                Self.mix(&v, 2, 7, 8, 13, word(12), word(13))
                Self.mix(&v, 3, 4, 9, 14, word(14), word(15))
            }
            for index in 0..<8 { words[index] ^= v[index] ^ v[index + 8] }
        }

        /// The function G; in line, so that the indices are known and the words stay in registers.
        @inline(__always)
        private static func mix(
            _ v: inout InlineArray<16, UInt64>, _ a: Int, _ b: Int, _ c: Int, _ d: Int, _ x: UInt64, _ y: UInt64
        ) {
            v[a] = v[a] &+ v[b] &+ x
            v[d] = rotated(v[d] ^ v[a], 32)
            v[c] = v[c] &+ v[d]
            v[b] = rotated(v[b] ^ v[c], 24)
            v[a] = v[a] &+ v[b] &+ y
            v[d] = rotated(v[d] ^ v[a], 16)
            v[c] = v[c] &+ v[d]
            v[b] = rotated(v[b] ^ v[c], 63)
        }

        @inline(__always)
        private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            word &>> bits | word &<< (64 - bits)
        }
    }
}
