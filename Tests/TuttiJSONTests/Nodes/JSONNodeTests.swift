import Testing
import TuttiJSON

/// The value of a text that is known to be JSON.
func parse(_ text: String) throws -> JSONNode {
    try JSONDocument(parsing: Array(text.utf8)).root
}

extension JSONNode {
    /// The value's bytes as text.
    var raw: String {
        withRawBytes { String(decoding: $0, as: UTF8.self) }
    }
}

struct JSONNodeTests {
    @Test
    func isSmall() {
        #expect(MemoryLayout<JSONNode>.size <= 16)
        #expect(MemoryLayout<JSONValue>.stride <= 24)
    }

    @Test(arguments: [
        ("{}", JSONKind.object), ("[]", .array), ("\"\"", .string), ("\"\\n\"", .string), ("-1", .number),
        ("1e5", .number),
        ("true", .bool), ("false", .bool), ("null", .null),
    ])
    func tellsTheKind(text: String, kind: JSONKind) throws {
        let node = try parse(text)
        #expect(node.kind == kind)
        #expect(node.raw == text)
        #expect((node.string != nil) == (kind == .string))
        #expect((node.number != nil) == (kind == .number))
        #expect((node.bool != nil) == (kind == .bool))
        #expect(node.isNull == (kind == .null))
        #expect(node.count == 0)
        #expect(node.member("a") == nil && node.element(0) == nil)
        #expect(Array(node.elements).isEmpty && Array(node.members).isEmpty)
    }

    /// What a text is that was cut through an emoji: it stays in the bytes, and no Swift string can hold it.
    @Test(arguments: [
        (#""\ud83d""#, "\u{FFFD}"), (#""\udc00""#, "\u{FFFD}"), (#""a\uDBFFb""#, "a\u{FFFD}b"),
        (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""\ud83d\n""#, "\u{FFFD}\n"),
        (#""\ud83d\ud83d\ude00""#, "\u{FFFD}\u{1F600}"), (#""\ude00\ud83d""#, "\u{FFFD}\u{FFFD}"),
        (#""\ud83d\ude00""#, "\u{1F600}"), (#""\ud83d😀""#, "\u{FFFD}\u{1F600}"),
    ])
    func halfOfASurrogatePairReadsAsTheReplacementCharacter(text: String, expected: String) throws {
        let node = try parse(text)
        #expect(node.string.map { Array($0.utf8) } == Array(expected.utf8))
        #expect(node.raw == text)
        var writer = JSONWriter()
        writer.write(node)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == text)
        #expect(JSONValue.node(node) == .string(expected))
    }

    @Test func aNameWithHalfOfASurrogatePairIsFoundByTheReplacementCharacter() throws {
        let node = try parse(#"{"a\ud83d": 1, "b": {"\udc00": 2, "\ud800": 3}}"#)
        #expect(node.member("a\u{FFFD}")?.raw == "1")
        // To who reads it, the name is there twice: the last one counts.
        #expect(node.member("b")?.member("\u{FFFD}")?.raw == "3")
        #expect(node.member("b").map { JSONValue.node($0).members.count } == 1)
        #expect(node.member("b")?.raw == #"{"\udc00": 2, "\ud800": 3}"#)
        let pick = JSONPick([(name: "x", path: JSONPath().appending("b").appending("\u{FFFD}"))])
        var writer = JSONWriter()
        _ = writer.write(pick, of: node, atMost: JSONPick.Cost(looked: 100, valueBytes: 100))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"x":3}"#)
    }

    @Test
    func anArrayHasNoMembersAndAnObjectNoElements() throws {
        let array = try parse(#"["a", 1]"#)
        #expect(array.member("a") == nil)
        #expect(array.members.count == 0 && Array(array.members).isEmpty)
        let object = try parse(#"{"a": 1}"#)
        #expect(object.element(0) == nil)
        #expect(Array(object.elements).isEmpty)
    }

    @Test
    func elementsAreFoundByIndex() throws {
        let node = try parse(#"[0, [1, [2]], {"a": {}}, "3"]"#)
        #expect(node.count == 4)
        #expect(node.elements.map(\.raw) == ["0", "[1, [2]]", #"{"a": {}}"#, #""3""#])
        #expect((0..<4).map { node.element($0)?.raw } == node.elements.map(\.raw))
        #expect(node.element(4) == nil)
        #expect(node.element(-1) == nil)
        #expect(node.element(.max) == nil)
    }

    @Test
    func membersAreFoundByName() throws {
        let node = try parse(#"{"id": 7, "a\u0062": {"id": 8}, "": 0, "é": 1, "quo\"te": 2, "idd": 3}"#)
        #expect(node.member("id")?.raw == "7")
        #expect(node.member("ab")?.raw == #"{"id": 8}"#)
        #expect(node.member(#"a\u0062"#) == nil)
        #expect(node.member("")?.raw == "0")
        #expect(node.member("é")?.raw == "1")
        // The same letter as two code points is another name.
        #expect(node.member("e\u{301}") == nil)
        #expect(node.member("quo\"te")?.raw == "2")
        #expect(node.member("i") == nil && node.member("iddd") == nil)
        #expect(node.member("id" as JSONName) == node.member("id"))
        #expect(node.member(JSONName("ab")) == node.member("ab"))
    }

    @Test
    func lastOfARepeatedNameCountsAtTheFirstPlace() throws {
        let text = #"{"a": 1, "b": 2, "\u0061": {"x": [3]}, "c": 4, "b": 5}"#
        let node = try parse(text)
        #expect(node.count == 5)
        #expect(node.member("a")?.raw == #"{"x": [3]}"#)
        #expect(node.members.map { $0.name.string } == ["a", "b", "c"])
        #expect(node.members.map(\.value.raw) == [#"{"x": [3]}"#, "5", "4"])
        #expect(node.raw == text)
    }

    @Test(arguments: [2, 11, 12, 13, 14, 500])
    func repeatedNamesAreFoundAmongMany(count: Int) throws {
        let names = (0..<count).map { "n\($0)" }
        func text(_ names: [String]) -> String {
            "{" + names.enumerated().map { "\"\($1)\":\($0)" }.joined(separator: ",") + "}"
        }
        #expect(try parse(text(names)).members.map { $0.name.string } == names)
        let repeated = try parse(text(names + [names[count / 2]]))
        #expect(repeated.count == count + 1)
        #expect(repeated.members.map { $0.name.string } == names)
        #expect(repeated.members.count == count)
        #expect(repeated.member(names[count / 2])?.raw == "\(count)")
    }

    @Test(arguments: [
        (#""plain""#, "plain"), (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u0000""#, "\0"),
        (#""\u20AC\u20ac""#, "€€"), (#""\ud834\uDD1E!""#, "\u{1D11E}!"), (#""é\u00e9""#, "éé"),
        (#""\\u0041""#, #"\u0041"#),
    ])
    func stringsAreUnescaped(text: String, meaning: String) throws {
        #expect(Array(try #require(try parse(text).string).utf8) == Array(meaning.utf8))
    }

    @Test
    func aNodeKeepsItsDocumentAlive() throws {
        func inner() throws -> JSONNode {
            try #require(try parse(#"{"a": ["kept"]}"#).member("a")?.element(0))
        }
        #expect(try inner().string == "kept")
    }
}
