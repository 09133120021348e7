internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience

/// A service while gateway.yaml is read: the defaults of the keys, until `defaults` and then the service say otherwise.
struct ServiceDraft {
    var instances: [ServiceInstance] = []
    var discovery: DiscoveryPlan?
    var balance = ServiceKeys.balance.standard
    var balanceKey: BalanceKey?
    var slowStart = TimeSpan.zero
    var timeout = DefaultsKeys.timeout.standard
    var connectTimeout = ServiceKeys.connectTimeout.standard
    var connection = ConnectionPlan.standard
    var maximumResponse = ServiceKeys.maximumResponse.standard
    var concurrency = LimiterPolicy(
        atOnce: ConcurrencyKeys.atOnce.standard, waiting: ConcurrencyKeys.waiting.standard)
    var breaker = BreakerPolicy.standard
    var breakerCounts = BreakerCounts.standard
    var health: HealthCheckPlan?
    var outliers: OutlierPolicy? = .standard
    var retry: RetryPolicy?
    var retryBudget = RetryKeys.budget.standard
    var hedge: HedgePolicy?
    var cache: CachePlan?
    var follow: FollowPolicy?
    var host: String?
    var userAgent: String?
    var headers: [HTTPField] = []
    var forwardedHeaders: [HTTPField.Name] = []
    var propagated = Propagation.all
    var credentials: ServiceCredentials?

    /// The service of the plan.
    func plan(called name: String) -> ServicePlan {
        ServicePlan(
            name: name, instances: discovery.map { [$0.standIn(for: name)] } ?? instances, discovery: discovery,
            balance: balance, balanceKey: balanceKey, slowStart: slowStart,
            timeout: timeout, connectTimeout: connectTimeout, connection: connection,
            maximumResponse: maximumResponse, concurrency: concurrency, breaker: breaker,
            breakerCounts: breakerCounts, health: health, outliers: outliers, retry: retry, retryBudget: retryBudget,
            hedge: hedge, cache: cache,
            follow: follow, host: host, userAgent: userAgent, headers: headers, forwardedHeaders: forwardedHeaders,
            propagated: propagated,
            credentials: credentials)
    }
}
