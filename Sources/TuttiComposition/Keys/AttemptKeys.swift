/// `retry`, `hedge`, `cache` and `follow`, which a service and a call have.
struct AttemptKeys: Sendable {
    let retry: Key<YAMLNode, Void>
    let hedge: Key<YAMLNode, Void>
    let cache: Key<YAMLNode, Void>
    let follow: Key<YAMLNode, Void>

    /// All four.
    var all: [any DeclaredKey] { [retry, hedge, cache, follow] }

    /// The keys of a service, or those of a call, which override the service's.
    ///
    /// - Parameters:
    ///   - explanation: what the description of each goes on with.
    ///   - isOfService: whether they are a service's: nothing is done then without the key.
    init(explanation: String, isOfService: Bool) {
        let standard: SchemaValue? = isOfService ? false : nil
        retry = Key(
            "retry", .node(.off(or: (isOfService ? RetryKeys.serviceTable : RetryKeys.callTable).schema)),
            "When a failed call is tried again. A `post` or `patch` is only where nothing of it was sent: `on: [connect]`."
                + explanation,
            writtenDefault: standard, examples: ["attempts": 3, "on": ["connect", "reset", 503]],
            foreign: ["retries"])
        hedge = Key(
            "hedge", .node(.off(or: .text(matching: Self.durationOrPercentile, form: "a duration, or p50 to p99"))),
            "A second attempt is made beside the first one when that takes longer than this: a duration, or `p95`, "
                + "the time within which 95 % of the responses came lately. The first response counts." + explanation,
            writtenDefault: standard, examples: "p95", "50ms")
        cache = Key(
            "cache", .node(.off(or: .duration)),
            "For so long a response to `get` or `head` is used again for the same request." + explanation,
            writtenDefault: standard, examples: "30s", foreign: ["ttl"])
        follow = Key(
            "follow", .node(.off(or: ["anyOf": [FollowKeys.atMost.valueSchema, FollowKeys.table.schema]])),
            "How many redirects of one request are followed: to instances of the service, and to the hosts that are named."
                + explanation,
            writtenDefault: standard, examples: 3, ["at-most": 3, "hosts": ["cdn.example.com"]],
            foreign: ["redirects", "follow-redirects"])
    }

    /// The percentiles that `hedge` takes, `p50` to `p99`.
    static let percentiles = 50...99

    private static let durationOrPercentile =
        "^p[5-9][0-9]$|^0*([1-9][0-9]{0,7}ms|[1-9][0-9]{0,4}s|[1-9][0-9]{0,3}m)$"
}
