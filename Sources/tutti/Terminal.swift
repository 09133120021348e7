internal import ArgumentParser
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
    var hasColour: Bool {
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

    /// Prints a line at once; `terminator` is what ends it.
    func print(_ line: String, terminator: String = "\n") {
        try? handle.write(contentsOf: Data((line + terminator).utf8))
    }

    /// Writes a file; says so on standard error and ends with code 2 if it can't.
    static func write(_ text: String, to path: String) throws {
        do {
            try text.write(toFile: path, atomically: true, encoding: .utf8)
        } catch {
            Self.error.print("tutti: can't write \(path): \(error.localizedDescription)")
            throw ExitCode.gatewayFailed
        }
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
