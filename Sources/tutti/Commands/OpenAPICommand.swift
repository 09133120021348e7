internal import ArgumentParser
internal import TuttiComposition
internal import TuttiOpenAPI

/// `tutti openapi`: what clients may know of the endpoints.
struct OpenAPICommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "openapi",
        abstract: "Print an OpenAPI 3.1 description of the endpoints.",
        discussion: """
            Nothing is started and nothing is sent. What a response looks like is taken from the endpoint's `schema`, or else \
            from the responses in its tests, which are run for that. Exit code 1 when the compositions have errors. \
            docs/openapi.md says what is described, and how.

            Examples:
              tutti openapi > openapi.json
              tutti openapi --title Shop --api-version 2.1.0 --server https://api.example.com
            """)

    @OptionGroup var compositions: FolderArgument

    @OptionGroup var environment: EnvironmentArguments

    @Option(help: "What the API is called.")
    var title = OpenAPIDocument.Info().title

    // `--version` is that of the program, for every command.
    @Option(help: "The version of the API.")
    var apiVersion = OpenAPIDocument.Info().version

    @Option(help: "Where clients find it, a URL; can be given several times.")
    var server: [String] = []

    func run() throws {
        let result = compositions.load(in: environment)
        // Whoever reads standard output finds a document there or nothing.
        if !result.diagnostics.isEmpty { Terminal.error.print(Terminal.error.text(of: result, in: compositions)) }
        guard let plan = result.plan else { throw ExitCode.compositionErrors }
        let document = OpenAPIDocument(
            plan, tests: result.tests,
            info: OpenAPIDocument.Info(title: title, version: apiVersion, servers: server))
        for endpoint in document.sketchyEndpoints {
            Terminal.error.print(
                "tutti: \(endpoint) has no test that passes and no `schema`: what its services send is not described")
        }
        Terminal.output.print(document.text)
    }
}
