/// `retry`, `hedge`, `cache` and `follow`, which both a service and a call may have.
struct AttemptKeys: Sendable {
    /// When a failed call is tried again.
    let retry: Key<YAMLNode, Void>
    /// When a second attempt is made beside a slow first one.
    let hedge: Key<YAMLNode, Void>
    /// How long a response is reused.
    let cache: Key<YAMLNode, Void>
    /// How many redirects are followed, and to which hosts.
    let follow: Key<YAMLNode, Void>

    /// All four.
    var all: [any DeclaredKey] { [retry, hedge, cache, follow] }

    /// The keys of a service, or those of a call, which override the service's.
    ///
    /// - Parameters:
    ///   - explanation: text added to the end of each description.
    ///   - isOfService: true for a service: leaving a key out switches it off. In a call, the service's value holds.
    init(explanation: String, isOfService: Bool) {
        let standard: SchemaValue? = isOfService ? false : nil
        retry = Key(
            "retry", .node(.off(or: (isOfService ? RetryKeys.serviceTable : RetryKeys.callTable).schema)),
            "When a failed call is tried again. A `post` or `patch` is tried again only when nothing of it was sent: `on: [connect]`."
                + explanation,
            writtenDefault: standard, examples: ["attempts": 3, "on": ["connect", "reset", 503]],
            foreign: ["retries"])
        hedge = Key(
            "hedge", .node(.off(or: .text(matching: Self.durationOrPercentile, form: "a duration, or p50 to p99"))),
            "A second attempt is made beside the first one when that takes longer than this: a duration, or `p95`, "
                + "the time within which 95 % of recent responses arrived. The first response counts." + explanation,
            writtenDefault: standard, examples: "p95", "50ms")
        cache = Key(
            "cache", .node(CacheKeys.schema(isOfService ? CacheKeys.serviceTable : CacheKeys.callTable)),
            "How long a response to `get` or `head` is reused for the same request: a duration, or `http` for what the service says."
                + explanation,
            writtenDefault: standard, examples: "30s", "http", ["for": "30s", "if-error": "10m"], foreign: ["ttl"])
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
