import Testing
import TuttiComposition

/// A file with one mistake between `▸` and `◂`, and all that is said about it.
struct MeantRow: Sendable, CustomTestStringConvertible {
    let marked: String
    let severity: Diagnostic.Severity
    let code: String
    let message: String
    let help: String?

    var testDescription: String { message }

    /// An error.
    static func error(_ code: String, _ marked: String, _ message: String, _ help: String?) -> MeantRow {
        MeantRow(marked: marked, severity: .error, code: code, message: message, help: help)
    }

    /// A warning.
    static func warning(_ code: String, _ marked: String, _ message: String, _ help: String?) -> MeantRow {
        MeantRow(marked: marked, severity: .warning, code: code, message: message, help: help)
    }

    /// Loads the file and compares: one diagnostic, at its place, of its length, in its words.
    func check(gateway: String = Sample.gateway) {
        let end = marked.replacing("◂", with: "")
        let start = MarkedText(end)
        let length = marked.split(separator: "▸", maxSplits: 1).last?.prefix { $0 != "◂" }.count ?? 0
        let result = Sample.load(start.text, gateway: gateway)
        #expect(
            result.marks == start.places.map { "\($0) \(code)" } && result.diagnostics.first?.length == length
                && result.diagnostics.first?.severity == severity && result.diagnostics.first?.message == message
                && result.diagnostics.first?.help == help, "\(result.rendered)")
    }
}
