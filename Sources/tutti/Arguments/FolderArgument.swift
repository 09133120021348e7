internal import ArgumentParser
internal import TuttiComposition
internal import TuttiPlan
internal import TuttiSystem

/// The folder every command works on.
struct FolderArgument: ParsableArguments {
    @Argument(
        help: "The folder with gateway.yaml and the composition files; without it `compositions`, or the current one.",
        completion: .directory)
    var folder = Self.usual

    /// The folder of a command that names none: `compositions` if it is there, else the current one if it has gateway.yaml.
    static var usual: String {
        guard !FolderListing.isThere("compositions") else { return "compositions" }
        return CompositionFileName.gateway.contains(where: PlainFile.isThere) ? "." : "compositions"
    }

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
