import Testing

@testable import TuttiJSON

struct SplicedBytesTests {
    private static func document(_ text: String) throws -> JSONNode { try JSONDocument(parsing: Array(text.utf8)).root }

    private static func text(_ bytes: some Sequence<UInt8>) -> String { String(decoding: Array(bytes), as: UTF8.self) }

    @Test func longValuesStayInTheirDocumentsAndShortOnesAreCopied() throws {
        let long = try Self.document(#"{"a":["0123456789",{"b":"0123456789"}],"c":1}"#)
        let short = try Self.document("[1,2]")
        let a = try #require(long.member("a"))
        var writer = JSONWriter(wholeFrom: 20)
        writer.beginObject()
        writer.write(name: "first")
        writer.write(a)
        writer.write(name: "second")
        writer.write(short)
        writer.write(name: "third")
        writer.write(a)
        writer.endObject()
        let spliced = writer.spliced
        let expected =
            #"{"first":["0123456789",{"b":"0123456789"}],"second":[1,2],"third":["0123456789",{"b":"0123456789"}]}"#
        #expect(Self.text(spliced.joined) == expected)
        #expect(spliced.count == expected.utf8.count)
        #expect(Self.text(spliced.pieces.joined()) == expected)
        #expect(
            spliced.pieces.map(Self.text) == [
                #"{"first":"#, #"["0123456789",{"b":"0123456789"}]"#, #","second":[1,2],"third":"#,
                #"["0123456789",{"b":"0123456789"}]"#, "}",
            ])
        // The very bytes of the document, and no others of the same text.
        let places = long.document.bytes.withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
        let place = spliced.pieces[1].withUnsafeBytes { Int(bitPattern: $0.baseAddress) }
        #expect(place == places + 5)
    }

    @Test func aWholeDocumentIsOnePiece() throws {
        var writer = JSONWriter(wholeFrom: 1)
        writer.write(try Self.document(" [1, 2] "))
        #expect(writer.spliced.pieces.map(Self.text) == ["[1, 2]"])
        #expect(writer.bytes.isEmpty)
    }

    @Test func whatIsTakenBackTakesItsValuesWithIt() throws {
        let node = try Self.document("[0,1,2,3,4,5]")
        var writer = JSONWriter(wholeFrom: 5)
        writer.beginArray()
        writer.write(node)
        let mark = writer.mark
        writer.write(node)
        writer.write(node)
        writer.rewind(to: mark)
        writer.write(7)
        writer.endArray()
        #expect(Self.text(writer.spliced.joined) == "[[0,1,2,3,4,5],7]")
    }

    @Test func withoutALimitAllIsCopied() throws {
        var writer = JSONWriter()
        writer.write(try Self.document("[" + String(repeating: "1,", count: 50_000) + "1]"))
        #expect(writer.bytes.count == 100_003)
        #expect(writer.spliced.pieces.count == 1)
    }

    @Test func noBytesAreNoPieces() {
        #expect(SplicedBytes([]).pieces.isEmpty)
        #expect(SplicedBytes([]).count == 0)
        #expect(SplicedBytes([]).joined == [])
    }
}
