internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiRedis

/// What the instances of a gateway share: the client for their Redis, and what is kept there.
///
/// It outlives generations that name the same Redis, and closes its connections when the last of them has ended.
final class SharedStore: Sendable {
    /// The Redis.
    let client: RedisClient
    /// Their limits.
    let limits: SharedLimits
    /// Responses for those who repeat a request.
    let repeats: any RepeatStore

    /// What stands at the Redis of that client.
    init(_ client: RedisClient) {
        self.client = client
        limits = SharedLimits(client)
        repeats = RedisRepeatStore(client)
    }
}
