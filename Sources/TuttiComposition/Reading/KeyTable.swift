/// The keys of each kind of mapping: those that are read, and those of the language that this version does not carry out yet.
///
/// When a feature is built, its key moves from `later` to `keys`.
struct KeyTable {
    /// What the mapping is, for messages.
    let place: String
    /// The keys that are read.
    let keys: [String]
    /// The keys that are refused for now.
    var later: [String] = []
    /// Keys of earlier versions, which are read with a warning, and what they are called now.
    var renamed: [String: String] = [:]
    /// How the mapping is written, where that says more than the names of its keys.
    var example: String?
    /// What other tools call a key, and what to do here.
    var foreign: [String: ForeignKey] = [:]

    static let gateway = KeyTable(
        place: "gateway.yaml",
        keys: ["listen", "admin", "admin-hosts", "env", "defaults", "services"],
        foreign: ForeignKey.ofGateway)

    static let defaults = KeyTable(
        place: "`defaults`",
        keys: [
            "deadline", "timeout", "max-request-body", "max-calls", "cache-memory", "concurrency", "breaker", "retry",
            "headers", "forward-headers", "propagate",
        ], renamed: ["answer-memory": "cache-memory"], foreign: ForeignKey.ofDefaults)

    static let service = KeyTable(
        place: "a service",
        keys: [
            "instances", "balance", "timeout", "connect-timeout", "max-response", "concurrency", "breaker", "headers",
            "forward-headers", "retry", "hedge", "cache", "follow", "host", "propagate",
        ],
        example: "write it like `{ instances: [http://127.0.0.1:7001] }`",
        foreign: ForeignKey.ofService)

    static let serviceRetry = KeyTable(
        place: "`retry` of a service",
        keys: ["attempts", "on", "budget", "backoff", "attempt-timeout"])

    static let callRetry = KeyTable(
        place: "`retry` of a call",
        keys: ["attempts", "on", "backoff", "attempt-timeout"])

    static let follow = KeyTable(
        place: "`follow`",
        keys: ["at-most", "hosts"])

    static let concurrency = KeyTable(
        place: "`concurrency`",
        keys: ["at-once", "waiting"],
        example: "write it like `{ at-once: 128, waiting: 64 }`")

    static let breaker = KeyTable(
        place: "`breaker`",
        keys: ["failure-ratio", "window", "minimum-calls", "open-for", "probes", "clients", "counts"],
        example: "write it like `{ failure-ratio: 0.5, open-for: 5s }`")

    static let endpoint = KeyTable(
        place: "an endpoint",
        keys: [
            "endpoint", "summary", "deadline", "calls", "response", "status", "meta", "fields", "schema", "tests",
        ],
        foreign: ForeignKey.ofEndpoint)

    static let call = KeyTable(
        place: "a call",
        keys: [
            "service", "get", "head", "post", "put", "patch", "delete", "query", "headers", "forward-headers",
            "cookies", "body", "select", "when", "each", "batch", "key", "many", "at-most", "parallel", "required",
            "otherwise", "accept", "timeout", "retry", "hedge", "cache", "follow", "into",
        ],
        example: "write it like `{ service: users, get: \"/users/{path.id}\" }`",
        foreign: ForeignKey.ofCall)

    /// What expressions read of `meta.<call>`.
    static let meta = KeyTable(
        place: "`meta` of a call",
        keys: ["outcome", "reason", "status", "headers", "ms", "attempts", "age", "failed", "unmatched"])

    /// Names of the document that hold nothing yet.
    static let laterNames = ["claims"]
}
