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
        CompositionLoader(
            environment: environment.variables, isForServing: false, threadLimit: ProcessEnvironment.coreCount
        ).load(folder: folder)
    }
}
