internal import TuttiPlan

/// What a generation is made of: all that takes time to make, made before the swap.
struct GenerationContent: Sendable {
    let answering: any RequestHandler
    let plan: GatewayPlan
    let routes: EndpointRouter
    let bodyLimit: Int
    /// What is done to the heads of all responses; nil for nothing.
    let edge: EdgeRules?
    /// What is asked of requests to each endpoint, in the order of the plan.
    let policies: [[any RequestPolicy]]

    /// What serves the plan of `answering`.
    init(
        answering: any RequestHandler, bodyLimit: Int,
        policies: (EndpointPlan) -> [any RequestPolicy] = EndpointPolicies.of
    ) {
        self.answering = answering
        self.bodyLimit = bodyLimit
        plan = answering.plan
        routes = EndpointRouter(plan)
        edge = EdgeRules(plan, router: routes.router)
        self.policies = plan.endpoints.map(policies)
    }
}
