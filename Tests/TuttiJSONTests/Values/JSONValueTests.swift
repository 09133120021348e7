import Testing
import TuttiJSON

struct JSONValueTests {
    @Test
    func madeAndReadValuesAnswerAlike() throws {
        let node = JSONValue.node(
            try parse(#"{"n": null, "t": true, "i": 1.50, "s": "x\n", "a": [1, "b"], "o": {"k": "v"}}"#))
        let made = JSONValue.object(
            JSONObject([
                (name: "n", value: .null), (name: "t", value: .bool(true)),
                (name: "i", value: .number(try #require(JSONNumber("1.50")))), (name: "s", value: .string("x\n")),
                (name: "a", value: .array([.number(JSONNumber(1)), .string("b")])),
                (name: "o", value: .object(JSONObject([(name: "k", value: .string("v"))]))),
            ]))
        #expect(node == made)
        for value in [node, made] {
            #expect(value.kind == .object && value.count == 6)
            #expect(value.member("n")?.isNull == true && value.member("n")?.kind == .null)
            #expect(value.member("t")?.bool == true && value.member("t")?.kind == .bool)
            #expect(value.member("i")?.number?.text == "1.50" && value.member("i")?.kind == .number)
            #expect(value.member("s")?.string == "x\n" && value.member("s")?.kind == .string)
            #expect(value.member("a")?.count == 2 && value.member("a")?.kind == .array)
            #expect(value.member("a")?.element(1)?.string == "b")
            #expect(value.member("a")?.element(2) == nil && value.member("a")?.element(-1) == nil)
            #expect(value.member("a")?.elements == [.number(JSONNumber(1)), .string("b")])
            #expect(value.member("o" as JSONName)?.member("k")?.string == "v")
            #expect(value.member("none") == nil && value.member("none" as JSONName) == nil)
            #expect(value.members.map(\.name) == ["n", "t", "i", "s", "a", "o"])
            #expect(value.elements.isEmpty && value.element(0) == nil)
            #expect(value.bool == nil && value.number == nil && value.string == nil && !value.isNull)
            #expect(value.member("s")?.members.isEmpty == true && value.member("s")?.count == 0)
        }
    }
}
