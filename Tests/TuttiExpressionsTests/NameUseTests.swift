import Testing
import TuttiExpressions

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
    ]

    @Test(arguments: copingUses)
    func tellsWhichUsesCopeWithNull(_ test: Case) throws {
        let uses = try Expression(parsing: test.source).names(current: .root)
        #expect(uses.filter(\.copesWithNull).map(\.name) == test.copes)
        #expect(uses.filter { !$0.copesWithNull }.map(\.name) == test.doesNot)
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
