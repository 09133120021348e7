import Testing
import TuttiExpressions
import TuttiJSON

@Suite struct BindingTests {
    private let layout = ScopeLayout(names: ["user", "orders", "path"])

    private func scope() throws -> Scope {
        var scope = Scope(layout: layout)
        scope[0] = try json(#"{"id": 7, "name": "Ada"}"#)
        scope[1] = try json(#"{"items": [{"id": 1, "user": 7}, {"id": 2, "user": 8}]}"#)
        scope[2] = try json(#"{"id": "7"}"#)
        return scope
    }

    static let onTheDocument: [(String, String)] = [
        ("user.name", #""Ada""#),
        ("@.user.name", #""Ada""#),
        ("$.user.name", #""Ada""#),
        ("$.{n: user.name, m: @.user.id}", #"{"n":"Ada","m":7}"#),
        ("$ | user.id", "7"),
        ("user | id", "7"),
        ("user | user", "null"),
        ("orders.items[].{id: id, name: $.user.name}", #"[{"id":1,"name":"Ada"},{"id":2,"name":"Ada"}]"#),
        ("orders.items[?user == $.user.id].id", "[1]"),
        ("map(&id, orders.items)", "[1,2]"),
        ("let $u = user.id in orders.items[?user == $u].id", "[1]"),
        ("unknown", "null"),
        ("unknown.deeper || 'none'", #""none""#),
        ("path", #"{"id": "7"}"#),
        ("keys(@)", #"["user","orders","path"]"#),
        ("$.*.id", #"[7,"7"]"#),
        ("[user, orders][0].id", "7"),
        ("user ? user.id : path.id", "7"),
        ("length(orders.items) + user.id", "9"),
    ]

    @Test(arguments: onTheDocument)
    func readsTheSlotsOfTheScope(_ source: String, _ expected: String) throws {
        let expression = try Expression(parsing: source).bound(to: layout, current: .root)
        #expect(text(try expression.evaluate(in: scope())) == expected)
    }

    static let onAValue: [(String, String)] = [
        ("@", #"{"user": {"id": 9}}"#),
        ("user.id", "9"),
        ("$.user.id", "7"),
        ("{mine: user.id, theirs: $.user.id, path: $.path.id}", #"{"mine":9,"theirs":7,"path":"7"}"#),
        ("$ | user.id", "7"),
        ("[0]", "null"),
    ]

    @Test(arguments: onAValue)
    func readsTheValueAtHandWhereTheCurrentIsOne(_ source: String, _ expected: String) throws {
        let expression = try Expression(parsing: source).bound(to: layout, current: .value)
        let response = try json(#"{"user": {"id": 9}}"#)
        #expect(text(try expression.evaluate(in: scope(), current: response)) == expected)
    }

    @Test func aScopeIsNullUntilSet() throws {
        let expression = try Expression(parsing: "[user, orders.items[].id, path]").bound(to: layout, current: .root)
        #expect(text(try expression.evaluate(in: Scope(layout: layout))) == "[null,null,null]")
    }

    @Test func aSlotOutOfRangeIsNullAndIgnored() {
        var scope = Scope(layout: layout)
        for slot in [-1, 3, Int.max, Int.min] {
            scope[slot] = .bool(true)
            #expect(scope[slot] == .null)
        }
    }

    @Test func aScopeOfAnotherLayoutReadsAsNull() throws {
        let expression = try Expression(parsing: "path").bound(to: layout, current: .root)
        #expect(try expression.evaluate(in: Scope(layout: ScopeLayout(names: []))) == .null)
    }

    @Test func findsSlotsByTheBytesOfNames() {
        let layout = ScopeLayout(names: ["a", "\u{E9}", "a"])
        #expect(layout.slot(of: "a") == 0)
        #expect(layout.slot(of: "\u{E9}") == 1)
        #expect(layout.slot(of: "e\u{301}") == nil)
        #expect(layout.slot(of: "b") == nil)
    }

    @Test func nowIsWhatTheScopeSays() throws {
        let expression = try Expression(parsing: "now()").bound(to: layout, current: .root)
        var scope = Scope(layout: layout)
        #expect(try expression.evaluate(in: scope) == .null)
        scope.now = .number(JSONNumber(1_700_000_000))
        #expect(try expression.evaluate(in: scope) == .number(JSONNumber(1_700_000_000)))
    }

    static let constants: [(String, String)] = [
        ("'x'", #""x""#), ("`{\"a\": 1.50}`", #"{"a": 1.50}"#), ("`[1, 2]`[0]", "1"), ("`1` + `2`", "3"),
        ("{a: 'x', b: `null`}", #"{"a":"x","b":null}"#), ("length('abc')", "3"), ("let $a = 'x' in $a", #""x""#),
    ]

    @Test(arguments: constants)
    func knowsWhatIsConstant(_ source: String, _ expected: String) throws {
        #expect(try Expression(parsing: source).constant.map(text) == expected)
    }

    @Test(arguments: ["a", "@", "$", "[a, 'x']", "now()", "`[1]`[?@ == `1`]", "pad_left('', `2000000`)", "'x' | @"])
    func knowsWhatIsNotConstant(_ source: String) throws {
        #expect(try Expression(parsing: source).constant == nil)
    }
}

/// Names and paths, which are evaluated without an evaluator where what they cost is known.
@Suite struct PlainExpressionTests {
    @Test(arguments: ["id", "a.b", "a.b.c", "none", "a.none.c", "wide.m3", "wide.m3.x"])
    func pathsCostTheirStepsAndLevels(source: String) throws {
        let members = (0..<200).map { "\"m\($0)\":\($0)" }.joined(separator: ",")
        let document = try json("{\"id\":1,\"a\":{\"b\":{\"c\":2}},\"wide\":{\(members)}}")
        let expression = try Expression(parsing: source)
        let layout = ScopeLayout(names: ["user"])
        let bound = expression.bound(to: layout, current: .value)
        for limits in (0..<8).flatMap({ steps in (0..<5).map { EvaluationLimits(steps: steps, depth: $0) } }) {
            let plain = Result { try bound.evaluate(in: Scope(layout: layout), current: document, limits: limits) }
            let whole = Result { try expression.evaluate(over: document, limits: limits) }
            #expect((try? plain.get()) == (try? whole.get()), "\(limits)")
        }
    }

    @Test(arguments: ["user", "user.id", "user.none", "none"])
    func namesCostTheirStepsAndLevels(source: String) throws {
        let document = try json(#"{"user":{"id":7}}"#)
        let expression = try Expression(parsing: source)
        var scope = Scope(layout: ScopeLayout(names: ["user"]))
        scope[0] = try json(#"{"id":7}"#)
        let bound = expression.bound(to: scope.layout, current: .root)
        for limits in (0..<5).flatMap({ steps in (0..<4).map { EvaluationLimits(steps: steps, depth: $0) } }) {
            let plain = Result { try bound.evaluate(in: scope, limits: limits) }
            let whole = Result { try expression.evaluate(over: document, limits: limits) }
            #expect((try? plain.get()) == (try? whole.get()), "\(limits)")
        }
    }
}
