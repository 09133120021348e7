internal import TuttiDiscovery
internal import TuttiPlan

extension ServiceDiscovery {
    /// Looks for the instances of the services that a handler has; returns when the first answers are there, or have taken too long.
    func follow(_ handler: any RequestHandler) async {
        await follow(
            handler.discoveredServices.compactMap { plan, consumer in
                plan.discovery.map { Followed(service: plan.name, plan: $0, consumer: consumer) }
            })
    }
}
