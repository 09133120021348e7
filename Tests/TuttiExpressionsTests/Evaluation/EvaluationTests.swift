import Testing
import TuttiExpressions
import TuttiJSON

/// Choices that the conformance suite does not show.
@Suite struct EvaluationTests {
    static let results: [(String, String, String)] = [
        // Names.
        ("a", #"{"a": 1, "a": 2}"#, "2"),
        ("\"a.b\"", #"{"a.b": 1}"#, "1"),
        ("\"\\u0061\"", #"{"a": 1}"#, "1"),
        ("a", #"{"\u0061": 1}"#, "1"),
        ("let", #"{"let": 1}"#, "1"),
        ("let $let = let in {let: let, in: $let}", #"{"let": 1}"#, #"{"let":1,"in":1}"#),
        ("a.let", #"{"a": {"let": 1}}"#, "1"),
        ("\u{22}e\u{301}\u{22}", #"{"é": 1}"#, "null"),
        // How strongly signs bind.
        ("!a.b", #"{"a": {"b": true}}"#, "false"),
        ("!a == b", #"{"b": true}"#, "true"),
        ("-a.b", #"{"a": {"b": 2}}"#, "-2"),
        ("a - b - c", #"{"a": 5, "b": 2, "c": 1}"#, "2"),
        ("a + b * c", #"{"a": 5, "b": 2, "c": 3}"#, "11"),
        ("(a + b) * c", #"{"a": 5, "b": 2, "c": 3}"#, "21"),
        ("a - -b", #"{"a": 5, "b": 2}"#, "7"),
        ("a + b == c", #"{"a": 5, "b": 2, "c": 7}"#, "true"),
        ("a == b && c", #"{"a": 5, "b": 5, "c": 7}"#, "7"),
        ("a || b && c", #"{"b": 5, "c": 7}"#, "7"),
        ("a ? b : c | d", #"{"c": {"d": 1}}"#, "1"),
        ("a ? b : c ? d : e", #"{"e": 1}"#, "1"),
        ("a || b ? c : d", #"{"b": 1, "c": 2}"#, "2"),
        ("a[*].b == c", #"{"a": [{"b": 1}], "c": [1]}"#, "true"),
        ("(a[*]).b", #"{"a": [{"b": 1}]}"#, "null"),
        ("a[*].b[0]", #"{"a": [{"b": [1]}, {"b": [2]}]}"#, "[1,2]"),
        ("a[*].b | [0]", #"{"a": [{"b": [1]}, {"b": [2]}]}"#, "[1]"),
        ("a.*.b.c", #"{"a": {"x": {"b": {"c": 1}}}}"#, "[1]"),
        ("a[?b].c.d", #"{"a": [{"b": 1, "c": {"d": 2}}]}"#, "[2]"),
        ("a[][].b", #"{"a": [[[{"b": 1}]], {"b": 2}]}"#, "[1,2]"),
        // Null.
        ("a.{b: b}", "{}", "null"),
        ("a | {b: b}", "{}", #"{"b":null}"#),
        ("a[*].[b]", #"{"a": [null, {}]}"#, "[[null]]"),
        ("a.to_array(@)", "{}", "null"),
        // Comparison.
        ("a < b", #"{"a": 9007199254740992, "b": 9007199254740993}"#, "true"),
        ("a == b", #"{"a": 1.0, "b": 1}"#, "true"),
        ("a == b", #"{"a": {"x": 1, "y": [2]}, "b": {"y": [2.0], "x": 1}}"#, "true"),
        ("a == b", #"{"a": "1", "b": 1}"#, "false"),
        ("{x: a} == b", #"{"a": 1, "b": {"x": 1}}"#, "true"),
        ("[a, 'x'] == b", #"{"a": 1, "b": [1, "x"]}"#, "true"),
        ("a < b", #"{"a": "1", "b": "2"}"#, "null"),
        // Arithmetic.
        ("a + b", #"{"a": 9007199254740993, "b": 1}"#, "9007199254740994"),
        ("a + b", #"{"a": 9223372036854775807, "b": 1}"#, "9223372036854775808"),
        ("a / b", #"{"a": 7, "b": 2}"#, "3.5"),
        ("a // b", #"{"a": -7, "b": 2}"#, "-4"),
        ("a // b", #"{"a": 7.5, "b": 2}"#, "3"),
        ("a % b", #"{"a": -7, "b": 2}"#, "-1"),
        ("a × b ÷ c − d", #"{"a": 6, "b": 2, "c": 3, "d": 1}"#, "3"),
        // Slices.
        ("@[::-1]", "[1,2,3]", "[3,2,1]"),
        ("@[9223372036854775807:-9223372036854775808:-9223372036854775808]", "[1,2,3]", "[3]"),
        ("@[-9223372036854775808::9223372036854775807]", "[1,2,3]", "[1]"),
        ("@[-9223372036854775808]", "[1,2,3]", "null"),
        ("@[9223372036854775807]", "[1,2,3]", "null"),
        ("@[1:].x", #"[{"x": 1}, {"x": 2}]"#, "[2]"),
        ("@[:2]", #""a\ud834\udf06b""#, "\"a\u{1D306}\""),
        ("@[1:]", #"{"a": 1}"#, "null"),
        // Objects.
        ("{a: x, a: y}", #"{"x": 1, "y": 2}"#, #"{"a":2}"#),
        ("*", #"{"a": 1, "b": 2, "a": 3}"#, "[3,2]"),
        // Variables.
        ("let $a = 'outer' in let $a = 'inner', $b = $a in [$a, $b]", "null", #"["inner","outer"]"#),
        ("[let $a = 'x' in $a, let $b = 'y' in $b]", "null", #"["x","y"]"#),
        ("a[*].[let $x = @ in $x, $.b]", #"{"a": [1], "b": 2}"#, "[[1,2]]"),
        ("let $k = 'b' in a[?@ == $k] | [0]", #"{"a": ["a", "b"]}"#, #""b""#),
    ]

    @Test(arguments: results)
    func gives(_ source: String, _ document: String, _ expected: String) throws {
        #expect(try evaluated(source, over: document) == expected)
    }

    static let failures: [(String, String, ExpressionErrorCategory, String, Range<Int>)] = [
        ("a / b", #"{"a": 1, "b": 0}"#, ExpressionErrorCategory.notANumber, "`/` by zero has no result", 2..<3),
        ("a % b", #"{"a": 1.5, "b": 0}"#, .notANumber, "`%` by zero has no result", 2..<3),
        ("a // b", #"{"a": 1, "b": 0}"#, .notANumber, "`//` by zero has no result", 2..<4),
        (
            "a + b", #"{"a": 1e999999999, "b": 1}"#, .notANumber,
            "`+` takes and gives numbers of at most 1000 digits", 2..<3
        ),
        (
            "a * b", #"{"a": 1e999999999, "b": 1e2}"#, .notANumber,
            "`*` takes and gives numbers with an exponent of at most ± 1000000000", 2..<3
        ),
        ("a + b", #"{"a": "1", "b": 10}"#, .notANumber, "`+` takes numbers, and one side is a string", 2..<3),
        ("-a", "{}", .notANumber, "`-` takes numbers, and one side is null", 0..<1),
        ("[a, abs(b)]", "{}", .invalidType, "argument 1 of `abs` must be a number, and it is null", 8..<9),
    ]

    @Test(arguments: failures)
    func refuses(
        _ source: String, _ document: String, _ category: ExpressionErrorCategory, _ message: String,
        _ range: Range<Int>
    ) throws {
        let value = try json(document)
        let expression = try Expression(parsing: source)
        let error = #expect(throws: EvaluationError.self) { try expression.evaluate(over: value) }
        #expect(error?.category == category)
        #expect(error?.message == message)
        #expect(error?.range == range)
    }

    @Test(arguments: ["-9223372036854775808 // -1", "-9223372036854775808 % -1", "-9223372036854775808 / -1"])
    func doesNotTrapOnTheSmallestInteger(_ calculation: String) throws {
        let parts = calculation.split(separator: " ")
        let source = "`\(parts[0])` \(parts[1]) `\(parts[2])`"
        #expect(try Expression(parsing: source).evaluate(over: .null).kind == .number)
        #expect(try Expression(parsing: "-`-9223372036854775808`").evaluate(over: .null).kind == .number)
    }
}
