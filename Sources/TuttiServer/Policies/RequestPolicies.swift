internal import TuttiPlan

/// What is asked of a request once it was routed and its body is known not to be over its bound, in order, for endpoints and routes alike.
///
/// Preflights are answered before. What is refused still gets the headers of ``EdgeRules``.
struct RequestPolicies: Sendable {
    /// The policies of each endpoint, by its index in the plan; most have none, and cost nothing here.
    let endpoints: [[any RequestPolicy]]
    /// The policies of each route, likewise.
    let routes: [[any RequestPolicy]]

    /// The same policies for all endpoints and routes.
    init(_ policies: [any RequestPolicy], for plan: GatewayPlan) {
        endpoints = plan.endpoints.map { _ in policies }
        routes = plan.routes.map { _ in policies }
    }

    /// The policies that a plan says.
    init(_ plan: GatewayPlan) {
        endpoints = plan.endpoints.map { endpoint in
            var policies: [any RequestPolicy] = []

            // What the body is comes last: whoever may not ask at all is told that, and not how to ask.
            if endpoint.reads.contains(.body) { policies.append(ReadableBodyPolicy()) }

            return policies
        }
        routes = plan.routes.map { _ in [] }
    }
}
