internal import TuttiJSON
internal import TuttiPlan

extension DiagnosticRenderer {
    /// A JSON array with one object for each diagnostic, without a line feed at its end.
    ///
    /// Members: `severity`, `code`, `message`, `file`, `line` and `column` (from 1, in characters), `length`, `sourceLine`,
    /// `help` (or null), `related` (an array of `message`, `file`, `line`, `column`).
    package func json(_ diagnostics: [Diagnostic]) -> String {
        var writer = JSONWriter()
        writer.beginArray()
        for diagnostic in diagnostics {
            writer.beginObject()
            writer.write(name: "severity")
            writer.write(string: diagnostic.severity.rawValue)
            writer.write(name: "code")
            writer.write(string: diagnostic.code.rawValue)
            writer.write(name: "message")
            writer.write(string: diagnostic.message)
            write(diagnostic.position, to: &writer)
            writer.write(name: "length")
            writer.write(diagnostic.length)
            writer.write(name: "sourceLine")
            writer.write(string: diagnostic.sourceLine)
            writer.write(name: "help")
            if let help = diagnostic.help { writer.write(string: help) } else { writer.writeNull() }
            writer.write(name: "related")
            writer.beginArray()
            for related in diagnostic.related {
                writer.beginObject()
                writer.write(name: "message")
                writer.write(string: related.message)
                write(related.position, to: &writer)
                writer.endObject()
            }
            writer.endArray()
            writer.endObject()
        }
        writer.endArray()
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private func write(_ position: SourcePosition, to writer: inout JSONWriter) {
        writer.write(name: "file")
        writer.write(string: prefix + position.file)
        writer.write(name: "line")
        writer.write(position.line)
        writer.write(name: "column")
        writer.write(position.column)
    }
}
