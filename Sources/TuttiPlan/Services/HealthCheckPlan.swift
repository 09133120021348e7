package import HTTPTypes
package import TuttiExpressions
package import TuttiResilience

/// How the gateway finds out by itself which instances of a service are well: the `health` of a service.
package struct HealthCheckPlan: Sendable, Hashable {
    /// What a check does.
    package enum Probe: Sendable, Hashable {
        /// Sends `GET` with this target, behind the path of the instance, and looks at the response.
        case get(String, Expectation)
        /// Opens a connection.
        case tcp
    }

    /// What a response must be like.
    package struct Expectation: Sendable, Hashable {
        /// Statuses.
        package let statuses: [ClosedRange<Int>]
        /// Must be true of the body, which is `@`, as JSON; nil asks nothing of the body.
        package let body: Expression?

        /// An expectation made of its parts.
        package init(statuses: [ClosedRange<Int>] = [200...299], body: Expression? = nil) {
            self.statuses = statuses
            self.body = body
        }

        /// Equal as ``==`` has it: an expression is what it was written as.
        package func hash(into hasher: inout Hasher) {
            hasher.combine(statuses)
            hasher.combine(body?.source)
        }
    }

    /// What a check does.
    package let probe: Probe
    /// How long after one check the next one of the same instance begins, about.
    package let every: TimeSpan
    /// How long a check may take.
    package let timeout: TimeSpan
    /// So many failed checks in a row make an instance unhealthy; at least 1.
    package let fall: Int
    /// So many good checks in a row make an unhealthy instance healthy; at least 1.
    package let rise: Int
    /// Headers that a `GET` has.
    package let headers: [HTTPField]

    /// Checks made of their parts.
    package init(
        probe: Probe, every: TimeSpan, timeout: TimeSpan, fall: Int, rise: Int, headers: [HTTPField] = []
    ) {
        self.probe = probe
        self.every = every
        self.timeout = timeout
        self.fall = max(fall, 1)
        self.rise = max(rise, 1)
        self.headers = headers
    }
}
