import Foundation
import Logging
import ScriptedServices
import Testing
import TuttiComposition
import TuttiEngine
import TuttiPlan
import TuttiReactor
import TuttiResilience
import TuttiStreams
import TuttiUpstream

@testable import TuttiServer

/// A gateway with routes to services that a test scripts byte by byte: engine, streams and listener over real sockets.
struct RoutedGateway {
    struct InvalidComposition: Error {
        let text: String
    }

    let server: GatewayServer
    private let accessLog: LogWriter
    private let path: String

    /// Where clients connect.
    var port: Int { server.listenAddress.port }

    /// Runs `body` against a gateway with these routes, and drains it.
    ///
    /// `services` has the ports of the instances of each service, and `settings` what a service has beside them, ", timeout: 1s";
    /// `defaults` is that of gateway.yaml.
    static func serving<Result>(
        _ routes: String, _ services: [String: [Int]], defaults: String = "{}", settings: [String: String] = [:],
        tunnelTime: TimeSpan? = nil, configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (RoutedGateway) async throws -> Result
    ) async throws -> Result {
        var gateway = "defaults: \(defaults)\nservices:\n"
        for (name, ports) in services.sorted(by: { $0.key < $1.key }) {
            let instances = ports.map { "http://127.0.0.1:\($0)" }.joined(separator: ", ")
            let times = "timeout: 60s, connect-timeout: 20s"
            gateway += "  \(name): { instances: [\(instances)], \(times)\(settings[name] ?? "") }\n"
        }
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: gateway), (name: "routes.yaml", text: routes),
        ])
        guard let plan = result.plan else {
            throw InvalidComposition(
                text: result.diagnostics.map { "\($0.position): \($0.message)" }.joined(separator: "\n"))
        }
        let path = NSTemporaryDirectory() + "tutti-access-log-\(UUID().uuidString)"
        let descriptor = open(path, O_CREAT | O_RDWR, 0o600)
        defer {
            close(descriptor)
            unlink(path)
        }
        let accessLog = LogWriter(descriptor: descriptor)
        var configuration = ServerConfiguration(settings: plan.settings)
        configuration.listeners = [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0))]
        configuration.admin = ListenAddress(host: "127.0.0.1", port: 0)
        configuration.accessLog = accessLog
        configuration.drainLimit = .seconds(1)
        configuration.limits.makePatient()
        configure(&configuration)
        let reactor = try Reactor()
        try reactor.start(name: "test")
        do {
            let server = try await GatewayServer.start(
                answering: CompositionEngine(plan: plan),
                workers: [
                    Worker(transport: TestTransport(), reactor: reactor) {
                        TimedTunnels(over: StreamTransport(on: $0), tunnelTime: tunnelTime)
                    }
                ],
                configuration: configuration, log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                plans: ScriptedPlans([LoadedPlan(plan: plan, diagnostics: "[]")]))
            let gateway = RoutedGateway(server: server, accessLog: accessLog, path: path)
            let outcome: Swift.Result<Result, any Error>
            do {
                outcome = .success(try await body(gateway))
            } catch {
                outcome = .failure(error)
            }
            await server.drain()
            await reactor.shutDown()
            return try outcome.get()
        } catch {
            await reactor.shutDown()
            throw error
        }
    }

    /// Runs `body` against a gateway that forwards everything to a service with that script.
    static func forwarding<Result>(
        _ more: String = "", to script: @escaping @Sendable (ScriptedConnection) -> Void, settings: String = "",
        tunnelTime: TimeSpan? = nil, configure: (inout ServerConfiguration) -> Void = { _ in },
        _ body: (RoutedGateway, ScriptedService) async throws -> Result
    ) async throws -> Result {
        let service = try ScriptedService(script)
        defer { service.close() }
        return try await serving(
            "route: /**\nto: orders\n" + more, ["orders": [service.port]], settings: ["orders": settings],
            tunnelTime: tunnelTime, configure: configure
        ) { try await body($0, service) }
    }

    /// A connection of a client.
    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try server.client(receiveBuffer: receiveBuffer)
    }

    /// Everything that comes back on a connection of its own, until the gateway closes it.
    func exchange(_ request: String) async throws -> String {
        let client = try client()
        await client.send(request)
        return try await client.rest()
    }

    /// The lines of the access log, once there are so many.
    func log(_ count: Int = 1) async throws -> [LoggedRequest] {
        try await logText(count).split(separator: "\n").map { try LoggedRequest(Data($0.utf8)) }
    }

    /// The access log, once it has so many lines.
    func logText(_ count: Int = 1) async throws -> String {
        var text = ""
        try await eventually("\(count) lines of the log") {
            await accessLog.flush()
            text = try String(contentsOfFile: path, encoding: .utf8)
            return text.split(separator: "\n").count >= count
        }
        return text
    }
}
