import HTTPTypes
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

/// Runs a test against a worker of its own, which is shut down afterwards.
func withTransport<Result: Sendable>(
    _ configuration: CurlTransportConfiguration = CurlTransportConfiguration(name: "test"),
    _ body: (CurlTransport) async throws -> Result
) async throws -> Result {
    let transport = try CurlTransport(configuration: configuration)
    do {
        let result = try await body(transport)
        await transport.shutDown()
        return result
    } catch {
        await transport.shutDown()
        throw error
    }
}

/// Runs a test against a worker and a scripted server.
func withServer<Result: Sendable>(
    _ script: @escaping @Sendable (ScriptedConnection) -> Void,
    _ body: (CurlTransport, ScriptedServer) async throws -> Result
) async throws -> Result {
    let server = try ScriptedServer(script)
    defer { server.close() }
    return try await withTransport { try await body($0, server) }
}

extension CurlTransport {
    /// What the worker's thread works on; nil on any other thread.
    func withTransfers<Result>(_ body: (CurlTransfers) -> Result) -> Result? {
        isCurrent ? body(transfers) : nil
    }
}

extension ScriptedServer {
    /// A call, to this server.
    func call(
        _ method: HTTPRequest.Method = .get, headers: [HTTPField] = [],
        connectTimeout: TimeSpan = .seconds(2), maximumResponseBytes: Int = 1 << 20,
        wantedHeaders: [HTTPField.Name] = []
    ) -> AddressedCall {
        AddressedCall(
            origin: UpstreamOrigin(scheme: .http, host: "127.0.0.1", port: port), method: method, headers: headers,
            connectTimeout: connectTimeout, maximumResponseBytes: maximumResponseBytes, wantedHeaders: wantedHeaders)
    }
}

extension CurlTransport {
    /// Sends a request with a deadline from now.
    func send(
        _ call: AddressedCall, _ target: String = "/", headers: [HTTPField] = [], body: [UInt8]? = nil,
        within time: TimeSpan = .seconds(10)
    ) async -> UpstreamResult {
        await send(call.request(target, headers: headers, body: body, deadline: now + time))
    }
}

extension UpstreamResult {
    var response: UpstreamResponse? {
        if case .response(let response) = self { response } else { nil }
    }

    var failure: UpstreamFailure? {
        if case .failure(let failure) = self { failure } else { nil }
    }

    /// The body as text; nil for a failure.
    var text: String? { response.map { String(decoding: $0.body, as: UTF8.self) } }

    var reason: UpstreamFailure.Reason? { failure?.reason }
}

/// Waits until something is so; false when it wasn't within five seconds.
func eventually(_ condition: @Sendable () -> Bool) async -> Bool {
    for _ in 0..<2_500 {
        if condition() { return true }
        try? await Task.sleep(for: .milliseconds(2))
    }
    return condition()
}

extension CurlTransport {
    /// Returns when the worker has seen all that waits in its sockets now.
    ///
    /// A job may come from the same turn of the loop as the sockets before it; a second one comes from the next.
    func seesItsSockets() async {
        for _ in 0..<2 { await Task(executorPreference: self) {}.value }
    }
}
