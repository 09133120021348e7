import HTTPTypes
import NIOCore
import Testing
import TuttiHTTP1

/// The lines that are written of headers.
@Suite struct HeaderLinesTests {
    @Test func linesHaveTheBytesOfNamesAndValuesAsTheyCame() throws {
        let value: [UInt8] = [0x61, 0xE9, 0x62]
        let long = String(repeating: "x", count: 1_000)
        var bytes = ByteBuffer(string: "before")
        bytes.writeLines(
            of: [
                HTTPField(name: try #require(HTTPField.Name("X-Latin")), value: value),
                HTTPField(name: .cookie, value: "not this one"), HTTPField(name: .date, value: ""),
                HTTPField(name: try #require(HTTPField.Name(long)), value: long),
            ]
        ) { $0 != "cookie" }
        let expected = Array("beforeX-Latin: ".utf8) + value + Array("\r\nDate: \r\n\(long): \(long)\r\n".utf8)
        #expect(Array(bytes.readableBytesView) == expected)
        bytes.writeLines(of: []) { _ in true }
        #expect(bytes.readableBytes == expected.count)
    }
}
