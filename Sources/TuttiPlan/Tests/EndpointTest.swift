package import TuttiJSON
package import TuttiResilience

/// One test of an endpoint or a route, from its file: what services do, what a client asks for, and what is expected.
package struct EndpointTest: Sendable {
    /// Its name; no other test of the endpoint or the route has the same one.
    package var name: String
    /// What services do, by index of the service, except in steps that have their own script for the service.
    package var services: [Int: ServiceScript]
    /// What happens, in order, with the same breakers and cached responses throughout; at least one request.
    package var steps: [Step]
    /// Members of the response that must not vanish, whichever calls fail.
    package var required: [JSONPointer]
    /// What expressions read as `env.NAME` in this test, in place of the gateway's environment.
    package var environment: [(name: String, value: String)] = []
    /// Where the file has it.
    package var position: SourcePosition

    /// One thing that happens.
    package enum Step: Sendable {
        /// A client asks.
        case request(TestStep)
        /// Time passes.
        case wait(TimeSpan)
    }

    /// A test made of its parts.
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
