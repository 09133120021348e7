internal import ArgumentParser
internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// `tutti services`: what a running gateway says of its services and their instances.
struct ServicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "services",
        abstract:
            "Show the services of a running gateway and their instances: which are in use, how busy and how fast they are.",
        discussion: """
            Asks the admin listener of the gateway, GET /services. Exit code 2 when it doesn't answer.

            STATE is `well`, or why an instance gets no requests while enough others are well: new (not checked yet), unhealthy (its checks \
            fail), ejected (its responses failed), draining. \
            FAILED are requests that the circuit breaker counts as failures. LATENCY is an average that takes a higher one at once and \
            forgets it over seconds.

            Examples:
              tutti services                          all services of the gateway on this machine
              tutti services orders --watch           one, anew each second, until Ctrl-C
              curl -X POST http://127.0.0.1:9090/services/orders/instances/10.0.0.7:8080/drain
            """)

    @Argument(help: "Names of services; without one, all of them.")
    var names: [String] = []

    @Option(help: "Where the admin listener of the gateway is, HOST:PORT.")
    var admin = ListenAddress(host: "127.0.0.1", port: 9090)

    @Flag(help: "Print the table again each second, until Ctrl-C.")
    var watch = false

    @Flag(help: "Print what the gateway says, in JSON.")
    var json = false

    func validate() throws {
        if watch, json { throw ValidationError("--watch or --json, not both") }
        guard admin.path == nil else { throw ValidationError("--admin is HOST:PORT here") }
    }

    func run() async throws {
        let gateway = try GatewayConnection(to: admin, name: "services")
        let call = UpstreamCall(method: .get, connectTimeout: .seconds(2), maximumResponseBytes: 64 << 20)
        while true {
            do {
                try show(try await gateway.ask(call, "/services"))
            } catch {
                await gateway.close()
                throw error
            }
            guard watch else { return await gateway.close() }
            try? await Task.sleep(for: .seconds(1))
        }
    }

    private func show(_ response: UpstreamResponse) throws {
        guard response.status == 200, let table = ServicesTable(response.body) else {
            Terminal.error.print(
                "tutti: what is at \(admin) answers /services with status \(response.status): it is no admin listener of this version"
            )
            throw ExitCode.gatewayFailed
        }
        if json { return Terminal.output.print(String(decoding: response.body, as: UTF8.self)) }
        guard let text = table.text(of: names, isColored: Terminal.output.hasColour) else {
            Terminal.error.print("tutti: the gateway has no service of that name; without a name, all are shown")
            throw ExitCode.testsFailed
        }
        // A terminal begins anew at its first line; what is piped on gets one table after the other.
        Terminal.output.print((watch && Terminal.output.hasColour ? "\u{1B}[H\u{1B}[2J" : "") + text)
    }
}
