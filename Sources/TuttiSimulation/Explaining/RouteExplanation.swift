package import TuttiPlan

/// A route, and the services that it names.
package struct RouteExplanation: Sendable {
    /// The route.
    let plan: RoutePlan
    /// What holds for its responses, and for whoever asks.
    let policies: PolicyExplanation
    /// Who may ask, in words; nil where gateway.yaml has no way and the route no rule.
    let access: String?
    private let services: [ServicePlan]

    /// Explains the route with that index; nil if there is none.
    package init?(_ index: Int, in gateway: GatewayPlan) {
        guard gateway.routes.indices.contains(index) else { return nil }
        plan = gateway.routes[index]
        services = gateway.services
        access = PolicyExplanation.access(plan.access, in: gateway.settings)
        policies = PolicyExplanation(
            plan.edge, plan.access, limits: plan.limits, in: gateway.settings, isComposed: false)
    }

    /// How it forwards; nil for a redirect and a fixed response.
    var forward: ForwardPlan? {
        if case .forward(let plan) = plan.action { plan } else { nil }
    }

    /// A service that the route names.
    func service(_ index: Int) -> String { services.indices.contains(index) ? services[index].name : "" }

    /// The retry budget of a service that the route names.
    func retryBudget(_ index: Int) -> Double { services.indices.contains(index) ? services[index].retryBudget : 0 }
}
