package import TuttiCaching
package import TuttiEngine
package import TuttiPlan
package import TuttiResilience
package import TuttiUpstream

/// What makes the responses: the composition engine, or a script in a test of the listener.
package protocol RequestHandler: Sendable {
    /// The plan that is being run.
    var plan: GatewayPlan { get }

    /// The state of each service now, in the order of the plan.
    var serviceStates: [ServiceState] { get }

    /// How many responses the cache for `stale` and `cache` has now, and about how many bytes they take.
    var cachedResponses: CacheFigures { get }

    /// The routes of the plan, in its order.
    var routes: [PreparedRoute] { get }

    /// The services whose instances are found while the gateway runs, and who is to be told of them.
    var discoveredServices: [(plan: ServicePlan, consumer: any InstanceConsumer)] { get }

    /// Makes the response to a request for the endpoint with that index in the plan.
    ///
    /// When the surrounding task is cancelled, every call of the request is given up and a response is returned soon.
    func response(
        _ request: ClientRequest, endpoint: Int, over transport: some UpstreamRuntime
    ) async -> ComposedResponse

    /// The response to a request that is there already, since another one was like it; nil where it must be made.
    func storedResponse(
        to request: ClientRequest, endpoint: Int, over transport: some UpstreamRuntime
    ) -> ComposedResponse?

    /// Where cached responses are, of routes too; nil where there are none.
    var cacheStore: CacheStore? { get }

    /// Has cached responses count as stale, or removes them.
    func purge(_ purge: CachePurge, now: MonotonicTime)

    /// What handles requests when another plan is loaded.
    ///
    /// Breakers and limiters of services that the new plan describes in the same words live on in it.
    func successor(for plan: GatewayPlan) -> any RequestHandler

    /// Says where the tokens of services come from, by the name of the service and what it gets.
    func connect(_ source: (String, ServiceCredentials) -> (any TokenSource)?)

    /// Has the instances of its services checked from now on, and no others.
    func check(by checks: HealthChecks)

    /// Lets the requests of an instance end and sends it no more, or takes that back; false where the service has none of that address.
    func drain(_ address: String, of service: String, _ drains: Bool) -> Bool
}

extension RequestHandler {
    package var discoveredServices: [(plan: ServicePlan, consumer: any InstanceConsumer)] { [] }

    package func storedResponse(
        to request: ClientRequest, endpoint: Int, over transport: some UpstreamRuntime
    ) -> ComposedResponse? { nil }

    package var cacheStore: CacheStore? { nil }

    package func purge(_ purge: CachePurge, now: MonotonicTime) {}

    package func check(by checks: HealthChecks) {}

    package func drain(_ address: String, of service: String, _ drains: Bool) -> Bool { false }

    package func connect(_ source: (String, ServiceCredentials) -> (any TokenSource)?) {}
}

extension CompositionEngine: RequestHandler {
    package func successor(for plan: GatewayPlan) -> any RequestHandler {
        CompositionEngine(plan: plan, replacing: self)
    }
}
