/// Everything a gateway runs, compiled from one folder of composition files: immutable, plain data.
///
/// The engine and the server read only this; neither sees YAML. Calls and routes refer to services by index, which
/// the compiler guarantees to be in range.
package struct GatewayPlan: Sendable {
    /// Listeners and limits of the whole gateway.
    package let settings: GatewaySettings
    /// The services, in the order of `gateway.yaml`.
    package let services: [ServicePlan]
    /// The endpoints, in the order of files and documents.
    package let endpoints: [EndpointPlan]
    /// The routes, likewise; of two that take the same requests, the first goes before the second.
    package let routes: [RoutePlan]
    /// Where the gateway runs; nil where that isn't said.
    package let zone: String?

    /// The services of which some call or route has `cache: http`: what is changed there makes cached responses invalid.
    package let servicesCachedByHTTP: Set<Int>

    /// A plan made of its parts.
    package init(
        settings: GatewaySettings, services: [ServicePlan], endpoints: [EndpointPlan], routes: [RoutePlan],
        zone: String? = nil
    ) {
        self.settings = settings
        self.services = services
        self.endpoints = endpoints
        self.routes = routes
        self.zone = zone
        var cached: Set<Int> = []
        for endpoint in endpoints {
            for call in endpoint.calls where call.cache?.lifetime == .http { cached.insert(call.service) }
        }
        for route in routes {
            if case .forward(let plan) = route.action, plan.cache != nil { cached.formUnion(plan.services) }
        }
        servicesCachedByHTTP = cached
    }
}
