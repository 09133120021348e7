internal import ArgumentParser
internal import TuttiComposition

/// `tutti check`: every diagnostic of a folder.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Report everything that is wrong with a folder of compositions, or with one file of it.",
        discussion: """
            Nothing is started. All files are read to their end, so that one run names all mistakes, each with its file, \
            line and column, the line itself, and what to do. Exit code 1 when there is an error; warnings alone are 0.

            A file is checked together with the folder that has its gateway.yaml, its own or one above it: what concerns the file \
            is printed, and what is wrong with gateway.yaml.

            Examples:
              tutti check                             the folder `compositions`
              tutti check compositions/profile.yaml   one file of it
              tutti check --env ORDERS_URL=http://x   where the gateway's variables are not set
            """)

    @Argument(
        help: ArgumentHelp(
            "The folder with gateway.yaml and the composition files, or one file of it; without it `compositions`, or the current one.",
            valueName: "folder or file"),
        completion: .file(extensions: ["yaml", "yml"]))
    var place = FolderArgument.usual

    @OptionGroup var environment: EnvironmentArguments

    @Flag(help: "Print a JSON array, for editors and CI.")
    var json = false

    init() {}

    /// `tutti check` and `tutti check <folder or file>`, as editors and CI call it; nil for other words.
    ///
    /// These words need no parser, and the parser would take a quarter of the whole time: it finds by reflection what a command has.
    init?(placeAlone words: [String]) {
        guard words.first == "check", words.count <= 2, !words.contains(where: { $0.hasPrefix("-") }) else {
            return nil
        }
        place = words.count == 2 ? words[1] : FolderArgument.usual
        environment = EnvironmentArguments()
        environment.given = []
        json = false
    }

    func run() throws {
        if let file = try CheckedFile(place) { return try check(file) }
        var compositions = FolderArgument()
        compositions.folder = place
        let result = compositions.load(in: environment)
        if json {
            Terminal.output.print(Terminal.output.json(of: result, in: compositions))
        } else {
            Terminal.output.print(Terminal.output.text(of: result, in: compositions))
        }
        guard result.plan != nil else { throw ExitCode.compositionErrors }
    }

    private func check(_ file: CheckedFile) throws {
        var compositions = FolderArgument()
        compositions.folder = file.folder
        let all = compositions.load(in: environment)
        let result = all.concerning(file.name)
        let renderer = DiagnosticRenderer(isColored: !json && Terminal.output.hasColour, prefix: file.prefix)
        if json {
            Terminal.output.print(renderer.json(result.diagnostics))
        } else {
            let others = all.errorCount - result.errorCount
            let summary = "\(file.prefix)\(file.name): \(result.problems)"
            let note =
                others == 0
                ? []
                : [
                    "\(LoadResult.count(others, "error")) in other files: tutti check \(file.prefix.isEmpty ? "." : file.prefix)"
                ]
            Terminal.output.print((result.diagnostics.map(renderer.text) + [summary] + note).joined(separator: "\n"))
        }
        guard result.errorCount == 0 else { throw ExitCode.compositionErrors }
    }
}
