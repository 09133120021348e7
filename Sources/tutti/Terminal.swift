internal import Foundation
internal import Glibc
internal import Logging
internal import TuttiComposition

/// One of the two streams a person reads.
struct Terminal {
    /// Standard output: what a command was asked for.
    static let output = Terminal(handle: .standardOutput)
    /// Standard error: everything else.
    static let error = Terminal(handle: .standardError)

    private let handle: FileHandle

    /// Whether colour helps: a terminal that has some, and nobody who asked for none (https://no-color.org).
    private var hasColour: Bool {
        let variables = ProcessEnvironment.variables
        return isatty(handle.fileDescriptor) == 1 && variables["TERM"] != "dumb"
            && variables["NO_COLOR", default: ""].isEmpty
    }

    /// The diagnostics of a folder as compilers print them, and a line that sums them up.
    func text(of result: LoadResult, in compositions: FolderArgument) -> String {
        let renderer = DiagnosticRenderer(isColored: hasColour, prefix: compositions.prefix)
        return (result.diagnostics.map(renderer.text) + [result.summary]).joined(separator: "\n")
    }

    /// The diagnostics of a folder as a JSON array.
    func json(of result: LoadResult, in compositions: FolderArgument) -> String {
        DiagnosticRenderer(prefix: compositions.prefix).json(result.diagnostics)
    }

    /// Prints a line at once.
    func print(_ line: String) {
        try? handle.write(contentsOf: Data((line + "\n").utf8))
    }

    /// A log on standard error.
    static func logger() -> Logger {
        Logger(label: "tutti") { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .notice
            return handler
        }
    }
}
