package import HTTPTypes
package import TuttiResilience

/// A service of `gateway.yaml`: where its instances are and how it may be called.
package struct ServicePlan: Sendable, Hashable {
    /// Its name in composition files, logs and metrics.
    package let name: String
    /// Its instances, at least one.
    package let instances: [ServiceInstance]
    /// Which instance gets the next request.
    package let balance: Balance
    /// How long a call may take that names no timeout.
    package let timeout: TimeSpan
    /// How long opening a connection may take.
    package let connectTimeout: TimeSpan
    /// The most bytes of a response body, before and after content decoding, each.
    package let maximumResponse: Int
    /// How many calls may run at once, and how many may wait.
    package let concurrency: LimiterPolicy
    /// When the circuit breaker opens, so that no calls are made.
    package let breaker: BreakerPolicy
    /// Which failures the circuit breaker counts.
    package let breakerCounts: BreakerCounts
    /// When a failed call is tried again; nil never does.
    package let retry: RetryPolicy?
    /// Retries and hedges may be this share of the calls, above 0 and at most 1.
    package let retryBudget: Double
    /// When a second attempt is made beside a slow first one; nil never does.
    package let hedge: HedgePolicy?
    /// How long a response is used again for the same request; nil doesn't.
    package let cache: TimeSpan?
    /// Which redirects are followed; nil follows none.
    package let follow: FollowPolicy?
    /// What `Host` says, with a port where there is one; nil says the instance's.
    package let host: String?
    /// Headers sent with each call.
    package let headers: [HTTPField]
    /// Names of the client's headers that are passed on.
    package let forwardedHeaders: [HTTPField.Name]
    /// Which ids of the client's request are passed on.
    package let propagated: Propagation
    /// What it gets in `Authorization` from the gateway; nil for nothing.
    package let credentials: ServiceCredentials?

    /// A service made of its parts.
    package init(
        name: String,
        instances: [ServiceInstance],
        balance: Balance,
        timeout: TimeSpan,
        connectTimeout: TimeSpan,
        maximumResponse: Int,
        concurrency: LimiterPolicy,
        breaker: BreakerPolicy = .standard,
        breakerCounts: BreakerCounts = .standard,
        retry: RetryPolicy? = nil,
        retryBudget: Double,
        hedge: HedgePolicy? = nil,
        cache: TimeSpan? = nil,
        follow: FollowPolicy? = nil,
        host: String? = nil,
        headers: [HTTPField] = [],
        forwardedHeaders: [HTTPField.Name] = [],
        propagated: Propagation,
        credentials: ServiceCredentials? = nil
    ) {
        self.name = name
        self.instances = instances
        self.balance = balance
        self.timeout = timeout
        self.connectTimeout = connectTimeout
        self.maximumResponse = maximumResponse
        self.concurrency = concurrency
        self.breaker = breaker
        self.breakerCounts = breakerCounts
        self.retry = retry
        self.retryBudget = retryBudget
        self.hedge = hedge
        self.cache = cache
        self.follow = follow
        self.host = host
        self.headers = headers
        self.forwardedHeaders = forwardedHeaders
        self.propagated = propagated
        self.credentials = credentials
    }
}
