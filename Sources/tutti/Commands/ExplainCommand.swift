internal import ArgumentParser
internal import TuttiComposition
internal import TuttiPlan
internal import TuttiSimulation

/// `tutti explain`: what an endpoint or a route does, and what clients get when calls fail.
struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract:
            "Show what endpoints and routes do: what waits for what, how long it takes at worst, what is left when calls fail.",
        usage: "tutti explain [<folder>] ['<method> <path>'] [--json | --dot]",
        discussion: """
            Nothing is started or asked: all of it follows from the compositions. Each call stands below the one it waits for \
            longest. Exit code 1 when the compositions have errors or nothing answers the request.

            Examples:
              tutti explain                           every endpoint and route of `compositions`
              tutti explain 'GET /profile/7'          what answers this
              tutti explain etc 'GET /profile/{id}'   the same in another folder, by its pattern
              tutti explain --json                    for programs; docs/explain.md has the members
              tutti explain 'GET /profile/7' --dot | dot -Tsvg > profile.svg
            """)

    @Argument(
        help: ArgumentHelp(
            "The folder with gateway.yaml and the composition files (without it `compositions`, or the current one), and a request. What has a space in it or begins with a method is the request.",
            valueName: "folder and request"),
        completion: .directory)
    var arguments: [String] = []

    @OptionGroup var environment: EnvironmentArguments

    @Flag(help: "Print a JSON array, for programs.")
    var json = false

    @Flag(help: "Print graphs for Graphviz.")
    var dot = false

    func validate() throws {
        if json, dot { throw ValidationError("--json or --dot, not both") }
        let words = try ExplainArguments(arguments)
        if words.folder?.isEmpty == true { throw ValidationError("the name of the folder is empty") }
    }

    func run() throws {
        let words = try ExplainArguments(arguments)
        var compositions = FolderArgument()
        compositions.folder = words.folder ?? FolderArgument.usual
        let result = compositions.load(in: environment)
        guard let plan = result.plan else {
            // Programs read standard output; what they find there is what was asked for or nothing.
            let terminal = json || dot ? Terminal.error : Terminal.output
            terminal.print(terminal.text(of: result, in: compositions))
            throw ExitCode.compositionErrors
        }
        if !result.diagnostics.isEmpty { Terminal.error.print(Terminal.error.text(of: result, in: compositions)) }
        var (endpoints, routes) = (Array(plan.endpoints.indices), Array(plan.routes.indices))
        if let request = words.request {
            switch EndpointChoice(request, in: plan) {
            case .found(let endpoint, let found): (endpoints, routes) = (endpoint.map { [$0] } ?? [], found)
            case .notFound(let message):
                Terminal.error.print("tutti: \(message)")
                throw ExitCode.noSuchEndpoint
            }
        }
        let report = PlanReport(
            endpoints.compactMap { EndpointExplanation($0, in: plan) },
            routes: routes.compactMap { RouteExplanation($0, in: plan) }, prefix: compositions.prefix)
        if json {
            Terminal.output.print(report.json)
        } else if dot {
            Terminal.output.print(report.dot)
        } else {
            Terminal.output.print(report.text(isColored: Terminal.output.hasColour))
        }
    }
}

/// The folder and the request, in whatever order they were given.
private struct ExplainArguments {
    private(set) var folder: String?
    private(set) var request: String?

    private static let methods = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]

    init(_ arguments: [String]) throws {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard word.contains(" ") || Self.methods.contains(word) else {
                guard folder == nil else { throw ValidationError("there is one folder, and `\(word)` is another one") }
                folder = word
                continue
            }
            guard request == nil else { throw ValidationError("there is one request, and `\(word)` is another one") }
            // Without quotes a request is two words.
            let path = Self.methods.contains(word) && rest.first?.hasPrefix("/") == true ? rest.popFirst() : nil
            request = path.map { "\(word) \($0)" } ?? word
        }
    }
}
