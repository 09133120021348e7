import Logging
import TuttiComposition
import TuttiCurl
import TuttiDiscovery
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiServer
import TuttiStreams

/// The whole gateway on free ports: composition files, engine, worker, listener.
struct RunningGateway {
    let engine: CompositionEngine
    let server: GatewayServer
    let workers: CurlTransports
    let discovery: ServiceDiscovery?

    /// The port of each listener.
    var ports: [Int] { server.listenAddresses.map(\.port) }
    var port: Int { ports.first ?? 0 }
    var adminPort: Int { server.adminAddress?.port ?? 0 }

    /// Runs `body` against a gateway for these files, and drains it.
    ///
    /// It listens on a free port, unless gateway.yaml says where.
    static func serving<Result>(
        gateway: String, endpoints: String, workers count: Int = 1,
        observer: (any ServiceObserver)? = nil, discovery: ServiceDiscovery? = nil,
        configure: (inout ServerConfiguration) -> Void = { _ in }, _ body: (RunningGateway) async throws -> Result
    ) async throws -> Result {
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: gateway), (name: "endpoints.yaml", text: endpoints),
        ])
        guard let plan = result.plan else {
            throw InvalidComposition(
                text: result.diagnostics.map { "\($0.position): \($0.message)" }.joined(separator: "\n"))
        }
        let engine = CompositionEngine(plan: plan, observer: observer)
        let workers = try await CurlTransports.start(count: count)
        var configuration = ServerConfiguration(settings: plan.settings)
        if !gateway.contains("listen:") {
            configuration.listeners = [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0))]
        }
        configuration.admin = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.accessLog = nil
        configure(&configuration)
        let server = try await GatewayServer.start(
            answering: engine,
            workers: workers.all.map { Worker(transport: $0, reactor: $0.reactor) { StreamTransport(on: $0) } },
            configuration: configuration,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, discovery: discovery)
        let gateway = RunningGateway(engine: engine, server: server, workers: workers, discovery: discovery)
        do {
            let value = try await body(gateway)
            await gateway.stop()
            return value
        } catch {
            await gateway.stop()
            throw error
        }
    }

    private func stop() async {
        _ = await server.drain()
        await discovery?.shutDown()
        await workers.shutDown()
    }

    struct InvalidComposition: Error {
        let text: String
    }
}
