import Logging
import TuttiEngine
import TuttiPlan
import TuttiReactor
import TuttiResilience
import TuttiServer

/// Runs a server on free ports of the loopback address while the body runs, and drains it afterwards.
func withServer<R>(
    _ endpoints: [String] = ["GET /hello", "POST /echo"],
    plan: GatewayPlan? = nil,
    services: [String] = [],
    states: [ServiceState] = [],
    loops: Int = 1,
    transport: TestTransport = TestTransport(),
    plans: (any PlanSource)? = nil,
    configure: (inout ServerConfiguration) -> Void = { _ in },
    script: @escaping @Sendable (ClientRequest, Int) async -> ComposedResponse = { request, _ in
        .json(request.body.isEmpty ? "{\"hello\":\"world\"}" : String(decoding: request.body, as: UTF8.self))
    },
    body: (GatewayServer) async throws -> R
) async throws -> R {
    let responses = ScriptedResponses(
        plan: plan ?? .serving(endpoints, services: services), serviceStates: states, script: script)
    var configuration = ServerConfiguration(settings: responses.plan.settings)
    configuration.listeners = [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0))]
    configuration.admin = ListenAddress(host: "127.0.0.1", port: 0)
    configuration.accessLog = nil
    configuration.drainLimit = .seconds(1)
    configure(&configuration)
    let reactors = try (0..<loops).map { _ in try Reactor() }
    for reactor in reactors { try reactor.start(name: "test") }
    do {
        let server = try await GatewayServer.start(
            answering: responses,
            workers: reactors.map { Worker(transport: transport, reactor: $0) { _ in TestStreams() } },
            configuration: configuration,
            log: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }, plans: plans)
        let result: Result<R, any Error>
        do {
            result = .success(try await body(server))
        } catch {
            result = .failure(error)
        }
        await server.drain()
        for reactor in reactors { await reactor.shutDown() }
        return try result.get()
    } catch {
        for reactor in reactors { await reactor.shutDown() }
        throw error
    }
}

extension GatewayServer {
    /// Where clients connect, of its first listener.
    var listenAddress: ListenAddress { listenAddresses.first ?? ListenAddress(host: "", port: 0) }

    /// A client of the public listener.
    func client(receiveBuffer: Int32? = nil) throws -> RawClient {
        try RawClient(port: listenAddress.port, receiveBuffer: receiveBuffer)
    }

    /// The response to a GET of the admin listener, or to another method, with these lines in its header section.
    func admin(_ path: String, method: String = "GET", headers: String = "") async throws -> RawResponse {
        let client = try RawClient(port: adminAddress?.port ?? 0)
        await client.send("\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(headers)\r\n")
        return try await client.response(toHead: method == "HEAD")
    }

    /// The samples of `/metrics`.
    func samples() async throws -> [String: Double] {
        try PrometheusParser.parse(try await admin("/metrics").body)
    }
}

extension ConnectionLimits {
    /// Waits for clients on a machine that is busy with other things.
    mutating func makePatient() {
        for time in [\Self.headTime, \.bodyTime, \.idleTime, \.writeTime] { self[keyPath: time] = .seconds(600) }
    }
}
