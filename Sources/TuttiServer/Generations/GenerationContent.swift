internal import TuttiPlan

/// What a generation is made of: all that takes time to make, made before the swap.
struct GenerationContent: Sendable {
    let answering: any RequestHandler
    let plan: GatewayPlan
    let routes: EndpointRouter
    let bodyLimit: Int

    /// What serves the plan of `answering`.
    init(answering: any RequestHandler, bodyLimit: Int) {
        self.answering = answering
        self.bodyLimit = bodyLimit
        plan = answering.plan
        routes = EndpointRouter(plan)
    }
}
