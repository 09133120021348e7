import Testing

@testable import TuttiCrypto

struct SealingKeyTests {
    /// Test case 16 of "The Galois/Counter Mode of Operation" (McGrew, Viega).
    private let key = Self.bytes(
        "feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308cafebabefacedbaddecaf888")
    private let text = Self.bytes(
        "d9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b39"
    )
    private let associated = Self.bytes("feedfacedeadbeeffeedfacedeadbeefabaddad2")
    private let sealed = Self.bytes(
        "522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662"
            + "76fc6ece0f4e1768cddf8853bb2d551b")

    private static func bytes(_ text: String) -> [UInt8] {
        let digits = text.compactMap { $0.hexDigitValue }
        return stride(from: 0, to: digits.count - 1, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    private func key(_ bytes: [UInt8]) throws -> SealingKey {
        try #require(SealingKey(bytes, crypto: Crypto.load()))
    }

    @Test func sealsAsTheStandardSays() throws {
        #expect(try key(key).seal(text, associated: associated) == sealed)
        #expect(try key(key).open(sealed, associated: associated) == text)
    }

    @Test func opensNothingOfWhichABitIsAnother() throws {
        let key = try key(key)
        for place in sealed.indices {
            var changed = sealed
            changed[place] ^= 1 << UInt8(place % 8)
            #expect(key.open(changed, associated: associated) == nil)
        }
        #expect(key.open(sealed, associated: associated + [0]) == nil)
        #expect(key.open(sealed, associated: []) == nil)
        #expect(key.open(sealed + [0], associated: associated) == nil)
        for count in 0..<sealed.count { #expect(key.open(Array(sealed[..<count]), associated: associated) == nil) }
        var other = self.key
        other[43] ^= 1
        #expect(try self.key(other).open(sealed, associated: associated) == nil)
    }

    @Test func sealsNoText() throws {
        let key = try key(key)
        let sealed = try #require(key.seal([], associated: []))
        #expect(sealed.count == 16)
        #expect(key.open(sealed, associated: []) == [])
        #expect(key.open(sealed, associated: [1]) == nil)
    }

    @Test(arguments: [0, 43, 45]) func hasAKeyOf44Bytes(_ count: Int) throws {
        #expect(try SealingKey([UInt8](repeating: 1, count: count), crypto: Crypto.load()) == nil)
    }
}
