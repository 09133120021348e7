extension ContentHash {
    /// What is known after some blocks: the compression function of BLAKE2b (RFC 7693, 3.2).
    struct State: Sendable {
        private(set) var words = State.initial

        private static let initial: InlineArray<8, UInt64> = [
            0x6A09_E667_F3BC_C908, 0xBB67_AE85_84CA_A73B, 0x3C6E_F372_FE94_F82B, 0xA54F_F53A_5F1D_36F1,
            0x510E_527F_ADE6_82D1, 0x9B05_688C_2B3E_6C1F, 0x1F83_D9AB_FB41_BD6B, 0x5BE0_CD19_137E_2179,
        ]

        init() {
            // No key, no tree, and the length of the hash.
            words[0] ^= 0x0101_0000 ^ UInt64(ContentHash.length)
        }

        /// Mixes in a block; `count` is how many bytes have come with it.
        mutating func mix(_ block: InlineArray<16, UInt64>, count: UInt64, isLast: Bool) {
            var v = InlineArray<16, UInt64> { $0 < 8 ? words[$0] : Self.initial[$0 - 8] }
            v[12] ^= count
            if isLast { v[14] = ~v[14] }
            for round in 0..<12 {
                let order = Self.orders[round % 10]
                func mix(_ a: Int, _ b: Int, _ c: Int, _ d: Int, _ pair: Int) {
                    v[a] = v[a] &+ v[b] &+ block[order[pair]]
                    v[d] = Self.rotated(v[d] ^ v[a], 32)
                    v[c] = v[c] &+ v[d]
                    v[b] = Self.rotated(v[b] ^ v[c], 24)
                    v[a] = v[a] &+ v[b] &+ block[order[pair + 1]]
                    v[d] = Self.rotated(v[d] ^ v[a], 16)
                    v[c] = v[c] &+ v[d]
                    v[b] = Self.rotated(v[b] ^ v[c], 63)
                }
                mix(0, 4, 8, 12, 0)
                mix(1, 5, 9, 13, 2)
                mix(2, 6, 10, 14, 4)
                mix(3, 7, 11, 15, 6)
                mix(0, 5, 10, 15, 8)
                mix(1, 6, 11, 12, 10)
                mix(2, 7, 8, 13, 12)
                mix(3, 4, 9, 14, 14)
            }
            for index in 0..<8 { words[index] ^= v[index] ^ v[index + 8] }
        }

        private static func rotated(_ word: UInt64, _ bits: UInt64) -> UInt64 {
            word &>> bits | word &<< (64 - bits)
        }

        /// In which order each round takes the words of a block.
        private static let orders: InlineArray<10, InlineArray<16, Int>> = [
            [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15],
            [14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3],
            [11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4],
            [7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8],
            [9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13],
            [2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9],
            [12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11],
            [13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10],
            [6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5],
            [10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0],
        ]
    }
}
