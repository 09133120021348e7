import Testing

@testable import TuttiCurl

@Suite struct ChunkedBodyDecoderTests {
    /// What came out of a message.
    struct Outcome: Equatable {
        var data = ""
        var defect: ChunkedBodyDecoder.Defect?
        var isTooLong = false
        var hasEnded = false
        var excess = 0
    }

    static func take(
        _ text: String, pieces: Int = .max, limit: Int = 1_000, trailerBytes: Int = 1_000, trailerFields: Int = 3
    ) -> Outcome {
        var framing = ChunkedBodyDecoder(limit: limit, trailerBytes: trailerBytes, trailerFields: trailerFields)
        var outcome = Outcome()
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty, outcome.defect == nil, !outcome.isTooLong {
            let piece = Array(rest.prefix(pieces))
            rest = rest.dropFirst(pieces)
            piece.withUnsafeBytes { bytes in
                var left = bytes
                while true {
                    switch framing.next(&left) {
                    case .data(let data): outcome.data += String(decoding: data, as: UTF8.self)
                    case .more: return
                    case .end:
                        outcome.excess += left.count
                        return
                    case .tooLong:
                        outcome.isTooLong = true
                        return
                    case .defect(let defect):
                        outcome.defect = defect
                        return
                    }
                }
            }
        }
        outcome.hasEnded = framing.isAtEnd
        return outcome
    }

    private static let whole: [(String, String)] = [
        ("0\r\n\r\n", ""), ("2\r\nab\r\n0\r\n\r\n", "ab"), ("1\r\na\r\n1\r\nb\r\n000\r\n\r\n", "ab"),
        ("0000000000000002\r\nab\r\n0\r\n\r\n", "ab"),
        ("a\r\n0123456789\r\nA\r\n0123456789\r\n0\r\n\r\n", "01234567890123456789"),
        ("2;x\r\nab\r\n0;last=\"yes\"\r\n\r\n", "ab"), ("2 \t ; x = y\r\nab\r\n0\r\n\r\n", "ab"),
        ("2  \r\nab\r\n0\r\n\r\n", "ab"),
        ("2\r\n\r\n\r\n0\r\n\r\n", "\r\n"), ("2\r\nab\r\n0\r\nX: y\r\nEmpty:\r\n\r\n", "ab"),
    ]

    @Test(arguments: whole, [1, 2, 3, Int.max])
    func messageGivesItsData(message: (String, String), pieces: Int) {
        #expect(Self.take(message.0, pieces: pieces) == Outcome(data: message.1, hasEnded: true))
        #expect(Self.take(message.0 + "HTTP/1.1 200", pieces: pieces).excess == 12)
    }

    @Test(arguments: whole) func messageThatIsCutOffHasNotEnded(message: (String, String)) {
        for count in 0..<message.0.utf8.count {
            let outcome = Self.take(String(message.0.utf8.prefix(count)) ?? "")
            #expect(!outcome.hasEnded && outcome.defect == nil && !outcome.isTooLong)
        }
    }

    private static let defects: [(String, ChunkedBodyDecoder.Defect)] = [
        ("\r\n", .size), ("x\r\n", .size), ("-1\r\n", .size), ("+1\r\n", .size), (" 1\r\n", .size), ("0x1\r\n", .size),
        ("1 2\r\n", .size),
        ("1,\r\n", .size), (";x\r\n", .size), ("00000000000000002\r\nab\r\n", .size), ("2\nab\r\n", .lineEnd),
        ("2\r\r\nab", .lineEnd),
        ("2;x\nab\r\n0\r\n\r\n", .lineEnd), ("2;a\rb\r\n", .lineEnd), ("2\r\nab0\r\n\r\n", .lineEnd),
        ("2\r\nabc\r\n", .lineEnd),
        ("2\r\nab\n0\r\n\r\n", .lineEnd), ("2\r\nab\r\r\n0\r\n\r\n", .lineEnd), ("2\r\nab\r\n\r\n0\r\n\r\n", .size),
        ("0\r\n\r\r\n", .lineEnd), ("0\r\n\n", .trailer), ("0\r\nno colon\r\n\r\n", .trailer),
        ("0\r\n: y\r\n\r\n", .trailer),
        ("0\r\n X: y\r\n\r\n", .trailer), ("0\r\nX: y\n\r\n", .trailer), ("0\r\nX: y\rz\r\n\r\n", .trailer),
        ("0\r\nA: 1\r\nB: 2\r\nC: 3\r\nD: 4\r\n\r\n", .trailerFields(limit: 3)),
    ]

    @Test(arguments: defects, [1, Int.max])
    func defectIsNamed(message: (String, ChunkedBodyDecoder.Defect), pieces: Int) {
        #expect(Self.take(message.0, pieces: pieces).defect == message.1)
    }

    @Test(arguments: ["3e9", "ffffffff", "7fffffffffffffff", "8000000000000000", "ffffffffffffffff", "1f4\r\n"])
    func sizeOverTheBoundIsKnownBeforeTheData(size: String) {
        let first = size == "1f4\r\n" ? "1f5\r\n" + String(repeating: "x", count: 501) + "\r\n" : ""
        for pieces in [1, Int.max] {
            let outcome = Self.take(first + size + "\r\n", pieces: pieces)
            #expect(outcome.isTooLong, "\(outcome)")
        }
        // Whatever the bound, no size overflows.
        _ = Self.take(size + "\r\nabc", limit: .max)
    }

    // An extension without end held the worker: libcurl passes over it without a word to anybody.
    @Test func extensionsAreBoundedInEachChunkAndInAll() {
        let most = ChunkedBodyDecoder.mostExtensionBytes
        let long = ";" + String(repeating: "y", count: most.chunk - 1)
        #expect(Self.take("1\(long)\r\na\r\n0\r\n\r\n").hasEnded)
        for pieces in [1, 100, Int.max] {
            #expect(Self.take("1\(long)y", pieces: pieces).defect == .extensionBytes(limit: most.chunk))
        }
        let chunk = "1;" + String(repeating: "y", count: 1_023) + "\r\na\r\n"
        let outcome = Self.take(String(repeating: chunk, count: 100))
        #expect(outcome.defect == .extensionBytes(limit: most.message))
        #expect(outcome.data.count == 64)
    }

    @Test func trailersAreBounded() {
        let line = "X: " + String(repeating: "y", count: 97) + "\r\n"
        #expect(Self.take("0\r\n\(line)\r\n", trailerBytes: 100).hasEnded)
        for pieces in [1, Int.max] {
            #expect(Self.take("0\r\n\(line)", pieces: pieces, trailerBytes: 99).defect == .trailerBytes(limit: 99))
        }
        let long = "0\r\nX: " + String(repeating: "y", count: 5_000)
        #expect(
            Self.take(long, trailerBytes: 10_000).defect == .trailerBytes(limit: ChunkedBodyDecoder.mostTrailerBytes))
    }
}
