internal import ArgumentParser
internal import TuttiComposition

/// `tutti check`: every diagnostic of a folder.
struct CheckCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report everything that is wrong with a folder of compositions.",
        discussion: """
            Nothing is started. All files are read to their end, so that one run names all mistakes, each with its file, \
            line and column, the line itself, and what to do. Exit code 1 when there is an error; warnings alone are 0.
            """)

    @OptionGroup var compositions: FolderArgument

    @Flag(help: "Print a JSON array, for editors and CI.")
    var json = false

    func run() async throws {
        let result = compositions.load()
        if json {
            Terminal.output.print(Terminal.output.json(of: result, in: compositions))
        } else {
            Terminal.output.print(Terminal.output.text(of: result, in: compositions))
        }
        guard result.plan != nil else { throw ExitCode.compositionErrors }
    }
}
