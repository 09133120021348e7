internal import ArgumentParser
internal import TuttiCurl
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Requests of a command to a gateway that runs: to its admin listener, or to its public one.
struct GatewayConnection {
    private let transport: CurlTransport
    private let instance: UpstreamInstance
    private let address: ListenAddress

    /// A connection to a listener.
    ///
    /// - Parameters:
    ///   - address: where it listens.
    ///   - name: what the thread is called.
    /// - Throws: ``ExitCode/gatewayFailed``, after a message, where there can be none.
    init(to address: ListenAddress, name: String) throws {
        do {
            transport = try CurlTransport(configuration: CurlTransportConfiguration(name: name))
        } catch {
            Terminal.error.print("tutti: \(error.message)")
            throw ExitCode.gatewayFailed
        }
        self.address = address
        instance = UpstreamInstance(origin: UpstreamOrigin(scheme: .http, host: address.host, port: address.port))
    }

    /// Sends a request of a call; what came of it.
    func send(_ call: UpstreamCall, _ target: String, within time: TimeSpan = .seconds(5)) async -> UpstreamResult {
        await transport.send(
            UpstreamRequest(call: call, instance: instance, target: target, deadline: transport.now + time))
    }

    /// Asks the admin listener; a message and ``ExitCode/gatewayFailed`` where it doesn't answer.
    func ask(_ call: UpstreamCall, _ target: String) async throws -> UpstreamResponse {
        switch await send(call, target) {
        case .response(let response): return response
        case .failure(let failure):
            Terminal.error.print(
                "tutti: no answer from the admin listener at \(address): \(failure.message). `--admin HOST:PORT` says where it is; gateway.yaml has it as `admin`"
            )
            throw ExitCode.gatewayFailed
        }
    }

    /// Ends all that is in flight.
    func close() async { await transport.shutDown() }
}
