import Testing
import TuttiExpressions
import TuttiJSON

/// What is known of a value before there is a document holds for every document.
///
/// What is said of which expressions is in ResponseSchemaTests, MeantInExpressionsTests and FieldsOfKnownShapeTests.
@Suite struct ValueShapeTests {
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
        "`5`[:1].b", "(a ? `5` : `[1]`)[:1]", "(a ? `5` : `[{\"a\": 1}]`)[:1].a", "`[null, 1]`[*].to_array(@)",
        "`{\"a\": 1}`.*",
        "a ? {a: a} : {b: b}", "(a ? {a: a} : {b: b}).a", "(a ? {a: a} : 'x').a",
        "(a ? {a: `1`} : {a: 'x', b: b}).[a, b]",
        "[{a: a}, {b: b}][].a", "[{a: a}, {b: b}][1].a", "max_by([{n: `1`}, {n: `2`}], &n).n", "concat([a], ['x'])",
        "group_by([{k: 'x', v: a}, {k: 'y', v: b}], &k)", "group_by([{k: 'x', v: a}], &k).x[].v",
        "index_by([{k: 'x', v: a}], &k).*.v", "index_by([{k: 'x', v: a}], &k).y", "to_array([a, b])",
        "to_array({a: a})[0].a",
        "map(&{a: @}, [a, b])", "map(&[@], a)", "not_null(a, b) | {a: @}", "let $x = {a: a}, $y = b in [$x.a, $y]",
        "let $x = a in let $y = [$x] in let $x = b in {x: $x, y: $y}", "[a, b] | sort_by(@, &to_string(@))",
        "`{\"e\\u0301\": 1}`.\"\\u00e9\"", "{\"e\\u0301\": a, \"\\u00e9\": b}", "a[?b == `1`] | [0].b",
        "[[a, `[]`], `[]`][][]",
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
        let shape = expression.valueShape { _ in .any }
        #expect(!shape.kinds.isEmpty)
        #expect(shape.or(shape).kinds == shape.kinds)
    }

    /// Of what is too much to say all of it, the names stay known: what a client may ask for doesn't depend on it.
    @Test func namesOfALargeObjectStayKnown() throws {
        let names = (0..<3_000).map { "m\($0)" }
        let expression = try Expression(parsing: "{" + names.map { "\($0): {a: a}" }.joined(separator: ", ") + "}")
        let shape = expression.valueShape { _ in .any }
        #expect(shape.nextMembers?.map(\.name) == names)
        #expect(shape.member("m7").kinds == .object)
    }

    /// What is known of `{a: a} or {b: b}`: both names, neither for certain.
    @Test func whatOnlySomeObjectsHaveIsNotCertain() throws {
        let shape = try Expression(parsing: "a ? {a: 'x', c: 'y'} : {b: 'z', c: `1`}").valueShape { _ in .any }
        #expect(shape.members.map(\.name) == ["a", "c", "b"])
        #expect(shape.members.map(\.isCertain) == [false, true, false])
        #expect(shape.members.map(\.shape.kinds) == [.string, [.string, .number], .string])
        #expect(shape.member("a").kinds == [.string, .null])
        #expect(shape.member("d").kinds == .null)
    }

    /// Whether what an expression gives is what is known of it, with the document and without, and whether it gives something
    /// unless it may fail.
    static func isOfItsShape(_ expression: Expression, over document: JSONValue) -> Bool {
        guard let value = try? expression.evaluate(over: document) else { return expression.canFail }
        return [.any, ValueShape(of: document), ValueShape(of: document).or(.object([("a", .null)]))].allSatisfy {
            admits(expression.valueShape(current: $0) { _ in .any }, value)
        }
    }

    private static func admits(_ shape: ValueShape, _ value: JSONValue) -> Bool {
        guard shape.kinds.contains(PossibleKinds(value.kind)) else { return false }
        switch value.kind {
        case .object:
            let known = Set(shape.members.map { JSONName($0.name) })
            return shape.members.allSatisfy { member in
                value.member(member.name).map { admits(member.shape, $0) } ?? !member.isCertain
            } && value.members.allSatisfy { known.contains(JSONName($0.name)) || admits(shape.others, $0.value) }
        case .array: return value.elements.allSatisfy { admits(shape.elements, $0) }
        case .string, .number, .bool, .null: return true
        }
    }
}
