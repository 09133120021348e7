internal import ArgumentParser
internal import HTTPTypes
internal import TuttiCurl
internal import TuttiEngine
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiRouting
internal import TuttiSimulation

/// The request of `tutti test --record`.
struct RecordedRequest {
    let line: String
    let headers: [HeaderArgument]
    let data: String?
    let compositions: FolderArgument

    /// Makes the request to the real services and prints a test of it.
    func print(plan: GatewayPlan) async throws {
        let (request, index) = try request(plan)
        let transports: CurlTransports
        do {
            var configuration = CurlTransportConfiguration()
            configuration.userAgent = "tutti/\(TuttiVersion.current)"
            transports = try await CurlTransports.start(count: 1, configuration: configuration)
        } catch {
            Terminal.error.print("tutti: \(error)")
            throw ExitCode.gatewayFailed
        }
        guard let transport = transports.all.first else { throw ExitCode.gatewayFailed }
        let recorder = TestRecorder(plan)
        let recording = await Task(executorPreference: transport) {
            await recorder.record(request, endpoint: index, over: transport)
        }.value
        await transports.shutDown()
        let outcomes = recording.calls.map { "\($0.name) \($0.outcome.inWords)" }.joined(separator: ", ")
        Terminal.error.print("tutti: recorded \(line): \(outcomes)")
        for note in recording.notes { Terminal.error.print("tutti: \(note)") }
        Terminal.error.print(
            "tutti: put this below `tests:` in \(compositions.prefix)\(recording.endpoint.position.file), and give it a name that says what it shows"
        )
        Terminal.output.print(recording.test.yaml(services: plan.services), terminator: "")
    }

    private func request(_ plan: GatewayPlan) throws -> (TestRequest, Int) {
        let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
        guard parts.count == 2, let method = HTTPRequest.Method(parts[0]), parts[1].hasPrefix("/"),
            parts[1].utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F && $0 != UInt8(ascii: "#") })
        else { throw ValidationError("--record takes a method and a path, like 'GET /profile/7?limit=3'") }
        let path = parts[1].prefix { $0 != "?" }
        guard let (index, parameters) = Router(plan).endpoint(for: method, path: path) else {
            let names = plan.endpoints.map { "  \($0.name)" }.joined(separator: "\n")
            throw ValidationError("no endpoint answers \(parts[0]) \(path); there are:\n\(names)")
        }
        var request = TestRequest(method: method, target: parts[1], pathParameters: parameters)
        request.headers = headers.map(\.header)
        let access = plan.endpoints[index].access
        let credentials = request.credentials(for: access, ways: plan.settings.ways)
        if let refusal = credentials.refusal { throw ValidationError("\(line) is refused: \(refusal)") }
        request.identity = credentials.identity
        if !credentials.unasked.isEmpty {
            let names = credentials.unasked.map { "`\($0)`" }.joined(separator: ", ")
            Terminal.error.print("tutti: \(names) would have to ask somebody who it is; write `claims` into the test")
        }
        // Tests are kept with the files: keys have no place there.
        request = request.withholding(access.credentials)
        if let data {
            do {
                request.body = .node(try JSONDocument(parsing: Array(data.utf8)).root)
            } catch {
                throw ValidationError("--data takes JSON: \(error.message)")
            }
        }
        return (request, index)
    }
}
