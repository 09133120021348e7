import TuttiJSON
import Testing

@testable import TuttiComposition
@testable import TuttiPlan

@Suite struct DiagnosticRendererTests {
    private static func diagnostic(_ line: String, column: Int, length: Int, message: String = "m") -> Diagnostic {
        Diagnostic(
            severity: .error, code: .unknownKey, message: message,
            position: SourcePosition(file: "a.yaml", line: 3, column: column), length: length, sourceLine: line,
            help: nil, related: [])
    }

    /// The caret stands below the text in any terminal: tabs are repeated, wide characters take two columns.
    @Test(arguments: [
        ("ab: cd", 5, 2, "ab: cd\n    ^~"),
        ("\tab:\tcd", 6, 2, "\tab:\tcd\n\t   \t^~"),
        ("名前: x", 5, 1, "名前: x\n      ^"),
        ("x: 名前", 4, 2, "x: 名前\n   ^~~~"),
        ("e\u{301}: x", 4, 1, "e\u{301}: x\n   ^"),
        ("👩‍👩‍👧: x", 4, 1, "👩‍👩‍👧: x\n    ^"),
        ("ab", 3, 1, "ab\n  ^"),
        ("a\u{1B}[31mb", 1, 1, "a\u{FFFD}[31mb\n^"),
    ])
    func putsTheCaretBelowTheText(line: String, column: Int, length: Int, expected: String) {
        let text = DiagnosticRenderer().text(Self.diagnostic(line, column: column, length: length))
        #expect(text == "a.yaml:3:\(column): error: m\n\(expected)\n")
    }

    @Test func cutsLongLinesAroundTheCaret() {
        let line = String(repeating: "x", count: 500) + "HERE" + String(repeating: "y", count: 500)
        let lines = DiagnosticRenderer().text(Self.diagnostic(line, column: 501, length: 4)).split(separator: "\n")
        #expect(lines.count == 3)
        #expect(lines[1].count == 162)
        #expect(lines[1].first == "…" && lines[1].last == "…")
        #expect(lines[1].dropFirst(81).prefix(4) == "HERE")
        #expect(lines[2] == String(repeating: " ", count: 81) + "^~~~")
    }

    @Test func coloursOnlyWhenAsked() {
        let diagnostic = Self.diagnostic("ab", column: 1, length: 2)
        #expect(!DiagnosticRenderer().text(diagnostic).contains("\u{1B}"))
        #expect(DiagnosticRenderer(isColored: true).text(diagnostic).contains("\u{1B}[1;31m^~\u{1B}[0m"))
    }

    @Test func putsThePrefixBeforeFileNames() {
        let text = DiagnosticRenderer(prefix: "compositions/").text(Self.diagnostic("ab", column: 1, length: 2))
        #expect(text.hasPrefix("compositions/a.yaml:3:1: error"))
    }

    @Test func leavesTheExcerptOutWhereNoLineIsMeant() {
        #expect(DiagnosticRenderer().text(Self.diagnostic("", column: 1, length: 0)) == "a.yaml:3:1: error: m\n")
    }

    @Test func controlCharactersOfAFileCannotReachTheTerminal() {
        let text = DiagnosticRenderer().text(
            Self.diagnostic("ab", column: 1, length: 1, message: "no `\u{1B}]0;x\u{7}\u{202E}`"))
        #expect(text.hasPrefix("a.yaml:3:1: error: no `\u{FFFD}]0;x\u{FFFD}\u{FFFD}`\n"))
    }

    @Test func writesJSON() throws {
        let result = Sample.load(
            "endpoint: GET /x\ncalls:\n  a: { service: users, get: /x }\n  a: { service: usrs, get: \"/é\" }\nsumary: x\n"
        )
        let json = DiagnosticRenderer().json(result.diagnostics)
        let document = try JSONDocument(parsing: Array(json.utf8))
        #expect(document.root.count == 2)
        #expect(
            json.hasPrefix(
                #"[{"severity":"error","code":"duplicate-key","message":"`a` is there twice","file":"a.yaml","line":4,"column":3,"length":1,"#
            ))
        #expect(json.contains(#""related":[{"message":"the first one","file":"a.yaml","line":3,"column":3}]"#))
        #expect(DiagnosticRenderer().json([]) == "[]")
    }
}
