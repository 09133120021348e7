package import HTTPTypes
package import TuttiResilience

/// A service of `gateway.yaml`: where its instances are and how it may be called.
package struct ServicePlan: Sendable, Hashable {
    /// Its name in composition files, logs and metrics.
    package var name: String
    /// Its instances, at least one.
    package var instances: [ServiceInstance]
    /// Which of them gets the next request.
    package var balance: Balance
    /// How long a call may take that names no timeout.
    package var timeout: TimeSpan
    /// How long opening a connection may take.
    package var connectTimeout: TimeSpan
    /// The most bytes of a response body, before and after content decoding, each.
    package var maximumResponse: Int
    /// How many calls run at once and how many wait.
    package var concurrency: LimiterPolicy
    /// When calls are no longer made.
    package var breaker: BreakerPolicy
    /// What counts as a failure for `breaker`.
    package var breakerCounts: BreakerCounts
    /// When a failed call is tried again; nil never does.
    package var retry: RetryPolicy?
    /// Retries and hedges may be this share of the calls, above 0 and at most 1.
    package var retryBudget: Double
    /// When a second attempt is made beside a slow first one; nil never does.
    package var hedge: HedgePolicy?
    /// How long a response is used again for the same request; nil doesn't.
    package var cache: TimeSpan?
    /// Which redirects are followed; nil follows none.
    package var follow: FollowPolicy?
    /// What `Host` says, with a port where there is one; nil says the instance's.
    package var host: String?
    /// Headers sent with each call.
    package var headers: [HTTPField]
    /// Names of the client's headers that are passed on.
    package var forwardedHeaders: [HTTPField.Name]
    /// What tells where a request came from that is passed on.
    package var propagated: Propagation

    /// A service of its parts.
    package init(
        name: String,
        instances: [ServiceInstance],
        balance: Balance = .roundRobin,
        timeout: TimeSpan = .seconds(1),
        connectTimeout: TimeSpan = .milliseconds(100),
        maximumResponse: Int = 1 << 20,
        concurrency: LimiterPolicy = LimiterPolicy(atOnce: 128, waiting: 64),
        breaker: BreakerPolicy = .standard,
        breakerCounts: BreakerCounts = .standard,
        retry: RetryPolicy? = nil,
        retryBudget: Double = 0.2,
        hedge: HedgePolicy? = nil,
        cache: TimeSpan? = nil,
        follow: FollowPolicy? = nil,
        host: String? = nil,
        headers: [HTTPField] = [],
        forwardedHeaders: [HTTPField.Name] = [],
        propagated: Propagation = .all
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
    }
}
