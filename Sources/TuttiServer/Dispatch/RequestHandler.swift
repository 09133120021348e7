package import TuttiEngine
package import TuttiPlan
package import TuttiUpstream

/// What answers requests: the composition engine, or a script in a test of the listener.
package protocol RequestHandler: Sendable {
    /// The plan that is being run.
    var plan: GatewayPlan { get }

    /// The state of each service now, in the order of the plan.
    var serviceStates: [ServiceState] { get }

    /// How many responses are kept for `stale` and `cache` now, and the bytes they take, about.
    var cachedResponses: (count: Int, bytes: Int) { get }

    /// Answers a request for the endpoint with that index in the plan.
    ///
    /// When the surrounding task is cancelled, every call of the request is given up and a response is returned soon.
    func response(
        _ request: ClientRequest, endpoint: Int, over transport: some UpstreamTransport
    ) async -> ComposedResponse

    /// What answers in its place when another plan is loaded.
    ///
    /// What services have that the new plan describes in the same words (breakers, limiters) lives on in it.
    func successor(for plan: GatewayPlan) -> any RequestHandler
}

extension CompositionEngine: RequestHandler {
    package func successor(for plan: GatewayPlan) -> any RequestHandler {
        CompositionEngine(plan: plan, replacing: self)
    }
}
