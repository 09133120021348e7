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
    /// How long an answer is used again for the same request; nil doesn't.
    package var cache: TimeSpan?
    /// Header fields sent with each call.
    package var fields: [HTTPField]
    /// Names of the client's header fields that are passed on.
    package var forwardedFields: [HTTPField.Name]

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
        fields: [HTTPField] = [],
        forwardedFields: [HTTPField.Name] = []
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
        self.fields = fields
        self.forwardedFields = forwardedFields
    }
}

/// How requests are spread over the instances of a service.
package enum Balance: String, Sendable, Hashable, CaseIterable {
    /// One after the other.
    case roundRobin = "round-robin"
    /// The one with the fewest requests under way from this gateway; of equal ones in turn.
    case leastRequests = "least-requests"
    /// Any.
    case random
    /// The same for the same path, as long as there are the same instances (rendezvous hashing).
    case hash
}

/// Where one instance of a service listens.
package struct ServiceInstance: Sendable, Hashable {
    /// Whether it is spoken to over TLS (`https`).
    package var isSecure: Bool
    /// A name or an IP literal; IPv6 without brackets.
    package var host: String
    /// 1 to 65535.
    package var port: Int
    /// What precedes the path of each call, without a slash at its end: `/v2`, or empty.
    package var basePath: String

    /// An instance of its parts.
    package init(isSecure: Bool = false, host: String, port: Int, basePath: String = "") {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.basePath = basePath
    }
}
