internal import ArgumentParser
internal import FixtureServices
internal import Foundation

@main
struct FixtureServicesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fixture-services",
        abstract: "Four small HTTP services to compose and an OpenID provider, which misbehave on demand.",
        discussion: """
            Serves the data of a folder until Ctrl-C or SIGTERM:

              users     GET /users
                        GET /users/{id}
              orders    GET /orders?user=7&limit=10
                        GET /orders/{id}
                        POST /orders, counted by GET /orders/created
                        PUT and DELETE /placements/{number}, GET /placements
              payments  GET /accounts/{accountId}/payments
                        POST /payments, counted by GET /payments/created
                        POST /charges, DELETE /charges/{number}, GET /charges
              catalog   GET /products?ids=1,2,3
                        GET /products/{id}
                        PUT and DELETE /reservations/{number}, GET /reservations
              identity  GET /.well-known/openid-configuration, and what it names
                        GET /mint?sub=7&scope=orders&expires-in=300, a token to copy
                        POST /rotate?old=keep, new keys

            Each service has a fault switch on its own port:

              every switch, with an example:
                curl http://127.0.0.1:7002/_fault
              slow:
                curl -X PUT 'http://127.0.0.1:7002/_fault?delay=500ms'
              three errors, then healthy:
                curl -X PUT 'http://127.0.0.1:7002/_fault?status=503&times=3'
              broken off in the middle of the body:
                curl -X PUT 'http://127.0.0.1:7002/_fault?reset=mid-body'
              healthy again:
                curl -X DELETE http://127.0.0.1:7002/_fault
            """)

    @Option(help: ArgumentHelp("Start one service only; may be repeated.", valueName: "service"))
    var only: [FixtureService] = []

    @Option(
        help: ArgumentHelp("The folder with users.json, orders.json, payments.json, catalog.json.", valueName: "dir"))
    var data = "fixtures"

    @Option(help: ArgumentHelp("The address to listen on.", valueName: "address"))
    var host = "127.0.0.1"

    @Option(
        help: ArgumentHelp("The port of users; the others follow it by one each. 0 takes free ones.", valueName: "port")
    )
    var basePort = 7001

    @Option(help: ArgumentHelp("The port of users, if not the base port.", valueName: "port"))
    var usersPort: Int?

    @Option(help: ArgumentHelp("The port of orders.", valueName: "port"))
    var ordersPort: Int?

    @Option(help: ArgumentHelp("The port of payments.", valueName: "port"))
    var paymentsPort: Int?

    @Option(help: ArgumentHelp("The port of catalog.", valueName: "port"))
    var catalogPort: Int?

    @Option(help: ArgumentHelp("The port of identity.", valueName: "port"))
    var identityPort: Int?

    @Option(help: ArgumentHelp("The id of the one client of identity.", valueName: "text"))
    var clientID = ProviderOptions().clientID

    @Option(help: ArgumentHelp("The secret of that client.", valueName: "text"))
    var clientSecret = ProviderOptions().clientSecret

    @Option(
        help: ArgumentHelp(
            "Where identity sends browsers back to, in place of the demo's; may be repeated.", valueName: "url"))
    var redirectURI: [String] = []

    @Option(
        help: ArgumentHelp("Where identity sends browsers after a log-out; may be repeated.", valueName: "url"))
    var logoutURI: [String] = []

    @Option(help: ArgumentHelp("How long tokens of identity are good.", valueName: "seconds"))
    var tokenLifetime = ProviderOptions().tokenLifetime

    @Flag(help: "Obey the header “x-fixture-fault: delay=50ms” on a request.")
    var requestFaults = false

    @Flag(help: "Print a line for each request.")
    var verbose = false

    func validate() throws {
        let highest = 65_535 - FixtureService.allCases.count + 1
        guard basePort == 0 || (1...highest).contains(basePort) else {
            throw ValidationError("--base-port is \(basePort); it takes 0, or a number from 1 to \(highest).")
        }
        for service in FixtureService.allCases {
            guard let port = chosenPort(service), !(0...65_535).contains(port) else { continue }
            throw ValidationError("--\(service.rawValue)-port is \(port); it takes a number from 0 to 65535.")
        }
    }

    func run() async throws {
        // Before anything is started: a signal that comes early is not lost.
        let signals = StopSignals()
        let contents: FixtureData
        do {
            contents = try FixtureData.load(directory: data)
        } catch {
            throw fail("\(error)")
        }
        var servers: [FixtureServer] = []
        for service in FixtureService.allCases where only.isEmpty || only.contains(service) {
            servers.append(try await start(service, contents))
        }
        Output.line("Stop with Ctrl-C. All switches: curl \(servers.first?.url ?? "")/_fault")
        await signals.first()
        for server in servers { await server.stop() }
    }

    private func start(_ service: FixtureService, _ contents: FixtureData) async throws -> FixtureServer {
        let port = listeningPort(of: service)
        var options = FixtureServer.Options(requestFaults: requestFaults, recorded: 0)
        if verbose { options.log = { line in Output.line(line) } }
        do {
            let server =
                service == .identity
                ? try await IdentityProvider.start(
                    host: host, port: port, data: contents, options: providerOptions, serverOptions: options)
                : try await FixtureServer.start(service, host: host, port: port, data: contents, options: options)
            let name = service.rawValue.padding(toLength: 9, withPad: " ", startingAt: 0)
            Output.line(
                "\(name) \(server.url)   curl '\(server.url)\(service.exampleTarget)'   "
                    + "fail: curl -X PUT '\(server.url)/_fault?status=503'")
            return server
        } catch {
            throw fail(ListenFailure.explanation(of: error, service: service, host: host, port: port))
        }
    }

    private var providerOptions: ProviderOptions {
        var options = ProviderOptions()
        options.clientID = clientID
        options.clientSecret = clientSecret
        options.tokenLifetime = tokenLifetime
        if !redirectURI.isEmpty { options.redirectURIs = redirectURI }
        if !logoutURI.isEmpty { options.logoutURIs = logoutURI }
        return options
    }

    private func chosenPort(_ service: FixtureService) -> Int? {
        switch service {
        case .users: usersPort
        case .orders: ordersPort
        case .payments: paymentsPort
        case .catalog: catalogPort
        case .identity: identityPort
        }
    }

    private func listeningPort(of service: FixtureService) -> Int {
        if let chosen = chosenPort(service) { return chosen }
        return basePort == 0 ? 0 : service.defaultPort - FixtureService.users.defaultPort + basePort
    }

    private func fail(_ message: String) -> ExitCode {
        Output.error("fixture-services: \(message)")
        return ExitCode(1)
    }
}
