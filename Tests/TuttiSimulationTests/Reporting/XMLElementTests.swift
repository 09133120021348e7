import Foundation
import Testing

@testable import TuttiSimulation

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What is read of an XML document is what was written.
@Suite struct XMLElementTests {
    private typealias Element = TuttiSimulation.XMLElement

    /// The value of an attribute and a text, as a reader finds them.
    private static func read(_ text: String) throws -> [String] {
        let document = Element("root", ["name": text], .elements([Element("child", [:], .text(text))])).document
        let reader = Reader()
        let parser = XMLParser(data: Data(document.utf8))
        parser.delegate = reader
        try #require(parser.parse(), "\(document)")
        return [reader.name, reader.text]
    }

    @Test(arguments: [
        "<&\"'>", "]]>", "<![CDATA[x]]>", "&amp;", "&#10;", "a\nb", "a\tb", "a\r\nb\r", "größe 😀",
        "\u{7F}\u{85}\u{2028}",
        "<!-- -->", "\u{D7FF}\u{E000}\u{FFFD}", "a  b",
    ])
    func whatXMLCanHoldIsReadAsItWas(text: String) throws {
        #expect(try Self.read(text) == [text, text])
    }

    /// XML 1.0 has no way to write these, not even as numbers.
    @Test(arguments: ["\0", "\u{1}", "\u{8}", "\u{B}", "\u{C}", "\u{E}", "\u{1F}", "\u{1B}", "\u{FFFE}", "\u{FFFF}"])
    func whatXMLCannotHoldIsReplaced(character: String) throws {
        #expect(try Self.read("a\(character)b") == ["a\u{FFFD}b", "a\u{FFFD}b"])
    }

    @Test func elementsStandOnLinesOfTheirOwn() {
        let root = Element("a", ["x": "1", "y": "2"], .elements([Element("b"), Element("c", [:], .text("d\ne"))]))
        #expect(
            root.document == """
                <?xml version="1.0" encoding="UTF-8"?>
                <a x="1" y="2">
                  <b/>
                  <c>d
                e</c>
                </a>

                """)
    }

    private final class Reader: NSObject, XMLParserDelegate {
        var name = ""
        var text = ""
        private var isInChild = false

        func parser(
            _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
            attributes: [String: String]
        ) {
            isInChild = name == "child"
            if let value = attributes["name"] { self.name = value }
        }

        func parser(_ parser: XMLParser, foundCharacters string: String) {
            if isInChild { text += string }
        }

        func parser(
            _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
        ) {
            isInChild = false
        }
    }
}
