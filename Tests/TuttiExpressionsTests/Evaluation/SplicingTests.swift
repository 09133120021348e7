import Testing
import TuttiExpressions
import TuttiJSON

/// What passes through unchanged keeps its bytes.
@Suite struct SplicingTests {
    static let unchanged: [(String, String, String)] = [
        (
            "a", #"{"a": {"z": 1.50, "a": 1E+2, "big": 12345678901234567890.000 } }"#,
            #"{"z": 1.50, "a": 1E+2, "big": 12345678901234567890.000 }"#
        ),
        ("@", #" { "b":1 , "a":[ ] } "#, #"{ "b":1 , "a":[ ] }"#),
        ("a[0]", #"{"a": [-0.0, 1]}"#, "-0.0"),
        ("a[*].x", #"{"a": [{"x": 1.0}, {"x": 2.00}]}"#, "[1.0,2.00]"),
        ("a[].{y: x, z: @}", #"{"a": [{"x": 1e0 }]}"#, #"[{"y":1e0,"z":{"x": 1e0 }}]"#),
        ("a[*]", #"{"a": [1.0, [2.0 ] ]}"#, "[1.0, [2.0 ] ]"),
        ("a[*]", #"{"a": [1.0, null]}"#, "[1.0]"),
        ("a || b", #"{"a": "", "b": {"k" : 1}}"#, #"{"k" : 1}"#),
        ("a && b", #"{"a": 1, "b": "\u00e9\/"}"#, #""\u00e9\/""#),
        ("*", #"{"b": 2.0, "a": 1.0}"#, "[2.0,1.0]"),
        ("[b, a]", #"{"b": 2.0, "a": 1.0}"#, "[2.0,1.0]"),
        ("a | @", #"{"a": 1.10}"#, "1.10"),
        ("a ? b : b", #"{"a": 1, "b": 5.0}"#, "5.0"),
        ("not_null(b, a)", #"{"a": 1.10}"#, "1.10"),
        ("sort(a)", #"{"a": [2.0, 1.50, 1.5]}"#, "[1.50,1.5,2.0]"),
        ("max(a)", #"{"a": [2.0, 1.50, 2]}"#, "2.0"),
        ("values(a)", #"{"a": {"x": 1.0}}"#, "[1.0]"),
        ("merge(a, b)", #"{"a": {"x": 1.0, "y": 2.0}, "b": {"x": 3.0}}"#, #"{"x":3.0,"y":2.0}"#),
        ("abs(a)", #"{"a": -1.50}"#, "1.50"),
        ("`{\"b\": 1.0, \"a\": 2}`", "null", #"{"b": 1.0, "a": 2}"#),
        ("let $x = a in [$x, $x]", #"{"a": 1.0}"#, "[1.0,1.0]"),
    ]

    @Test(arguments: unchanged)
    func keepsTheBytes(_ source: String, _ document: String, _ expected: String) throws {
        #expect(try evaluated(source, over: document) == expected)
    }

    @Test(arguments: ["a", "a.b", "a[0]", "a | @", "@", "a || b", "*[0]"])
    func givesNodesOfTheDocument(_ source: String) throws {
        let value = try Expression(parsing: source).evaluate(over: try json(#"{"a": {"b": 1}, "b": 2}"#))
        guard case .array = value else {
            if case .node = value { return }
            #expect(value.isNull)
            return
        }
    }
}
