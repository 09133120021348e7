import HTTPTypes
import NIOCore
import Testing

@testable import TuttiHTTP1

/// Lines, headers and chunks; what messages are made of them, the tests of the readers of requests and responses say.
@Suite struct MessageBytesTests {
    // The buffer grew with the message when each read ended within a line.
    @Test func whatWasTakenIsNotKept() throws {
        var bytes = MessageBytes()
        var body = ChunkedBody(allowsSpace: false)
        bytes.feed(ByteBuffer(string: "1\r"))
        for _ in 0..<10 {
            for _ in 0..<100 {
                bytes.feed(ByteBuffer(string: "\nX\r\n1;" + String(repeating: "a", count: 600) + "\r"))
                var most = Int.max
                _ = try body.take(from: &bytes, atMost: &most)
            }
            body = ChunkedBody(allowsSpace: false)
        }
        #expect(bytes.rest.capacity <= 32 << 10)
    }

    @Test func linesTogetherHaveABound() throws {
        var bytes = MessageBytes()
        bytes.beginSection(atMost: 10)
        bytes.feed(ByteBuffer(string: "abc\r\nde\r\n\n"))
        let line = try bytes.takeLine()
        #expect(line == ByteBuffer(string: "abc"))
        #expect(throws: MessageDefect.lineEnd) {
            _ = try bytes.takeLine()
            _ = try bytes.takeLine()
        }
        bytes = MessageBytes()
        bytes.beginSection(atMost: 3)
        bytes.feed(ByteBuffer(string: "abcd"))
        #expect(throws: MessageDefect.tooLong) { _ = try bytes.takeLine() }
    }

    @Test(arguments: [
        ("a: b\r\n\r\n", ["a: b"]), ("A:b\r\nA:  c\t \r\n\r\n", ["A: b", "A: c"]), ("a:\r\n\r\n", ["a: "]),
        ("\r\n", []),
        ("a: \u{E9}\r\n\r\n", ["a: \u{E9}"]), ("a: b: c\r\n\r\n", ["a: b: c"]),
    ])
    func headersAreTakenAsTheyCame(text: String, expected: [String]) throws {
        for piece in [1, 2, 100] {
            var bytes = MessageBytes()
            bytes.beginSection(atMost: 100)
            var fields: [HTTPField] = []
            var isComplete = false
            var rest = Array(text.utf8)[...]
            while !rest.isEmpty {
                bytes.feed(ByteBuffer(bytes: rest.prefix(piece)))
                rest = rest.dropFirst(piece)
                isComplete = try bytes.takeHeaders(into: &fields, atMost: 2)
            }
            #expect(isComplete)
            #expect(fields.map { "\($0.name.rawName): \($0.value)" } == expected)
        }
    }

    @Test(arguments: [
        ("a : b\r\n", MessageDefect.header), (" a: b\r\n", .header), (": b\r\n", .header), ("a\r\n", .header),
        ("a: b\u{0}\r\n", .header), ("a: b\rc\r\n", .header), ("\u{E9}: b\r\n", .header), ("a: \u{7F}\r\n", .header),
        ("a: b\n", .lineEnd), ("\n", .lineEnd), ("a: b\r\nb: c\r\nc: d\r\n", .tooManyHeaders),
        ("a: " + String(repeating: "b", count: 100), .tooLong),
    ])
    func headersThatCouldBeReadDifferentlyAreRefused(text: String, defect: MessageDefect) {
        var bytes = MessageBytes()
        bytes.beginSection(atMost: 100)
        bytes.feed(ByteBuffer(string: text))
        var fields: [HTTPField] = []
        #expect(throws: defect) { _ = try bytes.takeHeaders(into: &fields, atMost: 2) }
    }

    @Test func soManyChunksAreTakenAndNoMore() throws {
        var bytes = MessageBytes()
        bytes.feed(ByteBuffer(string: String(repeating: "1\r\nx\r\n", count: 5) + "0\r\n"))
        var body = ChunkedBody(allowsSpace: false)
        var most = 3
        let first = try body.take(from: &bytes, atMost: &most)
        #expect(first == ByteBuffer(string: "xxx"))
        #expect(most == 0 && !body.isOver)
        most = 3
        let second = try body.take(from: &bytes, atMost: &most)
        #expect(second == ByteBuffer(string: "xx"))
        #expect(body.isOver)
    }
}
