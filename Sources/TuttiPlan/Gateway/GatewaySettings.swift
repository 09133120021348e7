package import TuttiJSON
package import TuttiPolicies
package import TuttiResilience

/// The settings of `gateway.yaml` that belong to no service.
package struct GatewaySettings: Sendable {
    /// Where clients connect: at least one, each with an address of its own.
    package let listeners: [ListenerPlan]
    /// Where health, readiness and metrics are served; nil serves none.
    package let admin: ListenAddress?
    /// Names under which the admin listener may be asked, beside its address.
    package let adminHosts: [String]
    /// Whose word on who has sent a request is taken.
    package let trustedProxies: TrustedProxies
    /// The ways by which clients show who they are.
    package let ways: [AuthenticationWay]
    /// The limits of `defaults`.
    package let limits: [LimitPlan]
    /// How the access log names who has sent a request.
    package let subjectLogging: SubjectLogging
    /// What clients may ask of the listeners, beside the size of bodies.
    package let bounds: ConnectionBounds
    /// From which load on requests are refused.
    package let load: LoadBounds
    /// The Redis that instances share; nil where each is for itself.
    package let redis: RedisPlan?
    /// The deadline of an endpoint that names none.
    package let deadline: TimeSpan
    /// The most bytes of a client's request body.
    package let maximumRequestBody: Int
    /// The most requests that one request to an endpoint may make, attempts after the first not counted.
    package let maximumCalls: Int
    /// What holds for responses to requests for which there is no endpoint and no route.
    package let edge: EdgePolicies
    /// The most bytes of responses that are kept for `stale` and `cache`.
    package let cacheMemory: Int
    /// What expressions see as `env`: an object of strings.
    package let environment: JSONValue

    /// Settings of their parts.
    package init(
        listeners: [ListenerPlan],
        admin: ListenAddress?,
        adminHosts: [String],
        trustedProxies: TrustedProxies = TrustedProxies(),
        ways: [AuthenticationWay] = [],
        limits: [LimitPlan] = [],
        subjectLogging: SubjectLogging = .hashed,
        bounds: ConnectionBounds = ConnectionBounds(),
        load: LoadBounds = LoadBounds(),
        redis: RedisPlan? = nil,
        deadline: TimeSpan,
        maximumRequestBody: Int,
        maximumCalls: Int,
        edge: EdgePolicies = EdgePolicies(),
        cacheMemory: Int,
        environment: JSONValue
    ) {
        self.listeners = listeners
        self.admin = admin
        self.adminHosts = adminHosts
        self.trustedProxies = trustedProxies
        self.ways = ways
        self.limits = limits
        self.subjectLogging = subjectLogging
        self.bounds = bounds
        self.load = load
        self.redis = redis
        self.deadline = deadline
        self.maximumRequestBody = maximumRequestBody
        self.maximumCalls = maximumCalls
        self.edge = edge
        self.cacheMemory = cacheMemory
        self.environment = environment
    }

    /// The cookies of browsers' sessions; nil without any.
    package var ownCookies: OwnCookies? {
        OwnCookies(
            ways.flatMap { way -> [String] in
                guard case .session(let session) = way.method else { return [] }
                return session.settings.cookieNames
            })
    }

    /// The same settings with other addresses, of the first listener and of the admin listener; nil keeps an address as it is.
    package func with(listen: ListenAddress?, admin: ListenAddress?) -> GatewaySettings {
        var listeners = listeners
        if let listen, let first = listeners.first { listeners[0] = first.with(address: listen) }
        return copy(listeners: listeners, admin: admin ?? self.admin, environment: environment)
    }

    /// The same settings with another `env`.
    package func with(environment: JSONValue) -> GatewaySettings {
        copy(listeners: listeners, admin: admin, environment: environment)
    }

    private func copy(listeners: [ListenerPlan], admin: ListenAddress?, environment: JSONValue) -> GatewaySettings {
        GatewaySettings(
            listeners: listeners, admin: admin, adminHosts: adminHosts, trustedProxies: trustedProxies,
            ways: ways, limits: limits, subjectLogging: subjectLogging, bounds: bounds, load: load, redis: redis,
            deadline: deadline,
            maximumRequestBody: maximumRequestBody, maximumCalls: maximumCalls, edge: edge,
            cacheMemory: cacheMemory,
            environment: environment)
    }
}
