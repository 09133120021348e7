import Testing
import TuttiJSON

struct JSONPointerTests {
    /// The document of RFC 6901, section 5.
    static let document = #"""
        {"foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, "k\"l": 6, " ": 7, "m~n": 8}
        """#

    @Test(arguments: [
        ("", document), ("/foo", #"["bar", "baz"]"#), ("/foo/0", #""bar""#), ("/foo/1", #""baz""#), ("/", "0"),
        ("/a~1b", "1"),
        ("/c%d", "2"), ("/e^f", "3"), ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"),
    ])
    func findsWhatTheStandardSays(text: String, expected: String) throws {
        let pointer = try JSONPointer(parsing: text)
        #expect(pointer.description == text)
        let value = try #require(pointer.resolve(in: .node(try parse(Self.document))))
        #expect(value == .node(try parse(expected)))
    }

    @Test(arguments: [
        "/none", "/foo/2", "/foo/-", "/foo/01", "/foo/+1", "/foo/-1", "/foo/1.0", "/foo/", "/foo/0/x", "/a~1b/0", "//",
        "/foo/99999999999999999999", "/foo/０",
    ])
    func findsNothing(text: String) throws {
        #expect(try JSONPointer(parsing: text).resolve(in: .node(try parse(Self.document))) == nil)
    }

    @Test(arguments: [("foo", 0), ("~", 0), ("/a~", 2), ("/a~2", 2), ("/~0/~", 4), ("#/a", 0)])
    func refusesBadSyntax(text: String, offset: Int) {
        let error = #expect(throws: JSONPointerError.self) { try JSONPointer(parsing: text) }
        #expect(error?.offset == offset)
        #expect(error?.message.isEmpty == false)
    }

    @Test
    func unescapesInTheRightOrder() throws {
        // Section 4: ~01 is ~1, never /.
        #expect(try JSONPointer(parsing: "/~01").tokens == ["~1"])
        #expect(try JSONPointer(parsing: "/~1~0").tokens == ["/~"])
    }

    @Test
    func resolvesInMadeValues() throws {
        let made = JSONValue.object(JSONObject([(name: "a", value: .array([.null, .node(try parse(#"{"b": 5}"#))]))]))
        #expect(try JSONPointer(parsing: "/a/1/b").resolve(in: made)?.number == JSONNumber(5))
        #expect(try JSONPointer(parsing: "/a/2").resolve(in: made) == nil)
    }

    @Test
    func appendingEscapesOnlyInText() throws {
        let pointer = try JSONPointer(parsing: "/a").appending("b/c~").appending("0")
        #expect(pointer.tokens == ["a", "b/c~", "0"])
        #expect(pointer.description == "/a/b~1c~0/0")
        #expect(pointer == (try JSONPointer(parsing: "/a/b~1c~0/0")))
        #expect(pointer.hashValue == (try JSONPointer(parsing: "/a/b~1c~0/0")).hashValue)
        #expect(JSONPointer(tokens: ["\u{E9}"]) != JSONPointer(tokens: ["e\u{301}"]))
        #expect(JSONPointer(tokens: ["ab"]) != JSONPointer(tokens: ["a", "b"]))
    }
}
