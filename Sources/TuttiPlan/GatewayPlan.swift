package import TuttiJSON
package import TuttiResilience

/// Everything a gateway runs, compiled from one folder of composition files: immutable, plain data.
///
/// The engine and the server read only this; neither sees YAML. Services and calls refer to each other by index, which
/// the compiler guarantees to be in range.
package struct GatewayPlan: Sendable {
    /// Listeners and limits of the whole gateway.
    package var settings: GatewaySettings
    /// The services, in the order of `gateway.yaml`.
    package var services: [ServicePlan]
    /// The endpoints, in the order of files and documents.
    package var endpoints: [EndpointPlan]

    /// A plan of its parts.
    package init(settings: GatewaySettings, services: [ServicePlan], endpoints: [EndpointPlan]) {
        self.settings = settings
        self.services = services
        self.endpoints = endpoints
    }
}

/// The settings of `gateway.yaml` that belong to no service.
package struct GatewaySettings: Sendable {
    /// Where clients connect.
    package var listen: ListenAddress
    /// Where health, readiness and metrics are served; nil serves none.
    package var admin: ListenAddress?
    /// Names under which the admin listener may be asked, beside its address.
    package var adminHosts: [String] = []
    /// The deadline of an endpoint that names none.
    package var deadline: TimeSpan
    /// The most bytes of a client's request body.
    package var maximumRequestBody: Int
    /// The most requests that one request to an endpoint may make, attempts after the first not counted.
    package var maximumCalls: Int
    /// The most bytes of responses that are kept for `stale` and `cache`.
    package var cacheMemory: Int
    /// What expressions see as `env`: an object of strings.
    package var environment: JSONValue

    /// Settings of their parts.
    package init(
        listen: ListenAddress = ListenAddress(host: "127.0.0.1", port: 8080),
        admin: ListenAddress? = nil,
        deadline: TimeSpan = .seconds(2),
        maximumRequestBody: Int = 1 << 20,
        maximumCalls: Int = 100,
        cacheMemory: Int = 64 << 20,
        environment: JSONValue = .null
    ) {
        self.listen = listen
        self.admin = admin
        self.deadline = deadline
        self.maximumRequestBody = maximumRequestBody
        self.maximumCalls = maximumCalls
        self.cacheMemory = cacheMemory
        self.environment = environment
    }
}

/// A host and a port to listen on.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// An IP literal (IPv6 without brackets) or a name of this machine.
    package var host: String
    /// 0 to 65535; 0 asks the system for a free port.
    package var port: Int

    /// An address of its parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    package var description: String {
        host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
