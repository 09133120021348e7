import Testing
import TuttiJSON

@Suite struct IndentedTests {
    @Test(arguments: [
        ("1.50", "1.50"), (#""a""#, #""a""#), ("{ }", "{}"), ("[ ]", "[]"), ("[1,2]", "[1, 2]"),
        (#"{"a\n":null}"#, #"{ "a\n": null }"#),
        ("[1,[]]", "[1, []]"), ("[1,[2]]", "[\n  1,\n  [2]\n]"),
        (#"{"a":[1,2],"b":{}}"#, #"{ "a": [1, 2], "b": {} }"#), (#"{"a":{"b":1}}"#, "{\n  \"a\": { \"b\": 1 }\n}"),
        (
            #"{"a":{"b":[1,2]},"c":[{"d":1.0}]}"#,
            "{\n  \"a\": { \"b\": [1, 2] },\n  \"c\": [\n    { \"d\": 1.0 }\n  ]\n}"
        ),
    ])
    func aMemberHasALine(text: String, indented: String) throws {
        #expect(JSONValue.node(try JSONDocument(parsing: Array(text.utf8)).root).indented == indented)
    }

    @Test func longListsStandBelowEachOther() {
        let numbers = (0..<40).map { JSONValue.number(JSONNumber($0)) }
        #expect(JSONValue.array(numbers).indented.split(separator: "\n").count == 42)
    }
}
