internal import ArgumentParser
internal import Glibc
internal import TuttiComposition
internal import TuttiSystem

/// One of the two streams a person reads.
struct Terminal {
    /// Standard output: what a command was asked for.
    static let output = Terminal(descriptor: STDOUT_FILENO)
    /// Standard error: everything else.
    static let error = Terminal(descriptor: STDERR_FILENO)

    private let descriptor: Int32

    /// Whether colour helps: a terminal that has some, and nobody who asked for none (https://no-color.org).
    var hasColour: Bool {
        guard isatty(descriptor) == 1 else { return false }
        let variables = ProcessEnvironment.variables
        return variables["TERM"] != "dumb" && variables["NO_COLOR", default: ""].isEmpty
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
    ///
    /// A reader that has gone, as in `tutti check | head -1`, has seen what it wanted: nothing more is printed, and the exit
    /// code is the same. When what was asked for can't be written for another reason, the command ends with code 2.
    func print(_ line: String, terminator: String = "\n") {
        let write = DescriptorWrite(Array((line + terminator).utf8), to: descriptor)
        guard write.error != nil, !write.isWithoutReader, descriptor == STDOUT_FILENO else { return }
        Self.error.print("tutti: can't write to standard output: \(write.explanation)")
        Glibc.exit(ExitCode.gatewayFailed.rawValue)
    }

    /// Writes a file; says so on standard error and ends with code 2 if it can't.
    static func write(_ text: String, to path: String) throws {
        do {
            try PlainFile.write(text, to: path)
        } catch {
            Self.error.print("tutti: can't write \(path): \(error)")
            throw ExitCode.gatewayFailed
        }
    }
}
