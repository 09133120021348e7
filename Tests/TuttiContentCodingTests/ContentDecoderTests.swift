import SeededRandom
import Testing

@testable import TuttiContentCoding

@Suite struct ContentDecoderTests {
    /// Decodes a body that comes in pieces of so many bytes.
    static func decode(
        _ coding: ContentCoding, _ bytes: [UInt8], pieces: Int = .max, limit: Int = 1 << 20
    ) throws(ContentDecodingError) -> [UInt8] {
        let decoder = try ContentDecoder(coding, limit: limit)
        var output: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let piece = Array(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            try piece.withUnsafeBufferPointer { (bytes) throws(ContentDecodingError) in
                try decoder.take(UnsafeRawBufferPointer(bytes), into: &output)
            }
        } while !rest.isEmpty
        while decoder.isBehind { try decoder.proceed(into: &output) }
        try decoder.finish()
        return output
    }

    static let text = Array(Encoded.text.utf8)
    static let bodies: [(ContentCoding, [UInt8])] =
        Encoded.Format.allCases.map { ($0.coding, Encoded.zlib(text, $0)) } + [(.brotli, Encoded.brotli)]

    @Test(arguments: bodies, [1, 2, 3, 7, Int.max])
    func bodyIsDecodedInPiecesOfAnySize(body: (ContentCoding, [UInt8]), pieces: Int) throws {
        #expect(try Self.decode(body.0, body.1, pieces: pieces) == Self.text)
    }

    // A gateway that takes half of a list for the list is worse than one that says that it has none.
    @Test(arguments: bodies)
    func bodyThatIsCutOffAnywhereIsAnError(body: (ContentCoding, [UInt8])) {
        for count in 1..<body.1.count {
            for pieces in [1, Int.max] {
                #expect(throws: ContentDecodingError.truncated, "\(count)") {
                    try Self.decode(body.0, Array(body.1[..<count]), pieces: pieces)
                }
            }
        }
    }

    @Test(arguments: ContentCoding.allCases)
    func emptyBodyIsEmptyInAnyCoding(coding: ContentCoding) throws {
        #expect(try Self.decode(coding, []) == [])
    }

    @Test(arguments: [1, 5, Int.max]) func severalMembersAreOneBody(pieces: Int) throws {
        let members = ["[1,", "", "2", "]"].flatMap { Encoded.zlib(Array($0.utf8), .gzip) }
        #expect(try Self.decode(.gzip, members, pieces: pieces) == Array("[1,2]".utf8))
    }

    @Test(arguments: bodies, [[UInt8](repeating: 0, count: 1), Array("garbage".utf8), [0x1F], [0x1F, 0x8B, 8]])
    func whatFollowsTheEndIsAnError(body: (ContentCoding, [UInt8]), rest: [UInt8]) {
        for pieces in [1, Int.max] {
            #expect(throws: ContentDecodingError.self) { try Self.decode(body.0, body.1 + rest, pieces: pieces) }
        }
    }

    @Test func checksumAndLengthOfAMemberAreChecked() {
        let body = Encoded.zlib(Self.text, .gzip)
        for index in (body.count - 8)..<body.count {
            var damaged = body
            damaged[index] ^= 1
            #expect(throws: ContentDecodingError.malformed) { try Self.decode(.gzip, damaged) }
        }
    }

    @Test(arguments: ContentCoding.allCases, ["not encoded at all", "{}", "\u{0}\u{0}\u{0}\u{0}"])
    func otherBytesAreNoBody(coding: ContentCoding, text: String) {
        #expect(throws: ContentDecodingError.self) { try Self.decode(coding, Array(text.utf8)) }
    }

    @Test func formatsAreNotTakenForEachOther() {
        #expect(throws: ContentDecodingError.malformed) { try Self.decode(.gzip, Encoded.zlib(Self.text, .zlib)) }
        #expect(throws: ContentDecodingError.self) { try Self.decode(.deflate, Encoded.zlib(Self.text, .gzip)) }
        // A zlib stream that wants a dictionary, which nobody has.
        #expect(throws: ContentDecodingError.malformed) { try Self.decode(.deflate, [0x78, 0xBB, 0, 0, 0, 1, 0]) }
    }

    @Test(arguments: bodies) func bothSidesAreBounded(body: (ContentCoding, [UInt8])) throws {
        let (coding, bytes) = body
        #expect(try Self.decode(coding, bytes, limit: Self.text.count) == Self.text)
        #expect(throws: ContentDecodingError.decodedTooLong(limit: Self.text.count - 1)) {
            try Self.decode(coding, bytes, pieces: 8, limit: Self.text.count - 1)
        }
        #expect(throws: ContentDecodingError.encodedTooLong(limit: bytes.count - 1)) {
            try Self.decode(coding, bytes, limit: bytes.count - 1)
        }
    }

    // An endless body that decodes to nothing: members of nothing, one after another.
    @Test func membersOfNothingAreBoundedByTheirOwnBytes() {
        let members = Array(repeating: Encoded.zlib([], .gzip), count: 100).flatMap { $0 }
        #expect(throws: ContentDecodingError.encodedTooLong(limit: 1_000)) {
            try Self.decode(.gzip, members, pieces: 100, limit: 1_000)
        }
    }

    @Test func stepGivesABoundedPartHoweverMuchABodyUnfolds() throws {
        let zeros = Encoded.zlib([UInt8](repeating: 0, count: 50 << 20), .gzip, level: 9)
        for (coding, bomb) in [(ContentCoding.gzip, zeros), (.brotli, Encoded.brotliBomb)] {
            let decoder = try ContentDecoder(coding, limit: 100 << 20)
            var output: [UInt8] = []
            var steps = 0
            try bomb.withUnsafeBytes { try decoder.take($0, into: &output) }
            while decoder.isBehind {
                let before = output.count
                try decoder.proceed(into: &output)
                #expect(output.count - before <= ContentDecoder.mostBytesOut + (32 << 10))
                steps += 1
            }
            try decoder.finish()
            #expect(output.count == 50 << 20)
            #expect(steps >= 150)
        }
    }

    @Test func piecesThatComeWhileItIsBehindWaitTheirTurn() throws {
        let body = Encoded.zlib([UInt8](repeating: 0, count: 20 << 20), .gzip, level: 9)
        let decoder = try ContentDecoder(.gzip, limit: 100 << 20)
        var output: [UInt8] = []
        for start in stride(from: 0, to: body.count, by: 5_000) {
            try body[start..<min(start + 5_000, body.count)].withUnsafeBytes { try decoder.take($0, into: &output) }
        }
        #expect(decoder.isBehind)
        while decoder.isBehind { try decoder.proceed(into: &output) }
        try decoder.finish()
        #expect(output.count == 20 << 20)
    }

    @Test func anyBytesInAnyPiecesComeBack() throws {
        var random = SeededGenerator(seed: 10)
        for _ in 0..<300 {
            let alphabet = UInt8.random(in: 0...255, using: &random)
            let count =
                random.chance(10)
                ? Int.random(in: 0...200_000, using: &random) : Int.random(in: 0...500, using: &random)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...alphabet, using: &random) }
            let format = Encoded.Format.allCases.randomElement(using: &random) ?? .gzip
            let body = Encoded.zlib(bytes, format, level: Int32.random(in: 0...9, using: &random))
            let pieces = Int.random(in: 1...20_000, using: &random)
            #expect(try Self.decode(format.coding, body, pieces: pieces) == bytes)
        }
    }

    // Whatever comes, it's an error or a body, and never a trap.
    @Test func damagedBodiesDoNotTrap() {
        var random = SeededGenerator(seed: 11)
        for _ in 0..<2_000 {
            guard var (coding, bytes) = Self.bodies.randomElement(using: &random) else { return }
            for _ in 0...Int.random(in: 0...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if random.chance(20) { coding = ContentCoding.allCases.randomElement(using: &random) ?? coding }
            _ = try? Self.decode(coding, bytes, pieces: Int.random(in: 1...80, using: &random))
        }
    }

    @Test(arguments: [
        ("gzip", ContentCoding.gzip), ("GZip", .gzip), ("x-gzip", .gzip), ("deflate", .deflate), ("br", .brotli),
        ("identity", nil), ("brotli", nil), ("", nil), ("zstd", nil), ("gzip, br", nil),
    ])
    func codingHasItsName(name: String, coding: ContentCoding?) {
        #expect(ContentCoding(name: name) == coding)
    }
}
