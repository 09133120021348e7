internal import TuttiJSON
internal import TuttiPlan

extension DiagnosticRenderer {
    /// A JSON array with one object for each diagnostic, without a line feed at its end.
    ///
    /// Members: `severity`, `code`, `message`, `file`, `line` and `column` (from 1, in characters), `length`, `sourceLine`,
    /// `help` (or null), `related` (an array of `message`, `file`, `line`, `column`).
    package func json(_ diagnostics: [Diagnostic]) -> String { JSONValue.array(diagnostics.map(value)).jsonText }

    private func value(_ diagnostic: Diagnostic) -> JSONValue {
        .members(
            [
                ("severity", .string(diagnostic.severity.rawValue)), ("code", .string(diagnostic.code.rawValue)),
                ("message", .string(diagnostic.message)),
            ] + place(diagnostic.position) + [
                ("length", .integer(diagnostic.length)), ("sourceLine", .string(diagnostic.sourceLine)),
                ("help", .text(diagnostic.help)),
                (
                    "related",
                    .array(
                        diagnostic.related.map { .members([("message", .string($0.message))] + place($0.position)) })
                ),
            ])
    }

    private func place(_ position: SourcePosition) -> [(String, JSONValue)] {
        [
            ("file", .string(prefix + position.file)), ("line", .integer(position.line)),
            ("column", .integer(position.column)),
        ]
    }
}
