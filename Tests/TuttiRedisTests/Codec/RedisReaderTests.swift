import NIOCore
import SeededRandom
import Testing

@testable import TuttiRedis

/// Replies, taken apart.
@Suite struct RedisReaderTests {
    private static func bytes(_ text: String) -> RedisValue { .bytes(ByteBuffer(string: text)) }

    private static let replies: [(text: String, value: RedisValue)] = [
        ("+OK\r\n", bytes("OK")), ("+\r\n", bytes("")), ("$5\r\na\r\nbc\r\n", bytes("a\r\nbc")),
        ("$0\r\n\r\n", bytes("")),
        ("=7\r\ntxt:abc\r\n", bytes("abc")),
        ("(123456789012345678901234567890\r\n", bytes("123456789012345678901234567890")),
        (":0\r\n", .integer(0)), (":-9223372036854775808\r\n", .integer(.min)), (":+7\r\n", .integer(7)),
        ("$-1\r\n", .null), ("*-1\r\n", .null), ("_\r\n", .null), ("#t\r\n", .bool(true)), ("#f\r\n", .bool(false)),
        (",1.5\r\n", .double(1.5)), (",-inf\r\n", .double(-.infinity)),
        ("*0\r\n", .array([])), ("*2\r\n:1\r\n$1\r\na\r\n", .array([.integer(1), bytes("a")])),
        ("*2\r\n*1\r\n:1\r\n*1\r\n*0\r\n", .array([.array([.integer(1)]), .array([.array([])])])),
        ("~1\r\n+a\r\n", .array([bytes("a")])), ("%1\r\n+a\r\n:1\r\n", .map([bytes("a"), .integer(1)])),
        ("%0\r\n", .map([])),
        (">2\r\n+invalidate\r\n*1\r\n+k\r\n", .push([bytes("invalidate"), .array([bytes("k")])])),
        ("|1\r\n+ttl\r\n:1\r\n+a\r\n", bytes("a")),
        ("*2\r\n|1\r\n+x\r\n*1\r\n:2\r\n:1\r\n:2\r\n", .array([.integer(1), .integer(2)])),
        ("|0\r\n:1\r\n", .integer(1)),
        ("-MOVED 1 a:2\r\n", .error(RedisError("MOVED 1 a:2"))),
        ("!9\r\nERR a\r\nbc\r\n", .error(RedisError("ERR a\r\nbc"))),
        ("*1\r\n-ERR x\r\n", .array([.error(RedisError("ERR x"))])),
    ]

    @Test(arguments: replies.indices) func readsAReplyInPiecesOfAnySize(_ index: Int) throws {
        let (text, value) = Self.replies[index]
        for size in 1...text.utf8.count {
            var reader = RedisReader()
            var found: [RedisValue] = []
            var left = Array(text.utf8)[...]
            while !left.isEmpty {
                #expect(found.isEmpty, "\(text) is not complete yet")
                reader.received(ByteBuffer(bytes: left.prefix(size)))
                left = left.dropFirst(size)
                while let next = try reader.next() { found.append(next) }
            }
            #expect(found == [value], "\(text) in pieces of \(size)")
        }
    }

    @Test func readsOneReplyBehindTheOther() throws {
        var reader = RedisReader()
        reader.received(ByteBuffer(string: Self.replies.map(\.text).joined()))
        for reply in Self.replies { #expect(try reader.next() == reply.value) }
        #expect(try reader.next() == nil)
    }

    @Test(arguments: [
        ("x\r\n", RedisDefect.unknownKind), ("HTTP/1.1 400 Bad Request\r\n", .unknownKind), ("\r\n", .unknownKind),
        ("\n", .badEnd), ("+OK\n", .badEnd), (":1\n", .badEnd), ("$1\r\nabc\r\n", .badEnd), ("$1\r\na\n\n", .badEnd),
        (":\r\n", .badNumber), (":1a\r\n", .badNumber), (": 1\r\n", .badNumber),
        (":9223372036854775808\r\n", .badNumber),
        ("$-2\r\n", .badNumber), ("$a\r\n", .badNumber), ("$\r\n", .badNumber), ("$?\r\n", .badNumber),
        ("*-2\r\n", .badNumber), ("*?\r\n", .badNumber), ("%-1\r\n", .badNumber), (">-1\r\n", .badNumber),
        ("=3\r\ntxt\r\n", .badNumber), ("#x\r\n", .badNumber), ("#\r\n", .badNumber),
        ("_x\r\n", .badNumber), (",\r\n", .badNumber), (",1.2.3\r\n", .badNumber), ("!-1\r\n", .badNumber),
        ("=-1\r\n", .badNumber),
        ("$99999999999\r\n", .longText), ("$9223372036854775807\r\n", .longText),
        ("*9223372036854775807\r\n", .manyElements),
        ("*1000000\r\n", .manyElements), ("%9223372036854775807\r\n", .manyElements), ("%200000\r\n", .manyElements),
        ("*1\r\n>1\r\n:1\r\n", .misplaced), (">1\r\n>1\r\n", .misplaced), (">1\r\n|1\r\n", .misplaced),
        ("+" + String(repeating: "a", count: 20_000), .longLine), (String(repeating: "*1\r\n", count: 20), .deep),
        (String(repeating: "|1\r\n", count: 20), .deep),
    ])
    func refusesWhatIsNoReply(_ text: String, _ defect: RedisDefect) {
        for size in [1, 2, 3, text.utf8.count] {
            #expect(throws: defect, "\(text.prefix(40)) in pieces of \(size)") {
                try Self.readAll(Array(text.utf8), by: size)
            }
        }
    }

    @Test func boundsAReplyThatNeverEnds() {
        var reader = RedisReader()
        var bounds = RedisReader.Bounds()
        (bounds.reply, bounds.text, bounds.elements) = (1_000, 600, 100)
        reader = RedisReader(bounds: bounds)
        reader.received(ByteBuffer(string: "*3\r\n$600\r\n" + String(repeating: "a", count: 600) + "\r\n$600\r\n"))
        #expect(throws: RedisDefect.longReply) { _ = try reader.next() }
        reader = RedisReader(bounds: bounds)
        reader.received(ByteBuffer(string: "*99\r\n" + String(repeating: "*1\r\n:1\r\n", count: 60)))
        #expect(throws: RedisDefect.manyElements) { _ = try reader.next() }
        // Each reply is counted for itself.
        reader = RedisReader(bounds: bounds)
        for _ in 0..<50 {
            reader.received(ByteBuffer(string: "$100\r\n" + String(repeating: "a", count: 100) + "\r\n"))
            #expect((try? reader.next()) != nil)
        }
    }

    /// Random bytes of the protocol's alphabet end in a value or a defect, and in pieces of any size in the same ones.
    @Test func randomBytesAreTheSameInPiecesOfAnySize() {
        var random = SeededGenerator(seed: 16)
        let words = [
            "+", "-", ":", "$", "*", "%", ">", "|", "~", "=", "!", "_", "#t", ",1", "\r\n", "\r\n", "1", "2", "3", "-1",
            "a", "\n", "\r",
        ]
        for _ in 0..<20_000 {
            let text = Array(
                (0..<Int.random(in: 1..<24, using: &random)).map { _ in words.randomElement(using: &random) ?? "" }
                    .joined().utf8)
            let whole = Self.outcome(text, by: text.count)
            #expect(Self.outcome(text, by: Int.random(in: 1...text.count, using: &random)) == whole)
        }
    }

    private static func readAll(_ bytes: [UInt8], by size: Int) throws -> [RedisValue] {
        var reader = RedisReader()
        var values: [RedisValue] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.received(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            while let value = try reader.next() { values.append(value) }
        }
        return values
    }

    private static func outcome(_ bytes: [UInt8], by size: Int) -> String {
        var reader = RedisReader()
        var values: [RedisValue] = []
        for start in stride(from: 0, to: bytes.count, by: size) {
            reader.received(ByteBuffer(bytes: bytes[start..<min(start + size, bytes.count)]))
            do {
                while let value = try reader.next() { values.append(value) }
            } catch {
                return "\(values) \(error)"
            }
        }
        return "\(values)"
    }
}
