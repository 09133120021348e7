internal import TuttiPlan

/// Prints diagnostics for people as compilers do, or as JSON for editors.
package struct DiagnosticRenderer: Sendable {
    /// Whether colours (ANSI escapes) are used.
    private let isColored: Bool
    /// Put before file names, for instance the folder with a `/`.
    let prefix: String

    /// A renderer.
    ///
    /// - Parameters:
    ///   - isColored: whether severity and carets are coloured with ANSI escapes.
    ///   - prefix: what is put before each file name; a folder with its `/` makes the names clickable in a terminal.
    package init(isColored: Bool = false, prefix: String = "") {
        self.isColored = isColored
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
        let style: Style = diagnostic.severity == .error ? .error : .warning
        var text = bold("\(place(of: diagnostic)): ") + paint(diagnostic.severity.rawValue + ":", style)
        text += " " + bold(Self.printable(diagnostic.message)) + "\n"
        if diagnostic.length > 0 { text += excerpt(diagnostic, style) }
        if let help = diagnostic.help { text += paint("help:", .help) + " " + Self.printable(help) + "\n" }
        for related in diagnostic.related {
            text +=
                Self.printable("\(prefix)\(related.position): ") + paint("note:", .help) + " "
                + Self.printable(related.message) + "\n"
        }
        return text
    }

    /// File, line and column; for a folder its name alone, as the user gave it.
    private func place(of diagnostic: Diagnostic) -> String {
        guard diagnostic.code == .folderUnreadable else { return Self.printable("\(prefix)\(diagnostic.position)") }
        guard diagnostic.position.file == "." else { return Self.printable(prefix + diagnostic.position.file) }
        let folder = prefix.hasSuffix("/") ? String(prefix.dropLast()) : prefix
        return Self.printable(folder.isEmpty ? (prefix.isEmpty ? "." : prefix) : folder)
    }

    private func excerpt(_ diagnostic: Diagnostic, _ style: Style) -> String {
        let excerpt = SourceExcerpt(
            line: diagnostic.sourceLine, column: diagnostic.columnInSourceLine ?? diagnostic.position.column,
            length: diagnostic.length)
        return excerpt.line + "\n" + excerpt.indentation + paint(excerpt.carets, style) + "\n"
    }

    private enum Style: String {
        case error = "1;31"
        case warning = "1;33"
        case help = "1;36"
        case bold = "1"
    }

    private func bold(_ text: String) -> String { paint(text, .bold) }

    private func paint(_ text: String, _ style: Style) -> String {
        isColored ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// Text of a file, repeated in a message, can't move the cursor of a terminal.
    static func printable(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: isControl) else { return text }
        var result = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { result.append(isControl(scalar) ? "\u{FFFD}" : scalar) }
        return String(result)
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
            || (0x2066...0x2069).contains(scalar.value)
    }
}
