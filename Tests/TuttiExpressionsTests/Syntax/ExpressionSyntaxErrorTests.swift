import Testing
import TuttiExpressions
import TuttiJSON

/// What the user is told about texts that are not expressions.
@Suite struct ExpressionSyntaxErrorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let source: String
        let carets: String
        let message: String
        var testDescription: String { source }
    }

    @Test(
        arguments: [
            ExpressionSyntaxErrorTable.quotes, ExpressionSyntaxErrorTable.paths, ExpressionSyntaxErrorTable.brackets,
            ExpressionSyntaxErrorTable.operators, ExpressionSyntaxErrorTable.calls,
            ExpressionSyntaxErrorTable.types, ExpressionSyntaxErrorTable.variables,
        ].flatMap(cases))
    func saysWhatAndWhere(_ test: Case) throws {
        let error = try #require(throws: ExpressionSyntaxError.self) { try Expression(parsing: test.source) }
        let category = error.category == .syntax ? "" : "[\(error.category.rawValue)] "
        #expect(category + error.message + (error.help.map { "; \($0)" } ?? "") == test.message)
        let utf8 = Array(test.source.utf8)
        #expect(error.range.upperBound <= utf8.count)
        let before = String(decoding: utf8[..<error.offset], as: UTF8.self).count
        let underlined = String(decoding: utf8[error.range], as: UTF8.self).count
        let carets = String(repeating: " ", count: before) + String(repeating: "^", count: max(underlined, 1))
        #expect(carets == test.carets)
    }

    /// The blocks of three lines of a table.
    static func cases(_ table: String) -> [Case] {
        let lines = table.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return stride(from: 0, to: lines.count - 2, by: 4).map {
            Case(source: lines[$0], carets: lines[$0 + 1], message: lines[$0 + 2])
        }
    }

    @Test func theTablesAreReadWhole() {
        #expect(Self.cases(ExpressionSyntaxErrorTable.brackets).count == 31)
    }

    /// Each of these has a value on some document, odd as it may be.
    @Test(arguments: [
        "sum(a)", "sum([])", "sum(a || keys(b))", "join(',', keys(a))", "abs(max(a))", "abs(avg(a) || a)",
        "keys(a || 'x')",
        "lower(a[1:2])", "lower(a[1:2].type(@))", "length(a.[b])", "a.b + c", "-a", "a + length(b)", "a + max(b)",
        "let $a = b in $a + `1`", "b[].{let: let $a = `1` in $a / c}", "length(to_array(a))", "max(split(a, ','))",
        "max([a, 'b'])", "zip(a, [b])", "sort_by(values(a), &b)", "pad_left(a, `5`)", "lookup(null, 'x')",
        "pad_left('x', `100000`) == a", "sum([a, `1`])", "`true` || (`1` / `0`)", "merge(a, {b: c})", "`0` / a",
        "let $a = `0` in a / $a",
    ])
    func takesWhatMayHaveAValue(_ source: String) throws {
        _ = try Expression(parsing: source)
    }

    @Test(arguments: ["", "  ", "\n"])
    func refusesAnEmptyText(_ source: String) {
        let error = #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: source) }
        #expect(error?.message == "the expression is empty")
        #expect(error?.help == "`@` is the whole value")
        #expect(error?.range == source.utf8.count..<source.utf8.count)
    }

    @Test func refusesWhatNestsTooDeeply() throws {
        for source in [
            String(repeating: "(", count: 300) + "a" + String(repeating: ")", count: 300),
            String(repeating: "[", count: 100_000),
            String(repeating: "!", count: 60_000),
            String(repeating: "a.", count: 300) + "a",
            Array(repeating: "a", count: 300).joined(separator: "||"),
            String(repeating: "{a:", count: 300),
            String(repeating: "not_null(", count: 300),
            String(repeating: "let $a = ", count: 300),
            "a" + String(repeating: "[*]", count: 300),
            "a" + String(repeating: "[?a", count: 300),
        ] {
            let error = #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: source) }
            #expect(error?.message.contains("deeper than 128") == true || error?.message.contains("longer") == true)
        }
    }

    @Test func takesWhatNestsAsDeepAsAllowed() throws {
        let source = String(repeating: "(", count: 125) + "a" + String(repeating: ")", count: 125)
        #expect(try Expression(parsing: source).evaluate(over: .null) == .null)
        let chain = Array(repeating: "a", count: 125).joined(separator: "||")
        #expect(try Expression(parsing: chain).evaluate(over: .null) == .null)
    }

    @Test func refusesAVeryLongText() throws {
        let error = #expect(throws: ExpressionSyntaxError.self) {
            try Expression(parsing: String(repeating: "a", count: 70_000))
        }
        #expect(error?.message == "the expression is longer than 64 KiB")
    }

    // What to do was cut off at the first `; ` of the message, which may be one of the user's.
    @Test func keepsHelpApartFromWhatTheUserWrote() {
        let error = #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: "`a; b at offset 7`") }
        #expect(error?.message == "what is between backticks must be JSON, and `a; b at offset 7` isn't")
        #expect(error?.help == "text is written 'a; b at offset 7'")
    }

    @Test func describesItselfWithTheOffset() {
        let error = #expect(throws: ExpressionSyntaxError.self) { try Expression(parsing: "a = b") }
        #expect(error?.description == "`=` compares nothing; write `==` (at offset 2)")
        #expect(error?.range == 2..<3)
    }
}
