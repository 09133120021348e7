internal import TuttiJSON
internal import TuttiPlan
internal import TuttiSystem

/// Prints diagnostics for people as compilers do, or as JSON for editors.
package struct DiagnosticRenderer: Sendable {
    private let style: TextStyle
    /// Put before file names, for instance the folder with a `/`.
    let prefix: String

    /// A renderer.
    ///
    /// - Parameters:
    ///   - isColored: whether severity and carets are coloured with ANSI escapes.
    ///   - prefix: what is put before each file name; a folder with its `/` makes the names clickable in a terminal.
    package init(isColored: Bool = false, prefix: String = "") {
        style = TextStyle(isColored: isColored)
        self.prefix = prefix
    }

    /// Each diagnostic on lines of its own, with a line feed at the end of each line.
    package func text(_ diagnostics: [Diagnostic]) -> String {
        diagnostics.map(text).joined()
    }

    /// One diagnostic: where and what, the source line, a caret run, help, related places.
    ///
    /// ```
    /// profile.yaml:6:14: error: gateway.yaml has no service `user`
    ///       service: user
    ///                ^~~~
    /// help: did you mean `users`?
    /// ```
    package func text(_ diagnostic: Diagnostic) -> String {
        let severity: TextStyle.Meaning = diagnostic.severity == .error ? .bad : .warning
        var text = style.paint("\(place(of: diagnostic)): ", .strong)
        text += style.paint(diagnostic.severity.rawValue + ":", severity) + " "
        text += style.paint(TextStyle.printable(diagnostic.message), .strong) + "\n"
        if diagnostic.length > 0, !diagnostic.sourceLine.isEmpty { text += excerpt(diagnostic, severity) }
        if let help = diagnostic.help { text += style.paint("help:", .help) + " " + TextStyle.printable(help) + "\n" }
        for related in diagnostic.related {
            text +=
                TextStyle.printable("\(prefix)\(related.position): ") + style.paint("note:", .help) + " "
                + TextStyle.printable(related.message) + "\n"
        }
        return text
    }

    /// File, line and column; for a folder its name alone, as the user gave it.
    private func place(of diagnostic: Diagnostic) -> String {
        guard diagnostic.code == .folderUnreadable else {
            return TextStyle.printable("\(prefix)\(diagnostic.position)")
        }
        guard diagnostic.position.file == "." else { return TextStyle.printable(prefix + diagnostic.position.file) }
        let folder = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        return TextStyle.printable(folder.isEmpty ? (prefix.isEmpty ? "." : prefix) : folder)
    }

    private func excerpt(_ diagnostic: Diagnostic, _ severity: TextStyle.Meaning) -> String {
        let excerpt = SourceExcerpt(
            line: diagnostic.sourceLine, column: diagnostic.columnInSourceLine ?? diagnostic.position.column,
            length: diagnostic.length)
        return excerpt.line + "\n" + excerpt.indentation + style.paint(excerpt.carets, severity) + "\n"
    }
}

extension DiagnosticRenderer {
    /// A JSON array with one object for each diagnostic, without a line feed at its end.
    ///
    /// Members: `severity`, `code`, `message`, `file`, `line` and `column` (from 1, in characters), `length`, `sourceLine` (empty for a file with credentials),
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
