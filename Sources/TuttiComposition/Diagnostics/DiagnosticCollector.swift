internal import TuttiPlan

/// Gathers the diagnostics of one load of the files, or of one file of it.
final class DiagnosticCollector {
    /// What was found, as it goes from one thread to another.
    struct Findings: Sendable {
        fileprivate let diagnostics: [Diagnostic]
        fileprivate let errorCount: Int
    }

    /// How many diagnostics of one file are kept; further ones are only counted.
    static let limitPerFile = 500

    private let hadErrors: Bool

    /// - Parameter hadErrors: whether there were errors in what was read before, which another collector has.
    init(hadErrors: Bool = false) {
        self.hadErrors = hadErrors
    }

    /// The diagnostics that are kept, in the order in which they were found.
    private(set) var diagnostics: [Diagnostic] = []
    private var countByFile: [String: Int] = [:]

    /// Whether there was any error so far, so that the composition can't be served.
    var hasErrors: Bool { hadErrors || errorCount > 0 }
    /// How many errors there were, those beyond the limit included.
    private(set) var errorCount = 0

    /// Whether further diagnostics of a file are no longer kept.
    func isFull(_ file: SourceFile) -> Bool { countByFile[file.name, default: 0] >= Self.limitPerFile }

    /// Reports an error: the composition can't be served.
    ///
    /// The texts are only made for a diagnostic that is kept.
    ///
    /// - Parameters:
    ///   - code: the kind of mistake.
    ///   - span: the place in the file.
    ///   - message: what is wrong.
    ///   - help: how to mend it; nil for no advice.
    ///   - related: other places that belong to it, each with what it is.
    func error(
        _ code: DiagnosticCode, at span: SourceSpan, _ message: @autoclosure () -> String,
        help: @autoclosure () -> String? = nil, related: @autoclosure () -> [(String, SourceSpan)] = []
    ) {
        add(.error, code, at: span, message(), help: help(), related: related())
    }

    /// Reports what is probably a mistake, with which the composition can be served all the same; otherwise like `error`.
    func warning(
        _ code: DiagnosticCode, at span: SourceSpan, _ message: @autoclosure () -> String,
        help: @autoclosure () -> String? = nil, related: @autoclosure () -> [(String, SourceSpan)] = []
    ) {
        add(.warning, code, at: span, message(), help: help(), related: related())
    }

    /// What has been found so far.
    var findings: Findings { Findings(diagnostics: diagnostics, errorCount: errorCount) }

    /// Takes over what another collector has found.
    func add(_ findings: Findings) {
        errorCount += findings.errorCount
        for diagnostic in findings.diagnostics where isKept(in: diagnostic.position.file) {
            diagnostics.append(diagnostic)
        }
    }

    /// All diagnostics by file, line and column; those at the same place in the order in which they were found.
    func sorted() -> [Diagnostic] {
        diagnostics.enumerated().sorted { left, right in
            let (a, b) = (left.element.position, right.element.position)
            return (a.file, a.line, a.column, left.offset) < (b.file, b.line, b.column, right.offset)
        }.map(\.element)
    }

    private func add(
        _ severity: Diagnostic.Severity, _ code: DiagnosticCode, at span: SourceSpan,
        _ message: @autoclosure () -> String,
        help: @autoclosure () -> String?, related: @autoclosure () -> [(String, SourceSpan)]
    ) {
        if severity == .error { errorCount += 1 }
        guard isKept(in: span.file.name) else { return }
        let excerpt = span.excerpt
        diagnostics.append(
            Diagnostic(
                severity: severity, code: code, message: Self.cut(message()), position: span.position,
                length: span.lengthInCharacters, sourceLine: span.file.isSecret ? "" : excerpt.line,
                columnInSourceLine: excerpt.column,
                help: help().map(Self.cut),
                related: related().map { Diagnostic.Related(message: Self.cut($0.0), position: $0.1.position) }))
    }

    /// Counts a diagnostic of a file, and says whether it is kept.
    private func isKept(in file: String) -> Bool {
        countByFile[file, default: 0] += 1
        return countByFile[file, default: 0] <= Self.limitPerFile
    }

    /// The longest sentence of a diagnostic, in scalars: it may quote a word of the file, which can be a megabyte long.
    private static let sentenceLimit = 600

    private static func cut(_ sentence: String) -> String {
        guard sentence.utf8.count > sentenceLimit else { return sentence }
        let scalars = sentence.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: sentenceLimit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return sentence }
        return String(scalars[..<end]) + "…"
    }
}
