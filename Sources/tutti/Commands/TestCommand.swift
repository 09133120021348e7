internal import ArgumentParser
internal import TuttiComposition
internal import TuttiPlan
internal import TuttiSimulation

/// `tutti test`: the tests that stand beside the endpoints.
struct TestCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "test",
        abstract: "Run the tests in the composition files.",
        discussion: """
            Tests stand under `tests:` of their endpoint: what the services answer, what is asked, what must come of it. \
            No service needs to run, nothing is sent, and time passes only on paper: a test of a timeout of a minute \
            takes none. Exit code 1 when a test failed or the compositions have errors. docs/testing.md has all keys.

            Examples:
              tutti test                            all tests of `compositions`
              tutti test --filter slow              only those called so
              tutti test --junit report.xml         and a file for CI
              tutti test --record 'GET /profile/7'  ask once, print a test of it
              tutti test --each-failure             what is left when calls fail
            """)

    @OptionGroup var compositions: FolderArgument

    @OptionGroup var environment: EnvironmentArguments

    @Option(help: "Only tests with this text in their name, endpoint or route, whatever its case.")
    var filter: String?

    @Flag(help: "Print a JSON array, for programs.")
    var json = false

    @Option(help: "Write a JUnit XML report to this file, for CI.", completion: .file())
    var junit: String?

    @Flag(
        help: "Run each endpoint with every call failing, alone and in pairs, and print what is left of the response.")
    var eachFailure = false

    @Option(
        name: .customLong("with"),
        help: "How calls fail for --each-failure: `reset`, `timeout`, `503`, … Default: reset.",
        transform: failure(_:))
    var failure: ServiceResponse?

    @Option(help: "Make a request, `GET /profile/7`, to the real services, and print a test of it.")
    var record: String?

    @Option(
        name: [.customShort("H"), .customLong("header")], help: "A header of the --record request, `name: value`."
    )
    var headers: [HeaderArgument] = []

    @Option(help: "The JSON body of the --record request.")
    var data: String?

    func validate() throws {
        if record != nil, eachFailure || json || junit != nil || filter != nil {
            throw ValidationError("--record takes no other option than -H and --data")
        }
        if record == nil, !headers.isEmpty || data != nil { throw ValidationError("-H and --data are for --record") }
        if failure != nil, !eachFailure { throw ValidationError("--with is for --each-failure") }
        if eachFailure, junit != nil { throw ValidationError("--each-failure writes no JUnit report; take --json") }
    }

    func run() async throws {
        let result = compositions.load(in: environment)
        guard let plan = result.plan else {
            // Programs read standard output; what they find there is an array or nothing.
            let terminal = json ? Terminal.error : Terminal.output
            terminal.print(terminal.text(of: result, in: compositions))
            throw ExitCode.compositionErrors
        }
        if !result.diagnostics.isEmpty { Terminal.error.print(Terminal.error.text(of: result, in: compositions)) }
        if let record {
            try await RecordedRequest(line: record, headers: headers, data: data, compositions: compositions).print(
                plan: plan)
        } else if eachFailure {
            try exploreFailures(plan, result.tests)
        } else {
            try runTests(plan, result)
        }
    }

    private func runTests(_ plan: GatewayPlan, _ loaded: LoadResult) throws {
        let runner = TestRunner(plan)
        typealias Tested = (name: String, owner: String, run: () -> TestResult)
        var all: [Tested] = []
        for (endpoint, tests) in zip(plan.endpoints, loaded.tests) {
            all += tests.map { test in (test.name, endpoint.name, { runner.run(test, of: endpoint) }) }
        }
        for (route, tests) in zip(plan.routes, loaded.routeTests) {
            all += tests.map { test in (test.name, route.name, { runner.run(test, of: route) }) }
        }
        let chosen = all.filter { isChosen($0.name) || isChosen($0.owner) }
        if all.isEmpty, !json {
            Terminal.output.print(Self.noTests)
        } else if chosen.isEmpty, let filter {
            Terminal.error.print(
                "tutti: none of the \(all.count) tests has `\(filter)` in its name, endpoint or route")
            throw ExitCode.testsFailed
        }
        var results: [TestResult] = []
        let time = ContinuousClock().measure {
            results = chosen.map { $0.run() }
        }
        let report = TestReport(results, prefix: compositions.prefix)
        if let junit { try Terminal.write(report.junit, to: junit) }
        if json {
            Terminal.output.print(report.json)
        } else if !all.isEmpty {
            Terminal.output.print(report.text(isColored: Terminal.output.hasColour, seconds: time / .seconds(1)))
        }
        guard report.failureCount == 0 else { throw ExitCode.testsFailed }
    }

    private func exploreFailures(_ plan: GatewayPlan, _ tests: [[EndpointTest]]) throws {
        let explorer = FailureExplorer(plan, with: failure ?? ServiceResponse(.failure(.reset)))
        let matrices = zip(plan.endpoints, tests).filter { isChosen($0.0.name) }.map { endpoint, tests in
            explorer.matrix(of: endpoint, tests: tests)
        }
        if matrices.isEmpty {
            Terminal.error.print("tutti: no endpoint has `\(filter ?? "")` in its name")
            throw ExitCode.testsFailed
        }
        let report = FailureReport(matrices, prefix: compositions.prefix)
        Terminal.output.print(json ? report.json : report.text(isColored: Terminal.output.hasColour))
        guard !report.hasVanishedMembers else { throw ExitCode.testsFailed }
    }

    private func isChosen(_ name: String) -> Bool {
        guard let filter else { return true }
        return name.lowercased().contains(filter.lowercased())
    }

    private static let noTests = """
        There are no tests here. Add one to an endpoint's file, under `tests:`; this prints one that passes, while the \
        services run: tutti test --record 'GET /profile/7'
        """
}

extension TestCommand {
    /// `reset`, `timeout`, `503`.
    private static func failure(_ word: String) throws -> ServiceResponse {
        if let response = ServiceResponse(word: word) { return response }
        let words = ServiceResponse.failures.map { "`\($0.rawValue)`" }.joined(separator: ", ")
        throw ValidationError("a call fails by one of \(words), or by a status, `503`")
    }
}
