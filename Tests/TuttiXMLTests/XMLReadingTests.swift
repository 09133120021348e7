import Testing
import TuttiJSON

@testable import TuttiXML

struct XMLReadingTests {
    private func json(_ text: String, lists: [String] = []) throws(XMLDefect) -> String {
        String(decoding: try XMLReading(lists: lists).json(Array(text.utf8)), as: UTF8.self)
    }

    private func defect(_ text: String) -> XMLDefect? {
        do throws(XMLDefect) {
            _ = try json(text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        ("<a/>", #"{"a":null}"#),
        ("<a></a>", #"{"a":null}"#),
        ("<a> \n </a>", #"{"a":null}"#),
        ("<a> b </a>", #"{"a":"b"}"#),
        ("<a>7</a>", #"{"a":"7"}"#),
        ("<a><b>1</b><c/></a>", #"{"a":{"b":"1","c":null}}"#),
        ("<a><b>1</b><b>2</b></a>", #"{"a":{"b":["1","2"]}}"#),
        ("<a><b>1</b><c>x</c><b>2</b><d/><b/></a>", #"{"a":{"b":["1","2",null],"c":"x","d":null}}"#),
        ("<a><b><c>1</c></b><b><c>2</c><c>3</c></b></a>", #"{"a":{"b":[{"c":"1"},{"c":["2","3"]}]}}"#),
        ("<a x='1' y=\"&lt;&quot;\"/>", #"{"a":{"@x":"1","@y":"<\""}}"#),
        (
            "<a x='&amp;' y='&amp;lt;&#38;#38;&#x26;' z='a&amp;b&amp;c&#10;&#xE4;'/>",
            ##"{"a":{"@x":"&","@y":"&lt;&#38;&","@z":"a&b&c\nä"}}"##
        ),
        ("<a x='1'>t</a>", ##"{"a":{"@x":"1","#text":"t"}}"##),
        ("<a>one<b>2</b>three</a>", ##"{"a":{"b":"2","#text":"onethree"}}"##),
        ("<p>Dear <b>Ada</b>, hello</p>", ##"{"p":{"b":"Ada","#text":"Dear , hello"}}"##),
        ("<a><![CDATA[<b>&amp;</b>]]></a>", #"{"a":"<b>&amp;</b>"}"#),
        ("<a>x<![CDATA[y]]>z</a>", #"{"a":"xyz"}"#),
        ("<a>&amp;&#65;&#x42;&apos;</a>", #"{"a":"&AB'"}"#),
        ("<?xml version='1.0'?><?pi x?><!-- c --><a><!-- d -->1<?pi y?></a><!-- e -->", #"{"a":"1"}"#),
        (
            "<s:Body xmlns:s='urn:s' xmlns='urn:d' s:id='7'><s:x/><y/></s:Body>",
            #"{"Body":{"@id":"7","x":null,"y":null}}"#
        ),
        ("<a><p:b>1</p:b><q:b>2</q:b></a>", #"{"a":{"b":["1","2"]}}"#),
        ("<a p:x='1' q:x='2'/>", #"{"a":{"@x":"1"}}"#),
        ("<a>ä€😀\u{1}</a>".replacing("\u{1}", with: ""), #"{"a":"ä€😀"}"#),
        ("\u{FEFF}<a>1</a>", #"{"a":"1"}"#),
        ("<a>1\r\n2</a>", #"{"a":"1\n2"}"#),
        ("<größe>1</größe>", #"{"größe":"1"}"#),
        ("<?xml version='1.0' encoding='UTF-16'?><a>ä</a>", #"{"a":"ä"}"#),
    ])
    func elementsBecomeMembers(text: String, expected: String) throws {
        #expect(try json(text) == expected)
    }

    @Test func namedElementsAreAlwaysArrays() throws {
        #expect(try json("<a><b>1</b><c><b/></c></a>", lists: ["b"]) == #"{"a":{"b":["1"],"c":{"b":[null]}}}"#)
        #expect(try json("<a><p:b x='1'/></a>", lists: ["b"]) == #"{"a":{"b":[{"@x":"1"}]}}"#)
        // There is one root.
        #expect(try json("<a/>", lists: ["a", "b"]) == #"{"a":null}"#)
    }

    @Test(arguments: [
        // Entities: none are defined, read, counted out or fetched (CWE-776, CWE-611).
        "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>",
        "<!DOCTYPE lolz [<!ENTITY l 'lol'><!ENTITY l2 '&l;&l;&l;&l;&l;&l;&l;&l;&l;&l;'>]><lolz>&l2;</lolz>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "<!DOCTYPE a SYSTEM 'http://127.0.0.1:1/x.dtd'><a/>",
        "<!DOCTYPE a PUBLIC 'x' 'http://127.0.0.1:1/x.dtd'><a/>",
        "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x'>%p;]><a/>",
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ATTLIST a b CDATA 'c'>]><a/>",
    ])
    func nothingWithADocumentTypeIsRead(text: String) {
        #expect(defect(text) == .documentType)
    }

    @Test(arguments: [
        "", " ", "a", "{}", "<", "<a", "<a>", "<a><b></a>", "<a/><b/>", "<a/>x", "x<a/>", "<a x/>", "<a x=1/>",
        "<a x='1' x='2'/>", "<a x='<'/>", "<a>&b;</a>", "<a>&</a>", "<a>&#0;</a>", "<a>&#xD800;</a>", "<a>]]></a>",
        "<a>\u{1}</a>", "<a>\u{FFFE}</a>", "<!-- -- --><a/>", "<1/>", "<a:b:c/>\u{0}", " <?xml version='1.0'?><a/>",
        "<?xml version='1.0'?>", "<a><![CDATA[x</a>", "<a><!-- x</a>", "<a></b>", "</a>",
    ])
    func whatIsNotWellFormedIsRefused(text: String) {
        guard case .malformed(let message, _, _)? = defect(text) else {
            Issue.record("\(text) was read, or refused for something else: \(String(describing: defect(text)))")
            return
        }
        #expect(!message.isEmpty && !message.utf8.contains(UInt8(ascii: "\n")))
    }

    @Test func bytesThatAreNotUTF8AreRefused() {
        for bytes: [UInt8] in [[0xFF], [0xC3], [0xED, 0xA0, 0x80], [0xC0, 0xAF], [0xF4, 0x90, 0x80, 0x80]] {
            #expect(throws: XMLDefect.self) {
                try XMLReading().json(Array("<a>".utf8) + bytes + Array("</a>".utf8))
            }
        }
    }

    @Test func theDefectHasItsPlace() {
        guard case .malformed(_, let line, let column)? = defect("<a>\n  <b>\n</a>") else {
            Issue.record("it was read")
            return
        }
        #expect(line == 3 && column > 0)
    }

    @Test func levelsAndNodesAreBounded() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "<a><b/>", count: levels) + String(repeating: "</a>", count: levels)
        }
        let deepest = try json(nested(XMLReading.mostLevels - 1), lists: ["a"])
        #expect(throws: Never.self) { try JSONDocument(parsing: Array(deepest.utf8)) }
        #expect(defect(nested(XMLReading.mostLevels)) == .tooDeep)
        #expect(defect(nested(100_000)) == .tooDeep)
        #expect(defect("<a>" + String(repeating: "<b/>", count: XMLReading.mostNodes) + "</a>") == .tooLarge)
        #expect(
            defect("<a>" + String(repeating: "<b/>", count: XMLReading.mostNodes / 2) + "</a>") == nil)
    }

    /// libxml2 compares each attribute of an element with all before it: 80,000 take it seconds.
    @Test func attributesOfAnElementAreBounded() {
        func element(_ count: Int) -> String { "<a " + (0..<count).map { "b\($0)='=\($0)' " }.joined() + "/>" }
        #expect(defect(element(1_000)) == nil)
        #expect(defect(element(1_001)) == .tooLarge)
        #expect(defect("<a>" + String(repeating: "k=v; ", count: 5_000) + "</a>") == nil)
    }

    @Test func shortElementsOnLinesOfTheirOwnFit() {
        #expect(defect("<r>" + String(repeating: "<a/>\n", count: 10_000) + "</r>") == nil)
    }

    /// In 2.9, libxml2 reads on behind this mistake, so its input has to be there still.
    @Test func longTextWithAStrayEndOfCDATAIsMalformed() {
        let long = String(repeating: "x", count: 1_000_000)
        guard case .malformed? = defect("<a>\(long)]]>\(long)</a>") else {
            Issue.record("it isn't well-formed")
            return
        }
    }

    /// What fits, fits in pieces that libxml2 chooses.
    @Test func longTextsAreWhole() throws {
        let text = String(repeating: "abc&amp;ä\n", count: 100_000)
        let expected = String(repeating: "abc&ä\n", count: 100_000).dropLast()
        let root = try JSONDocument(parsing: Array(try json("<a>\(text)</a>").utf8)).root
        #expect(root.member("a")?.string == String(expected))
    }
}
