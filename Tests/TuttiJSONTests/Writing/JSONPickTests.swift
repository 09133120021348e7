import Testing
import TuttiJSON

@Suite struct JSONPickTests {
    static let picks: [(String, String)] = [
        (#"{"a": 1, "b": "x", "c": [2]}"#, #"{"a":1,"b":"x","deep":null,"all":{"a": 1, "b": "x", "c": [2]}}"#),
        (
            #"{"b": 1, "a": {"b" : {"c": null}}}"#,
            #"{"a":{"b" : {"c": null}},"b":1,"deep":null,"all":{"b": 1, "a": {"b" : {"c": null}}}}"#
        ),
        (#"{"a": {"b": {"c": "é"}}}"#, #"{"a":{"b": {"c": "é"}},"b":null,"deep":"é","all":{"a": {"b": {"c": "é"}}}}"#),
        // Of a repeated name the last one counts, escaped or not.
        (#"{"a": 1, "\u0061": 2, "b": 3}"#, #"{"a":2,"b":3,"deep":null,"all":{"a": 1, "\u0061": 2, "b": 3}}"#),
        (#"{"\u0061": 1, "a": 2}"#, #"{"a":2,"b":null,"deep":null,"all":{"\u0061": 1, "a": 2}}"#),
        // Names of the same length, or of 64 bytes more, are other names.
        (#"{"x": 1, "é": 2, "\u0000": 3}"#, #"{"a":null,"b":null,"deep":null,"all":{"x": 1, "é": 2, "\u0000": 3}}"#),
        (
            #"{"a\#(String(repeating: "a", count: 64))": 1}"#,
            #"{"a":null,"b":null,"deep":null,"all":{"a\#(String(repeating: "a", count: 64))": 1}}"#
        ),
        ("{}", #"{"a":null,"b":null,"deep":null,"all":{}}"#), ("[1]", #"{"a":null,"b":null,"deep":null,"all":[1]}"#),
        ("\"a\"", #"{"a":null,"b":null,"deep":null,"all":"a"}"#),
        ("null", #"{"a":null,"b":null,"deep":null,"all":null}"#),
    ]

    @Test(arguments: picks)
    func writesPartsOfAnObjectAsTheyCame(document: String, expected: String) throws {
        let path = JSONPath().appending("a")
        let pick = JSONPick([
            ("a", path), ("b", JSONPath().appending("b")), ("deep", path.appending("b").appending("c")),
            ("all", JSONPath()),
        ])
        #expect(try written(pick, document) == expected)
    }

    @Test func escapesTheNamesThatItGives() throws {
        let pick = JSONPick([("\"\n", JSONPath().appending("")), ("é", JSONPath().appending("\"\n"))])
        #expect(try written(pick, #"{"": 1, "\"\u000a": 2}"#) == #"{"\"\n":1,"é":2}"#)
    }

    @Test func countsWhatItLooksThrough() throws {
        let members = (0..<130).map { "\"n\($0)\": {\"x\": \($0)}" }.joined(separator: ",")
        let node = try JSONDocument(parsing: Array("{\(members)}".utf8)).root
        var writer = JSONWriter()
        let path = JSONPath().appending("n129").appending("x")
        let pick = JSONPick([("x", path), ("y", JSONPath().appending("none"))])
        for most in [JSONPick.Cost(looked: 3, valueBytes: 7), JSONPick.Cost(looked: 4, valueBytes: 6)] {
            let cost = writer.write(pick, of: node, atMost: most)
            #expect(cost == nil)
            #expect(writer.bytes.isEmpty)
        }
        let cost = writer.write(pick, of: node, atMost: JSONPick.Cost(looked: 4, valueBytes: 7))
        #expect(String(decoding: writer.bytes, as: UTF8.self) == #"{"x":129,"y":null}"#)
        // 130 members twice, in units of 64; one member more is none.
        #expect(cost?.looked == 4)
        #expect(cost?.valueBytes == 7)
        #expect(node.value(at: path).node == .some(try #require(node.member("n129")?.member("x"))))
        #expect(node.value(at: path).looked == 2)
    }

    private func written(_ pick: JSONPick, _ document: String) throws -> String {
        let node = try JSONDocument(parsing: Array("[0,\(document)]".utf8)).root.element(1)
        var writer = JSONWriter()
        writer.beginArray()
        writer.writeNull()
        let most = JSONPick.Cost(looked: .max, valueBytes: .max)
        let cost = writer.write(pick, of: try #require(node), atMost: most)
        #expect(cost != nil)
        writer.endArray()
        let text = String(decoding: writer.bytes, as: UTF8.self)
        #expect(text.hasPrefix("[null,") && text.hasSuffix("]"))
        return String(text.dropFirst(6).dropLast())
    }
}
