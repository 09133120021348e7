internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// What a connection says at its beginning, and how long its commands may take.
struct RedisProfile: Sendable {
    /// The user of the access list; nil for `default`.
    var user: String?
    /// The password; nil for none.
    var password: Secret?
    /// The number of the database.
    var database = 0
    /// Whether the server has to be a primary.
    var mustBePrimary = false
    /// How long a command may take.
    var timeout = TimeSpan.milliseconds(25)

    /// The profile of a plan.
    init(_ plan: RedisPlan) {
        user = plan.user
        password = plan.password
        database = plan.database
        timeout = plan.timeout
        if case .sentinel = plan.place { mustBePrimary = true }
    }

    /// That of a sentinel, which has none of the users of its primary.
    init(ofSentinelFor plan: RedisPlan) {
        timeout = plan.timeout
    }
}
