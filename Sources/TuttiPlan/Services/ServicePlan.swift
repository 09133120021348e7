package import HTTPTypes
package import TuttiResilience

/// A service of `gateway.yaml`: where its instances are and how it may be called.
package struct ServicePlan: Sendable, Hashable {
    /// Its name in composition files, logs and metrics.
    package let name: String
    /// Its instances, at least one; with ``discovery`` one that stands for those that are found.
    package let instances: [ServiceInstance]
    /// How its instances are found; nil where the files name them.
    package let discovery: DiscoveryPlan?
    /// Which instance gets the next request.
    package let balance: Balance
    /// What `hash` goes by; nil for the path.
    package let balanceKey: BalanceKey?
    /// How long an instance that comes later gets fewer requests than its share; zero for no time.
    package let slowStart: TimeSpan
    /// How long a call may take that names no timeout.
    package let timeout: TimeSpan
    /// How long opening a connection may take.
    package let connectTimeout: TimeSpan
    /// How connections to the instances are opened, and how long they are kept.
    package let connection: ConnectionPlan
    /// The most bytes of a response body, before and after content decoding, each.
    package let maximumResponse: Int
    /// How many calls may run at once, and how many may wait.
    package let concurrency: LimiterPolicy
    /// When the circuit breaker opens, so that no calls are made.
    package let breaker: BreakerPolicy
    /// Which failures the circuit breaker counts.
    package let breakerCounts: BreakerCounts
    /// How the gateway checks its instances; nil where it doesn't.
    package let health: HealthCheckPlan?
    /// When an instance that fails gets no requests for a while; nil never does.
    package let outliers: OutlierPolicy?
    /// When a failed call is tried again; nil never does.
    package let retry: RetryPolicy?
    /// Retries and hedges may be this share of the calls, above 0 and at most 1.
    package let retryBudget: Double
    /// When a second attempt is made beside a slow first one; nil never does.
    package let hedge: HedgePolicy?
    /// How long a response is used again for the same request; nil doesn't.
    package let cache: CachePlan?
    /// Which redirects are followed; nil follows none.
    package let follow: FollowPolicy?
    /// What `Host` says, with a port where there is one; nil says the instance's.
    package let host: String?
    /// What calls say in `User-Agent`, unless the client's is passed on; nil for the gateway's own name.
    package let userAgent: String?
    /// Headers sent with each call.
    package let headers: [HTTPField]
    /// Names of the client's headers that are passed on.
    package let forwardedHeaders: [HTTPField.Name]
    /// Which ids of the client's request are passed on.
    package let propagated: Propagation
    /// What it gets in `Authorization` from the gateway; nil for nothing.
    package let credentials: ServiceCredentials?

    /// Whether it has, or may get, more than one instance.
    package var mayHaveSeveralInstances: Bool { discovery != nil || instances.count > 1 }
    /// Whether it may be without an instance in use, though nobody has taken one out of use.
    package var mayLackInstances: Bool { discovery != nil || health != nil }

    /// A service made of its parts.
    package init(
        name: String,
        instances: [ServiceInstance],
        discovery: DiscoveryPlan? = nil,
        balance: Balance,
        balanceKey: BalanceKey? = nil,
        slowStart: TimeSpan = .zero,
        timeout: TimeSpan,
        connectTimeout: TimeSpan,
        connection: ConnectionPlan = .standard,
        maximumResponse: Int,
        concurrency: LimiterPolicy,
        breaker: BreakerPolicy = .standard,
        breakerCounts: BreakerCounts = .standard,
        health: HealthCheckPlan? = nil,
        outliers: OutlierPolicy? = nil,
        retry: RetryPolicy? = nil,
        retryBudget: Double,
        hedge: HedgePolicy? = nil,
        cache: CachePlan? = nil,
        follow: FollowPolicy? = nil,
        host: String? = nil,
        userAgent: String? = nil,
        headers: [HTTPField] = [],
        forwardedHeaders: [HTTPField.Name] = [],
        propagated: Propagation,
        credentials: ServiceCredentials? = nil
    ) {
        self.name = name
        self.instances = instances
        self.discovery = discovery
        self.balance = balance
        self.balanceKey = balanceKey
        self.slowStart = slowStart
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.connection = connection
        self.maximumResponse = maximumResponse
        self.concurrency = concurrency
        self.breaker = breaker
        self.breakerCounts = breakerCounts
        self.health = health
        self.outliers = outliers
        self.retry = retry
        self.retryBudget = retryBudget
        self.hedge = hedge
        self.cache = cache
        self.follow = follow
        self.host = host
        self.userAgent = userAgent
        self.headers = headers
        self.forwardedHeaders = forwardedHeaders
        self.propagated = propagated
        self.credentials = credentials
    }
}
