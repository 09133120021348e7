internal import TuttiEngine
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRouting

/// What requests are served with, from one load of the files to the next: immutable, and swapped as a whole.
///
/// A request keeps the generation that it was routed with: its endpoint is an index into that plan and no other. The
/// event loops hold the present one; a former one is released with its last request.
final class Generation: Sendable {
    /// 1 for the files that the gateway was started with, one more with each reload.
    let number: Int
    /// Answers the requests.
    let answering: any RequestHandler
    /// Finds their endpoints.
    let routes: EndpointRouter
    /// What is asked of requests to each endpoint and route.
    private let policies: RequestPolicies
    /// The paths of the gateway's own; most have none.
    private let sessionEndpoints: [String: SessionEndpoint]
    /// The cookies that no service sets; nil for none.
    let ownCookies: OwnCookies?
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
    /// From which load on requests are refused; nil for none.
    let load: LoadBounds?
    /// What is done to the heads of all responses; nil for nothing.
    let edge: EdgeRules?
    /// What the access log says of clients that show who they are; nil for nothing.
    let logRules: AccessLogRules?
    /// The most bytes of a request body.
    let bodyLimit: Int

    /// How many counters an event loop needs for all endpoints and services that were ever served.
    let places: (endpoints: Int, services: Int)

    /// The counters of each endpoint, by its index in the plan.
    private let endpointCounters: [Int]
    /// The counters of each route, by its index in the plan.
    private let routeCounters: [Int]
    /// The counters of each service, by its index in the plan.
    private let serviceCounters: [Int]
    private let onRelease: @Sendable () -> Void

    /// A generation; `names` says where its endpoints and services are counted, and has all of them.
    ///
    /// `onRelease` is called once nothing holds it any more, on whichever thread that is, and must not take long.
    init(
        number: Int, content: GenerationContent, names: MetricNames, onRelease: @escaping @Sendable () -> Void
    ) {
        self.number = number
        self.onRelease = onRelease
        answering = content.answering
        routes = content.routes
        policies = content.policies
        sessionEndpoints = SessionEndpoint.endpoints(of: content.policies.sessions)
        ownCookies = content.plan.settings.ownCookies
        limits = content.limits
        running = content.running
        repeats = content.repeats
        routeCache = content.routeCache
        shared = content.shared
        load = content.load == LoadBounds() ? nil : content.load
        edge = content.edge
        logRules = content.logRules
        bodyLimit = content.bodyLimit
        places = (names.endpoints.count, names.services.count)
        endpointCounters = content.routes.names.map { names.endpoint($0) }
        routeCounters = content.routes.routeNames.map { names.endpoint($0) }
        serviceCounters = content.plan.services.map { names.service($0.name) }
    }

    deinit {
        onRelease()
    }

    /// What the gateway serves itself at a path; nil for nothing.
    func sessionEndpoint(at path: DecodedPath) -> SessionEndpoint? {
        sessionEndpoints.isEmpty ? nil : sessionEndpoints["/" + path.text(ofSegmentsFrom: 0)]
    }

    /// What is asked of requests to an endpoint, in order.
    func policies(endpoint: Int) -> [any RequestPolicy] {
        policies.endpoints.indices.contains(endpoint) ? policies.endpoints[endpoint] : []
    }

    /// What is asked of requests to a route, in order.
    func policies(route: Int) -> [any RequestPolicy] {
        policies.routes.indices.contains(route) ? policies.routes[route] : []
    }

    /// What is asked of requests to a path at which browsers log in.
    var logInPolicies: [any RequestPolicy] { policies.logIns }

    /// How much it matters that requests to an endpoint are served.
    func importance(endpoint: Int) -> Importance {
        answering.plan.endpoints.indices.contains(endpoint) ? answering.plan.endpoints[endpoint].importance : .normal
    }

    /// Where requests to an endpoint are counted.
    func counter(endpoint: Int) -> Int {
        endpointCounters.indices.contains(endpoint) ? endpointCounters[endpoint] : MetricNames.noEndpoint
    }

    /// A route, by its index in the plan.
    func route(_ route: Int) -> PreparedRoute? {
        answering.routes.indices.contains(route) ? answering.routes[route] : nil
    }

    /// Where requests to a route are counted.
    func counter(route: Int) -> Int {
        routeCounters.indices.contains(route) ? routeCounters[route] : MetricNames.noEndpoint
    }

    /// Where calls to a service are counted; below zero when the plan has no such service.
    func counter(service: Int) -> Int {
        serviceCounters.indices.contains(service) ? serviceCounters[service] : -1
    }
}
