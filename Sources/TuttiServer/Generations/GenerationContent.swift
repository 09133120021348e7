internal import TuttiCaching
internal import TuttiPlan
internal import TuttiPolicies

/// What a generation is made of: all that takes time to make, made before the swap.
struct GenerationContent: Sendable {
    let answering: any RequestHandler
    let plan: GatewayPlan
    let routes: EndpointRouter
    let bodyLimit: Int
    /// What is done to the heads of all responses; nil for nothing.
    let edge: EdgeRules?
    /// What the access log says of clients that show who they are; nil for nothing.
    let logRules: AccessLogRules?
    /// What is asked of requests to each endpoint and route.
    let policies: RequestPolicies
    /// The limits at work.
    let limits: LimitMeters
    /// The responses that are kept for those who repeat a request.
    let repeats: MemoryRepeatStore
    /// The responses of services that routes have stored.
    let routeCache: RouteCache
    /// What the instances of this gateway share; nil where each is for itself.
    let shared: SharedStore?
    /// The requests that run, where they are counted.
    let running: RunningRequests
    /// From which load on requests are refused.
    var load: LoadBounds { plan.settings.load }

    /// What serves the plan of `answering`; `policies` are those of all endpoints and routes instead of what the plan says.
    ///
    /// Limits count on that are unchanged since `former`, the generation before.
    init(
        answering: any RequestHandler, bodyLimit: Int, former: Generation? = nil, issuers: TokenIssuers? = nil,
        stores: SharedStores? = nil, policies: [any RequestPolicy]? = nil
    ) {
        self.answering = answering
        self.bodyLimit = bodyLimit
        plan = answering.plan
        routes = EndpointRouter(plan)
        logRules = AccessLogRules(plan.settings)
        edge = EdgeRules(plan, router: routes.router)
        let limits = LimitMeters(answering.plan, replacing: former?.limits ?? LimitMeters())
        running = former?.running ?? RunningRequests()
        let repeats = former?.repeats ?? MemoryRepeatStore()
        self.repeats = repeats
        routeCache =
            former?.routeCache ?? RouteCache(in: answering.cacheStore ?? CacheStore(limit: plan.settings.cacheMemory))
        let shared = stores?.store(for: plan.settings.redis, after: former?.shared)
        self.shared = shared
        self.limits = limits
        if let issuers { answering.connect(issuers.source) }
        self.policies =
            policies.map { RequestPolicies($0, for: answering.plan) }
            ?? RequestPolicies(
                plan, issuers: issuers, limits: limits, sharing: shared?.limits,
                repeats: shared?.repeats ?? repeats)
    }
}
