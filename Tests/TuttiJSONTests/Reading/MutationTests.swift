import SeededRandom
import Testing
import TuttiJSON

/// Damaged documents: the indexer and the reference validator must give the same verdict.
struct MutationTests {
    private static let tokens = [
        "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\uD800", "0", "1", "-", ".", "e", "E", "+", "t", "n", " ",
        "\n",
        "\u{0}", "é", "\u{1F600}", "true", "null",
    ]

    @Test(arguments: 0..<10)
    func verdictAgreesWithTheReference(batch: Int) {
        var random = SeededGenerator(seed: 1000 + UInt64(batch))
        var accepted = 0
        var refused = 0
        for _ in 0..<2000 {
            var bytes = Array(RandomDocument(using: &random, depth: 3).text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) { Self.damage(&bytes, &random) }
            let expected = ReferenceValidator.accepts(bytes)
            let found = (try? JSONDocument(parsing: bytes)) != nil
            if found != expected {
                Issue.record(
                    "accepted: \(found), should be: \(expected): \(String(decoding: bytes, as: UTF8.self)) \(bytes)")
            }
            if found { accepted += 1 } else { refused += 1 }
        }
        #expect(accepted > 100 && refused > 100, "the damage is one-sided: \(accepted) accepted, \(refused) refused")
    }

    private static func damage(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        let place = Int.random(in: 0...bytes.count, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        case 1 where place < bytes.count: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 2 where place < bytes.count: bytes.remove(at: place)
        case 3: bytes.removeSubrange(place...)
        default: bytes.insert(contentsOf: (tokens.randomElement(using: &random) ?? " ").utf8, at: place)
        }
    }

    /// Every length and place around the blocks of 16 bytes, with each kind of byte that ends or refuses a string.
    @Test
    func everyByteAtEveryPlaceOfAStringIsJudgedTheSame() {
        for length in [0, 1, 14, 15, 16, 17, 31, 32, 33, 48] {
            for place in 0..<length {
                for byte in UInt8.min...UInt8.max {
                    var bytes = [UInt8](repeating: UInt8(ascii: "x"), count: length + 2)
                    bytes[0] = UInt8(ascii: "\"")
                    bytes[length + 1] = UInt8(ascii: "\"")
                    bytes[place + 1] = byte
                    let found = (try? JSONDocument(parsing: bytes)) != nil
                    if found != ReferenceValidator.accepts(bytes) {
                        Issue.record("byte \(byte) at \(place) of \(length): accepted is \(found)")
                    }
                }
            }
        }
    }
}
