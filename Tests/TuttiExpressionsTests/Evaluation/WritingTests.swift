import Testing
import TuttiExpressions
import TuttiJSON

/// Writing a result while it is evaluated is the same as making it and writing it then, whatever the limits.
@Suite struct WritingTests {
    static let document = """
        {"items": [
            {"id": 1, "name": "a", "price": 1.50, "tags": ["x", "y"], "of": {"id": "u1"}},
            {"id": 2, "na\\u006de": "b\\n", "id": 3, "price": null, "tags": [], "of": null},
            {"id": [4], "name": {"long": "\(String(repeating: "n", count: 300))"}, "of": {"of": {"id": 7}}},
            [{"id": 5, "price": 12e1}, null, 6], null, "text", {}
        ], "users": {"u1": {"name": "Ada"}, "7": {"name": "Alan"}}, "text": "déjà vu", "none": null}
        """

    static let sources = [
        "items[].{id: id, name: name, price: price}",
        "items[*].{id: id, of: of.of.id, all: @}",
        "items[].id",
        "items[].[id, name, `null`]",
        "items[?price > `1`].{id: id, tags: tags[]}",
        "items[*]",
        "items[*].*",
        "users.*.name",
        "items[].{id: id, user: lookup($.users, of.id).name}",
        "items[].{id: id, n: length(tags || `[]`)}",
        "items[::2].{p: price}",
        "items[] | [?id].{id: id} | [0]",
        "items[].{a: {b: {c: id}}, d: [[name]]}",
        "text[0:4]",
        "text[:].{t: @}",
        "none",
        "none[].{id: id}",
        "users[].{id: id}",
        "text.{a: b, c: @}",
        "'literal'",
        "items | [@, @]",
        "[@, @] | [@, @] | [@, @]",
        "items[].[$]",
        "sort_by(items[?price], &price)[].{id: id, p: price}",
        "items[].{id: id, n: -id}",
        "let $x = items in $x[].{id: id}",
        "items[0].{id: id, none: no.such.member}",
        "items[?name && !(price == `null`)].name.long",
        "items[].{id: to_string(@)}",
        "max_by(items[?price], &price).{id: id}",
        "items[?name == 'a'].{name: name}",
        "items[?price >= `1.5` && price < `121`].id",
    ]

    @Test(arguments: sources)
    func writesWhatIsMade(_ source: String) throws {
        let both = try Both(source)
        #expect(both.made(.standard) == both.written(.standard))
        #expect(both.made(.standard, bound: true) == both.written(.standard, bound: true))
    }

    @Test(arguments: sources, [false, true])
    func failsAtTheSamePartForWantOfStepsOrLevels(_ source: String, bound: Bool) throws {
        let both = try Both(source)
        let limits = (0..<100).map { EvaluationLimits(steps: $0) } + (0..<12).map { EvaluationLimits(depth: $0) }
        for limits in limits {
            #expect(both.made(limits, bound: bound) == both.written(limits, bound: bound), "\(limits)")
        }
    }

    // Not with the same error: a result is found too large before a later part makes too much text, or has none.
    @Test(arguments: sources)
    func isTooLargeForTheSameLimits(_ source: String) throws {
        let both = try Both(source)
        for bytes in (0..<30).map({ $0 * $0 * 3 }) {
            let limits = EvaluationLimits(outputBytes: bytes)
            switch (both.made(limits), both.written(limits)) {
            case (.success(let made), .success(let written)): #expect(made == written)
            case (.failure, .failure): break
            case (let made, let written): Issue.record("\(limits): \(made), \(written)")
            }
        }
    }

    // 200 copies of a text of 100 kB would be 20 MB.
    @Test func writesNothingOfWhatIsTooLarge() throws {
        let members = (0..<200).map { "m\($0): @" }.joined(separator: ", ")
        let document = JSONValue.node(
            try JSONDocument(parsing: Array("\"\(String(repeating: "x", count: 100_000))\"".utf8)).root)
        var writer = JSONWriter()
        let error = #expect(throws: EvaluationError.self) {
            try Expression(parsing: "{\(members)}").write(
                over: document, limits: EvaluationLimits(outputBytes: 1_000), to: &writer)
        }
        #expect(error?.category == .limit)
        #expect(writer.bytes.capacity < 100_000)
    }

    // The text is the expression's own, over and over: 10,000 times 200 bytes.
    @Test func stopsWhereItsOwnNamesHaveBecomeTooMuch() throws {
        let name = String(repeating: "n", count: 200)
        let document = try json("[\(Array(repeating: "{\"id\":1}", count: 10_000).joined(separator: ","))]")
        for expression in ["[*].{\(name): id}", "[*].{\(name): id, b: abs(id)}"] {
            var writer = JSONWriter()
            let error = #expect(throws: EvaluationError.self) {
                try Expression(parsing: expression).write(
                    over: document, limits: EvaluationLimits(outputBytes: 10_000), to: &writer)
            }
            #expect(error?.category == .limit)
            #expect(writer.bytes.capacity < 100_000)
        }
    }

    @Test func leavesTheWriterAsItWasWhereItFails() throws {
        var writer = JSONWriter()
        writer.beginArray()
        writer.write(1)
        let expression = try Expression(parsing: "items[].{id: id, n: abs(id)}")
        #expect(throws: EvaluationError.self) { try expression.write(over: try json(Self.document), to: &writer) }
        writer.write(2)
        writer.endArray()
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "[1,2]")
    }
}

/// An expression that is evaluated and written over the document, bound to it or not.
private struct Both {
    private let document: JSONValue
    private let expression: Expression
    private let bound: Expression
    private var scope: Scope

    init(_ source: String) throws {
        document = try json(WritingTests.document)
        expression = try Expression(parsing: source)
        let layout = ScopeLayout(names: document.members.map(\.name))
        scope = Scope(layout: layout)
        for (slot, member) in document.members.enumerated() { scope[slot] = member.value }
        bound = expression.bound(to: layout, current: .root)
    }

    func made(_ limits: EvaluationLimits, bound isBound: Bool = false) -> Result<String, EvaluationError> {
        do {
            guard isBound else { return .success(text(try expression.evaluate(over: document, limits: limits))) }
            return .success(text(try bound.evaluate(in: scope, limits: limits)))
        } catch {
            return .failure(error)
        }
    }

    func written(_ limits: EvaluationLimits, bound isBound: Bool = false) -> Result<String, EvaluationError> {
        var writer = JSONWriter()
        let isWritten: Bool
        do {
            isWritten =
                try isBound
                ? bound.write(in: scope, limits: limits, to: &writer)
                : expression.write(over: document, limits: limits, to: &writer)
        } catch {
            return .failure(error)
        }
        if !isWritten, writer.bytes.isEmpty { writer.writeNull() }
        return .success(String(decoding: writer.bytes, as: UTF8.self))
    }
}
