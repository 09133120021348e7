import Testing
import TuttiExpressions
import TuttiJSON

/// What is certain of a value holds for every document.
///
/// What is said of which expressions is in AnswerSchemaTests.
@Suite struct ResultShapeTests {
    private static let documents = [
        "null", "true", "5", #""text""#, "[]", "{}", "[null, 1, {}]", #"{"a": null, "b": 1}"#, #"{"a": "x", "b": "y"}"#,
        #"{"a": [1, null, [2]], "b": {"a": 3}}"#, #"{"a": [{"b": 1}, {"b": null}, null, 4], "b": false}"#,
        #"{"a": {"b": {"c": []}}, "b": [[{"a": 1}], {"a": []}]}"#,
    ]

    private static let expressions = [
        "@", "$", "a", "a.b", "$.a.b", "a[0]", "a[-1].b", "a[:1]", "a[:1].b", "a[:2].{b: b}", "b[:1].length(@)", "a[]",
        "a[].b",
        "a[].{b: b}", "a[*]", "a[*].b", "a[*].[b]", "a.*", "*.{x: @}", "a[?b].b", "a[?@].{b: b, c: `1`}", "[a, b]",
        "{a: a, b: b}",
        "a.{x: b, x: a}", "a.[b]", "a || b", "a || `[]`", "a[].b || `[]`", "a && b", "a ? b : 'x'", "!a", "a == b",
        "a < b",
        "a | {b: b}", "a | [0]", "{a: a} | a", "{a: {b: a}}.a.b", "[a, {b: b}][1].b", "[{a: a}, {a: b, c: b}][].a",
        "not_null(a, b)",
        "not_null(a, 'x')", "let $x = a in $x", "a + b", "-b", "length(a)", "keys(@)", "reverse(a)",
        "sort_by(a, &b)[].{b: b}",
        "reverse([a, b])[0]", "map(&b, a)", "to_array(a)[].b", "merge({a: a}, {b: b})", "max(a)", "a.lookup(@, 'b')",
        "`{\"a\": [1, null]}`",
        "`[{\"a\": 1}, {\"b\": 2}]`[].a", "`[]`", "[a || {b: `1`}, {b: b}][*].b", "[[a], [b]][]", "[[{a: a}]][].a",
    ]

    @Test(arguments: expressions)
    func whatIsCertainHolds(source: String) throws {
        let expression = try Expression(parsing: source)
        for text in Self.documents {
            let document = JSONValue.node(try JSONDocument(parsing: Array(text.utf8)).root)
            #expect(Self.isOfItsShape(expression, over: document), "over \(text)")
        }
    }

    /// Each of these says twice as much, or takes twice as long, with each repetition.
    @Test(arguments: [
        ("a", "[:1]"), ("a", " | {a: @, b: @}"), ("a", " | [{a: @, b: @}, {a: @, b: @}]"), ("", "[:1].{a: @} | "),
    ])
    func shapesAreBounded(first: String, rest: String) throws {
        let source = first + String(repeating: rest, count: 60) + (first.isEmpty ? "@" : "")
        let expression = try Expression(parsing: source)
        let shape = expression.shape { _ in ResultShape.any }
        #expect(!shape.kinds.isEmpty)
        #expect(shape.or(shape).kinds == shape.kinds)
    }

    /// Whether what an expression gives is what is certain of it, and whether it gives something unless it may fail.
    static func isOfItsShape(_ expression: Expression, over document: JSONValue) -> Bool {
        guard let value = try? expression.evaluate(over: document) else { return expression.canFail }
        return admits(expression.shape { _ in ResultShape.any }, value)
    }

    private static func admits(_ shape: ResultShape, _ value: JSONValue) -> Bool {
        guard shape.kinds.contains(PossibleKinds(value.kind)) else { return false }
        switch value.kind {
        case .object:
            return shape.members.allSatisfy { member in
                value.member(member.name).map { admits(member.shape, $0) } ?? false
            }
        case .array: return value.elements.allSatisfy { admits(shape.elements, $0) }
        case .string, .number, .bool, .null: return true
        }
    }
}
