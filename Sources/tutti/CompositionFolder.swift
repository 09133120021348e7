import ArgumentParser
import TuttiComposition
import TuttiPlan

/// The folder every command works on.
struct CompositionFolder: ParsableArguments {
    @Argument(help: "The folder with gateway.yaml and the composition files.", completion: .directory)
    var folder = "compositions"

    /// Reads the folder and all the folders in it.
    func load() -> LoadResult {
        CompositionLoader(environment: ProcessEnvironment.variables).load(folder: folder)
    }
}

/// The codes a command ends with, next to those of the argument parser.
extension ExitCode {
    /// The compositions have errors.
    static let compositionErrors = ExitCode(1)
    /// The gateway could not start, or cut off requests when it stopped.
    static let gatewayFailed = ExitCode(2)
}
