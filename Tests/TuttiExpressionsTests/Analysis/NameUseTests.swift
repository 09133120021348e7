import Testing
import TuttiExpressions
import TuttiJSON

@Suite struct NameUseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let source: String
        var copes: [String] = []
        var doesNot: [String] = []
        var testDescription: String { source }

        init(_ source: String, copes: [String] = [], doesNot: [String] = []) {
            self.source = source
            self.copes = copes
            self.doesNot = doesNot
        }
    }

    /// The rule of `Expression.names(current:)`, line by line.
    static let copingUses: [Case] = [
        Case("a", doesNot: ["a"]),
        Case("a.b || c", copes: ["a"], doesNot: ["c"]),
        Case("a || b || c", copes: ["a", "b"], doesNot: ["c"]),
        Case("a || (b || c)", copes: ["a", "b"], doesNot: ["c"]),
        Case("a || 'none'", copes: ["a"]),
        Case("(a || b).c", copes: ["a"], doesNot: ["b"]),
        Case("{x: a, y: b || c}", copes: ["b"], doesNot: ["a", "c"]),
        Case("{x: a.b[0].c, y: b} || 'none'", copes: ["a", "b"]),
        Case("a[*].b || `[]`", copes: ["a"]),
        Case("!a", copes: ["a"]),
        Case("a == `null`", copes: ["a"]),
        Case("`null` != a.b", copes: ["a"]),
        Case("a == null || b", copes: ["a"], doesNot: ["b"]),
        Case("a == b", doesNot: ["a", "b"]),
        Case("a < `null`", doesNot: ["a"]),
        Case("a && a.b", doesNot: ["a", "a"]),
        Case("(a && b) || c", copes: ["a", "b"], doesNot: ["c"]),
        Case("a && b || c", copes: ["a", "b"], doesNot: ["c"]),
        Case("a ? b : c", copes: ["a"], doesNot: ["b", "c"]),
        Case("not_null(a, b)", copes: ["a"], doesNot: ["b"]),
        Case("length(a)", doesNot: ["a"]),
        Case("length(a || `[]`)", copes: ["a"]),
        Case("let $x = a in $x || `0`", doesNot: ["a"]),
        Case("a | @ || 'none'", doesNot: ["a"]),
        Case("a[?x == $.b || $.c]", copes: ["b"], doesNot: ["a", "c"]),
        // What fails on null fails before anything around it is asked.
        Case("length(a) || `0`", doesNot: ["a"]),
        Case("length(a.items) || `0`", doesNot: ["a"]),
        Case("sum(a) || b", doesNot: ["a", "b"]),
        Case("(a.n + `1`) || `0`", doesNot: ["a"]),
        Case("-a || `0`", doesNot: ["a"]),
        Case("!length(a)", doesNot: ["a"]),
        Case("length(a) == null", doesNot: ["a"]),
        Case("length(a) ? b : c", doesNot: ["a", "b", "c"]),
        Case("not_null(length(a), b)", doesNot: ["a", "b"]),
        Case("merge(a, b) || c", doesNot: ["a", "b", "c"]),
        Case("join(',', [a, b]) || 'none'", doesNot: ["a", "b"]),
        Case("{x: length(a), y: b} || 'none'", copes: ["b"], doesNot: ["a"]),
        Case("b[?x > $.a + `1`] || 'none'", copes: ["b"], doesNot: ["a"]),
        Case("sort_by(b, &$.a) || 'none'", doesNot: ["b", "a"]),
        // What takes null goes on with it.
        Case("to_string(a) || 'none'", copes: ["a"]),
        Case("to_number(a) || `0`", copes: ["a"]),
        Case("to_array(a) || 'none'", copes: ["a"]),
        Case("type(a) == null", copes: ["a"]),
        Case("lookup(a, b) || 'none'", copes: ["a", "b"]),
        Case("contains(a, b) || 'none'", copes: ["b"], doesNot: ["a"]),
        Case("not_null(a, length(b))", copes: ["a"], doesNot: ["b"]),
        Case("length(not_null(a, 'none'))", copes: ["a"]),
        Case("sum(a || `[]`) + b", copes: ["a"], doesNot: ["b"]),
        // A dot and a projection stop at null, a pipe and a `let` don't.
        Case("a.length(items) || `0`", copes: ["a"]),
        Case("a.b[].length(c) || `0`", copes: ["a"]),
        Case("a[?length(b) > `1`] || `[]`", copes: ["a"]),
        Case("(a || b).length(c) || `0`", copes: ["a", "b"]),
        Case("{x: a}.length(x) || `0`", doesNot: ["a"]),
        Case("[a][?length(@) > `1`] || `[]`", doesNot: ["a"]),
        Case("(a | length(@)) || `0`", doesNot: ["a"]),
        Case("(a[?b] | [:3]) || `[]`", copes: ["a"]),
        Case("(let $x = a in length($x)) || `0`", doesNot: ["a"]),
        Case("(let $x = a in $x.b) || `0`", copes: ["a"]),
    ]

    @Test(arguments: copingUses)
    func tellsWhichUsesCopeWithNull(_ test: Case) throws {
        let uses = try Expression(parsing: test.source).names(current: .root)
        #expect(uses.filter(\.copesWithNull).map(\.name) == test.copes)
        #expect(uses.filter { !$0.copesWithNull }.map(\.name) == test.doesNot)
    }

    /// With null for what copes there is something for the rest that lets the evaluation go well.
    @Test(arguments: copingUses)
    func whatCopesNeverFailsOnNull(_ test: Case) throws {
        let values = ["`[]`", "`{}`", "'x'", "`1`", "`{\"items\": [], \"n\": 1}`"]
        let document = JSONObject(test.copes.map { (name: $0, value: JSONValue.null) })
        let expression = try Expression(parsing: test.source)
        let outcomes = try values.map { value in
            var document = document
            let other = try Expression(parsing: value).evaluate(over: .null)
            for name in test.doesNot where !test.copes.contains(name) { document[name] = other }
            return Result { try expression.evaluate(over: .object(document)) }
        }
        #expect(outcomes.contains { if case .success = $0 { true } else { false } }, "\(outcomes)")
    }

    static let documentNames: [(String, [String])] = [
        // Of the document.
        ("user", ["user"]),
        ("user.id", ["user"]),
        ("@.user.id", ["user"]),
        ("$.user.id", ["user"]),
        ("\"user\".id", ["user"]),
        ("(user).id", ["user"]),
        ("{a: user.id, b: orders}", ["user", "orders"]),
        ("[user.id, orders]", ["user", "orders"]),
        ("$.{a: user, b: @.orders}", ["user", "orders"]),
        ("@ | user", ["user"]),
        ("$ | {a: user}", ["user"]),
        ("a + b * c", ["a", "b", "c"]),
        ("-a", ["a"]),
        ("a ? b : c", ["a", "b", "c"]),
        ("join(a, b)", ["a", "b"]),
        ("let $x = a in [$x, b]", ["a", "b"]),
        // Of the value at hand.
        ("orders.items[].{id: id, total: total.amount}", ["orders"]),
        ("orders[*].id", ["orders"]),
        ("orders[?id == total].id", ["orders"]),
        ("orders[1:].id", ["orders"]),
        ("orders.*.id", ["orders"]),
        ("orders | id", ["orders"]),
        ("orders | [0].id | name", ["orders"]),
        ("user.[id, name]", ["user"]),
        ("user.{id: id}", ["user"]),
        ("user.length(name)", ["user"]),
        ("map(&id, orders)", ["orders"]),
        ("sort_by(orders, &total.amount)[0].id", ["orders"]),
        ("`{}`.a", []),
        ("'x' | a", []),
        // Of the document again.
        ("orders[?id == $.path.id]", ["orders", "path"]),
        ("orders[].{id: id, product: lookup($.products, productId)}", ["orders", "products"]),
        ("map(&merge(@, $.defaults), orders)", ["defaults", "orders"]),
        ("orders | [$.user, id]", ["orders", "user"]),
        // A bare null is null.
        ("null", []),
        ("[a, null]", ["a"]),
    ]

    @Test(arguments: documentNames)
    func findsTheNamesOfTheDocument(_ source: String, _ names: [String]) throws {
        let uses = try Expression(parsing: source).names(current: .root)
        #expect(uses.map(\.name) == names)
        #expect(uses.allSatisfy { !$0.wholeDocument })
        for use in uses {
            let written = String(decoding: Array(source.utf8)[use.range], as: UTF8.self)
            #expect(written == use.name || written == "\"\(use.name)\"")
        }
    }

    static let wholeDocuments: [(String, [String])] = [
        ("$", ["$"]), ("@", ["@"]), ("*", ["@"]), ("[0]", ["@"]), ("[?a]", ["@"]), ("$.*", ["$"]), ("$[0]", ["$"]),
        ("{all: @}", ["@"]), ("keys(@)", ["@"]), ("to_string($)", ["$"]), ("a[].[$]", ["a", "$"]),
    ]

    @Test(arguments: wholeDocuments)
    func tellsWhenTheWholeDocumentIsRead(_ source: String, _ names: [String]) throws {
        let uses = try Expression(parsing: source).names(current: .root)
        #expect(uses.map(\.name) == names)
        #expect(uses.filter(\.wholeDocument).map(\.name) == names.filter { $0 == "$" || $0 == "@" })
    }

    static let rootNames: [(String, [String])] = [
        ("@", []), ("id", []), ("{a: id, b: @.name}", []), ("[0].id", []), ("*", []),
        ("$.user.id", ["user"]), ("products[?id == $.path.id]", ["path"]), ("$ | user", ["user"]), ("[id, $]", ["$"]),
    ]

    @Test(arguments: rootNames)
    func readsTheDocumentOnlyThroughTheRootWhereTheCurrentIsAValue(_ source: String, _ names: [String]) throws {
        #expect(try Expression(parsing: source).names(current: .value).map(\.name) == names)
    }
}
