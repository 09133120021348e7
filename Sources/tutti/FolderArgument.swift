internal import ArgumentParser
internal import TuttiComposition
internal import TuttiPlan

/// The folder every command works on.
struct FolderArgument: ParsableArguments {
    @Argument(help: "The folder with gateway.yaml and the composition files.", completion: .directory)
    var folder = "compositions"

    /// What makes the names of its files lead to them from where the command was called.
    var prefix: String { folder.hasSuffix("/") ? folder : folder + "/" }

    /// Reads the folder and all the folders in it, to serve it.
    func load() -> LoadResult {
        CompositionLoader(environment: ProcessEnvironment.variables).load(folder: folder)
    }

    /// Reads the folder and all the folders in it, to say something of it.
    func load(in environment: EnvironmentArguments) -> LoadResult {
        CompositionLoader(environment: environment.variables, isForServing: false).load(folder: folder)
    }
}

extension LoadResult {
    /// One line: what was read, and how many errors and warnings there are.
    var summary: String {
        "\(Self.count(fileCount, "file")), \(Self.count(endpointCount, "endpoint")): \(problems)"
    }

    /// How many errors and warnings there are.
    var problems: String {
        guard !diagnostics.isEmpty else { return "no problems" }
        return "\(Self.count(errorCount, "error")), \(Self.count(warningCount, "warning"))"
    }

    /// `1 file`, `2 files`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }
}

/// The codes a command ends with, next to those of the argument parser.
extension ExitCode {
    /// The compositions have errors.
    static let compositionErrors = ExitCode(1)
    /// A test failed, or there is nothing of what was asked for.
    static let testsFailed = ExitCode(1)
    /// No endpoint answers the request that was asked about.
    static let noSuchEndpoint = ExitCode(1)
    /// The gateway could not start, or cut off requests when it stopped.
    static let gatewayFailed = ExitCode(2)
}
