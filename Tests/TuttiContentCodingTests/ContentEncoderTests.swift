import SeededRandom
import Testing

@testable import TuttiContentCoding

@Suite struct ContentEncoderTests {
    /// Encodes a body that comes in pieces of so many bytes.
    static func encode(
        _ coding: ContentCoding, _ bytes: [UInt8], pieces: Int = .max, sizeHint: Int? = nil
    ) throws -> [UInt8] {
        let encoder = try #require(try ContentEncoder(coding, sizeHint: sizeHint))
        var output: [UInt8] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            try encoder.take(Array(rest.prefix(pieces)), into: &output)
            rest = rest.dropFirst(pieces)
        }
        try encoder.finish(into: &output)
        while encoder.isBehind { try encoder.proceed(into: &output) }
        return output
    }

    static let json = Array(
        (0..<5_000).map { #"{"id":\#($0),"name":"product \#($0 % 37)","price":\#($0 % 100).95}"# }.joined(
            separator: ","
        ).utf8)

    @Test(arguments: ContentEncoder.codings, [1, 7, 1_000, 40_000, Int.max])
    func whatIsEncodedIsDecodedAgain(coding: ContentCoding, pieces: Int) throws {
        let body = pieces == 1 ? Array(Self.json.prefix(5_000)) : Self.json
        let encoded = try Self.encode(coding, body, pieces: pieces)
        #expect(encoded.count < body.count / 3)
        #expect(try ContentDecoderTests.decode(coding, encoded, limit: 1 << 22) == body)
    }

    @Test(arguments: ContentEncoder.codings)
    func emptyBodyIsAWholeStream(coding: ContentCoding) throws {
        let encoded = try Self.encode(coding, [])
        #expect(!encoded.isEmpty)
        #expect(try ContentDecoderTests.decode(coding, encoded) == [])
    }

    @Test(arguments: ContentEncoder.codings)
    func sameBytesGiveTheSameBytes(coding: ContentCoding) throws {
        let once = try Self.encode(coding, Self.json)
        #expect(try Self.encode(coding, Self.json) == once)
    }

    // A hint is about how long a body is; a wrong one makes it larger and never another one.
    @Test(arguments: ContentEncoder.codings, [0, 1, 1_024, 1_025, 40_000, 1 << 20, Int.max, -1])
    func sizeHintMayBeWrong(coding: ContentCoding, hint: Int) throws {
        let encoded = try Self.encode(coding, Self.json, sizeHint: hint)
        #expect(try ContentDecoderTests.decode(coding, encoded, limit: 1 << 22) == Self.json)
    }

    @Test func deflateIsNotWritten() throws {
        #expect(try ContentEncoder(.deflate) == nil)
    }

    @Test(arguments: ContentEncoder.codings)
    func whatIsFlushedCanBeDecodedAtOnce(coding: ContentCoding) throws {
        let encoder = try #require(try ContentEncoder(coding))
        let decoder = try ContentDecoder(coding, limit: 1 << 20)
        for number in 0..<50 {
            let event = Array("data: {\"number\":\(number)}\n\n".utf8)
            var encoded: [UInt8] = []
            try encoder.take(event, into: &encoded)
            try encoder.flush(into: &encoded)
            #expect(!encoder.isBehind)
            var decoded: [UInt8] = []
            try decoder.take(encoded, into: &decoded)
            #expect(decoded == event)
        }
        var end: [UInt8] = []
        try encoder.finish(into: &end)
        var decoded: [UInt8] = []
        try decoder.take(end, into: &decoded)
        try decoder.finish()
        #expect(decoded == [])
    }

    @Test(arguments: ContentEncoder.codings)
    func flushOfNothingIsHarmless(coding: ContentCoding) throws {
        let encoder = try #require(try ContentEncoder(coding))
        var output: [UInt8] = []
        for _ in 0..<3 { try encoder.flush(into: &output) }
        #expect(output.count < 50)
        try encoder.take([1, 2, 3], into: &output)
        for _ in 0..<3 { try encoder.flush(into: &output) }
        try encoder.finish(into: &output)
        #expect(try ContentDecoderTests.decode(coding, output) == [1, 2, 3])
    }

    @Test(arguments: ContentEncoder.codings)
    func nothingComesBehindTheEnd(coding: ContentCoding) throws {
        let encoder = try #require(try ContentEncoder(coding))
        var output: [UInt8] = []
        try encoder.take([1, 2, 3], into: &output)
        try encoder.finish(into: &output)
        let whole = output
        try encoder.take([4], into: &output)
        try encoder.flush(into: &output)
        try encoder.finish(into: &output)
        try encoder.proceed(into: &output)
        #expect(output == whole)
        #expect(!encoder.isBehind)
    }

    // Work is bounded by what a step takes in; noise is the worst case for what it gives out.
    @Test(arguments: ContentEncoder.codings)
    func stepTakesAndGivesABoundedPart(coding: ContentCoding) throws {
        var random = SeededGenerator(seed: 21)
        let noise = (0..<(512 << 10)).map { _ in UInt8.random(in: 0...255, using: &random) }
        let encoder = try #require(try ContentEncoder(coding))
        var output: [UInt8] = []
        try encoder.take(noise, into: &output)
        try encoder.finish(into: &output)
        var steps = 2
        while encoder.isBehind {
            let before = output.count
            try encoder.proceed(into: &output)
            // Up to 128 KiB that brotli has held back come with its own.
            #expect(output.count - before <= 170 << 10)
            steps += 1
        }
        #expect(steps >= noise.count / ContentEncoder.mostBytesIn)
        #expect(try ContentDecoderTests.decode(coding, output, limit: 1 << 20) == noise)
    }

    @Test func anyBytesInAnyOrderOfStepsComeBack() throws {
        var random = SeededGenerator(seed: 22)
        for _ in 0..<150 {
            let coding = ContentEncoder.codings.randomElement(using: &random) ?? .gzip
            let alphabet = UInt8.random(in: 0...255, using: &random)
            let encoder = try #require(
                try ContentEncoder(
                    coding, sizeHint: random.chance(50) ? Int.random(in: 0...300_000, using: &random) : nil))
            var body: [UInt8] = []
            var encoded: [UInt8] = []
            for _ in 0..<Int.random(in: 0...8, using: &random) {
                let count =
                    random.chance(20)
                    ? Int.random(in: 0...100_000, using: &random) : Int.random(in: 0...500, using: &random)
                let piece = (0..<count).map { _ in UInt8.random(in: 0...alphabet, using: &random) }
                try encoder.take(piece, into: &encoded)
                body += piece
                if random.chance(40) { try encoder.flush(into: &encoded) }
                if random.chance(40) { try encoder.proceed(into: &encoded) }
            }
            try encoder.finish(into: &encoded)
            while encoder.isBehind { try encoder.proceed(into: &encoded) }
            #expect(try ContentDecoderTests.decode(coding, encoded, limit: 1 << 20) == body)
        }
    }
}
