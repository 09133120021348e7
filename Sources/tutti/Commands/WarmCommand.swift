internal import ArgumentParser
internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiSystem
internal import TuttiUpstream

/// `tutti warm`: makes requests to a running gateway, so that its cache has their responses.
struct WarmCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "warm",
        abstract: "Make the requests of a file to a running gateway, so that its cache has the responses.",
        discussion: """
            Each line of the file is a path with its query, /profile/7?lang=de; GET may stand in front. Lines below it that begin with a \
            space are headers of that request. Empty lines, and those that begin with #, say nothing.

            Exit code 1 when a response has a status of 400 or more or there is none, 2 when the file can't be read.

            Example:
              tutti warm popular.txt --to 127.0.0.1:8080
            """)

    @Argument(help: "The file.")
    var file: String

    @Option(help: "Where the gateway listens, HOST:PORT.")
    var to = ListenAddress(host: "127.0.0.1", port: 8080)

    @Option(help: "So many requests at once.")
    var parallel = 8

    func validate() throws {
        guard to.path == nil else { throw ValidationError("--to is HOST:PORT here") }
        guard (1...100).contains(parallel) else { throw ValidationError("--parallel is 1 to 100") }
    }

    func run() async throws {
        guard let bytes = PlainFile.read(file, limit: 16 << 20) else {
            Terminal.error.print("tutti: \(file) can't be read")
            throw ExitCode.gatewayFailed
        }
        let lines: [WarmRequest]
        do throws(WarmRequest.Mistake) {
            lines = try WarmRequest.requests(in: String(decoding: bytes, as: UTF8.self))
        } catch {
            Terminal.error.print("tutti: \(file), line \(error.line): \(error.message)")
            throw ExitCode.gatewayFailed
        }
        let gateway = try GatewayConnection(to: to, name: "warm")
        var failed = 0
        var next = lines.makeIterator()
        await withTaskGroup(of: (WarmRequest, UpstreamResult).self) { group in
            func start() {
                guard let request = next.next() else { return }
                group.addTask {
                    let call = UpstreamCall(
                        method: .get, headers: request.headers, connectTimeout: .seconds(2),
                        maximumResponseBytes: 64 << 20)
                    return (request, await gateway.send(call, request.target, within: .seconds(30)))
                }
            }
            for _ in 0..<parallel { start() }
            while let (request, result) = await group.next() {
                switch result {
                case .response(let response) where response.status < 400: break
                case .response(let response):
                    failed += 1
                    Terminal.error.print("tutti: \(request.target): status \(response.status)")
                case .failure(let failure):
                    failed += 1
                    Terminal.error.print("tutti: \(request.target): \(failure.message)")
                }
                start()
            }
        }
        await gateway.close()
        Terminal.output.print("\(lines.count - failed) of \(lines.count) requests went well")
        if failed > 0 { throw ExitCode.testsFailed }
    }
}
