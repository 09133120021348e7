package import TuttiJSON
package import TuttiResilience

/// One test of an endpoint, from the file of the endpoint: what services do, what a client asks, and what must come of it.
package struct EndpointTest: Sendable {
    /// Its name; no other test of the endpoint has the same one.
    package var name: String
    /// What services do, by index of the service, in each step that has no script of its own for the service.
    package var services: [Int: ServiceScript]
    /// What happens, one after the other, on the same breakers and cached responses; at least one request.
    package var steps: [Step]
    /// Members of the response that must not vanish, whichever calls fail.
    package var required: [JSONPointer]
    /// What expressions read as `env.NAME` in it, in place of what the gateway's environment has.
    package var environment: [(name: String, value: String)] = []
    /// Where it stands.
    package var position: SourcePosition

    /// One thing that happens.
    package enum Step: Sendable {
        /// A client asks.
        case request(TestStep)
        /// Time passes.
        case wait(TimeSpan)
    }

    /// A test of its parts.
    package init(
        name: String, services: [Int: ServiceScript] = [:], steps: [Step], required: [JSONPointer] = [],
        position: SourcePosition
    ) {
        self.name = name
        self.services = services
        self.steps = steps
        self.required = required
        self.position = position
    }
}
