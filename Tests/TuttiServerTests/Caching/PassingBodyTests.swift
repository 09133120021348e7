import NIOCore
import Testing

@testable import TuttiServer

struct PassingBodyTests {
    private static func text(_ body: inout PassingBody) -> String {
        var text = ""
        while let bytes = body.next() { text += String(buffer: bytes) }
        return text
    }

    @Test(
        arguments: [
            (0..<10, "0123456789"), (2..<5, "234"), (3..<7, "3456"), (9..<10, "9"), (0..<1, "0"),
            (0..<Int.max, "0123456789"),
        ])
    func theRangeIsCutOutOfThePieces(range: Range<Int>, text: String) {
        let pieces = ["012", "3", "", "456789"].map { ByteBuffer(string: $0) }
        var whole = PassingBody(pieces)
        whole.select(range)
        #expect(!whole.isAtEnd)
        #expect(Self.text(&whole) == text)
        #expect(whole.isAtEnd)
        var arriving = PassingBody()
        arriving.select(range)
        var got = ""
        for piece in pieces {
            arriving.add(piece)
            got += Self.text(&arriving)
            #expect(arriving.waiting == 0 || arriving.isAtEnd)
        }
        #expect(got == text)
        arriving.isComplete = true
        #expect(arriving.isAtEnd)
    }

    @Test
    func nothingIsAtItsEndBeforeItHasBegun() {
        var body = PassingBody()
        #expect(!body.isAtEnd)
        body.isComplete = true
        #expect(!body.isAtEnd)
        body.select(0..<Int.max)
        #expect(body.isAtEnd)
    }
}
