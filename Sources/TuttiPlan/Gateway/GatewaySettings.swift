package import TuttiJSON
package import TuttiResilience

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
