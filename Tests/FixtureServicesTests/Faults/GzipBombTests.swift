import Testing

@testable import FixtureServices

@Suite struct GzipBombTests {
    private func littleEndian(_ bytes: ArraySlice<UInt8>) -> UInt32 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// RFC 1952, section 8, a bit at a time.
    private func plainChecksum(_ bytes: [UInt8]) -> UInt32 {
        var state: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            state ^= UInt32(byte)
            for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0xEDB8_8320 : state >> 1 }
        }
        return ~state
    }

    @Test(arguments: [0, 1, 2, 3, 100])
    func decodesToAJSONString(_ matches: Int) throws {
        let file = GzipBomb.make(matches: matches)
        #expect(file.prefix(4) == [0x1F, 0x8B, 8, 0])
        var inflate = Inflate(Array(file.dropFirst(10)))
        let (bytes, next) = try inflate.decode()
        let text = "\"" + String(repeating: "a", count: 1 + 258 * matches) + "\""
        #expect(bytes == Array(text.utf8))
        let trailer = file.dropFirst(10 + next)
        #expect(trailer.count == 8)
        #expect(littleEndian(trailer.prefix(4)) == plainChecksum(bytes))
        #expect(littleEndian(trailer.suffix(4)) == UInt32(bytes.count))
    }

    @Test func aHundredKilobytesHoldAHundredMebibytes() {
        #expect(GzipBomb.standard.count < 102_400)
        #expect(GzipBomb.decodedSize >= 100 << 20)
        #expect(littleEndian(GzipBomb.standard.suffix(4)) == UInt32(GzipBomb.decodedSize))
    }

    @Test func checksumHasTheStandardCheckValue() {
        var sum = CRC32()
        for byte in "123456789".utf8 { sum.append(byte, times: 1) }
        #expect(sum.value == 0xCBF4_3926)
    }
}
