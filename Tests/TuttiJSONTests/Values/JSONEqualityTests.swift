import Testing
import TuttiJSON

struct JSONEqualityTests {
    @Test(arguments: [
        ("1", "1.0"), ("[1, 2]", "[1,2e0]"), (#""a""#, #""\u0061""#),
        (#"{"a": 1, "b": [2]}"#, #"{"b":[2.0],"\u0061":1}"#),
        (#"{"a": 1, "a": 2}"#, #"{"a": 2}"#), (#"{"a": 1, "a": 2}"#, #"{"a": 3, "a": 2}"#),
        (#"{"a": 1, "b": 2, "a": 3}"#, #"{"b": 2, "a": 3}"#), (#"{"x": {"y": {}}}"#, #"{"x":{"y":{ }}}"#),
    ])
    func sameMeaning(left: String, right: String) throws {
        try check(left, right, isEqual: true)
    }

    @Test(arguments: [
        ("1", "1.0000000000000000001"), ("1", #""1""#), ("null", "false"), ("true", "false"), ("[]", "{}"),
        ("[1,2]", "[2,1]"),
        ("[1]", "[1,1]"), (#""a""#, #""A""#), (#"{"a":1}"#, #"{"b":1}"#), (#"{"a":1}"#, #"{"a":2}"#),
        (#"{"a":1}"#, #"{"a":1,"b":2}"#), (#"{"a":1,"b":2}"#, #"{"b":1,"a":2}"#), (#"{"a":1,"a":2}"#, #"{"a":1}"#),
        (#"{"a":null}"#, #"{"b":null}"#), (#""\u00e9""#, #""e\u0301""#), (#"{"\u00e9":1}"#, #"{"e\u0301":1}"#),
        ("9007199254740993", "9007199254740992"),
    ])
    func otherMeaning(left: String, right: String) throws {
        try check(left, right, isEqual: false)
    }

    /// The verdict is the same in both directions, and whether the values are nodes or made.
    private func check(_ left: String, _ right: String, isEqual: Bool) throws {
        let (a, b) = (try parse(left), try parse(right))
        #expect((a == b) == isEqual)
        #expect((b == a) == isEqual)
        let (made, other) = (Self.made(.node(a)), Self.made(.node(b)))
        #expect((made == .node(b)) == isEqual)
        #expect((.node(b) == made) == isEqual)
        #expect((made == other) == isEqual)
        #expect(made == .node(a))
    }

    private static func made(_ value: JSONValue) -> JSONValue {
        switch value.kind {
        case .null: .null
        case .bool: .bool(value.bool ?? false)
        case .number: value.number.map(JSONValue.number) ?? .null
        case .string: value.string.map(JSONValue.string) ?? .null
        case .array: .array(value.elements.map(made))
        case .object: .object(JSONObject(value.members.map { (name: $0.name, value: made($0.value)) }))
        }
    }

    /// A comparison that tried each level twice would take 2^120 steps.
    @Test
    func deepUnequalDocumentsAreComparedInOnePass() throws {
        func deep(_ inner: String) -> String {
            String(repeating: #"{"a":0,"b":"#, count: 120) + inner + String(repeating: "}", count: 120)
        }
        let other = String(repeating: #"{"b":"#, count: 120) + "2" + String(repeating: #","a":0}"#, count: 120)
        #expect(try parse(deep("1")) != parse(deep("2")))
        #expect(try parse(deep("1")) != parse(other))
        #expect(try parse(deep("2")) == parse(other))
    }
}
