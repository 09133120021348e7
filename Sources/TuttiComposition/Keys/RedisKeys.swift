internal import TuttiPlan
internal import TuttiResilience

/// The keys of `redis` of gateway.yaml.
enum RedisKeys {
    static let redis = Key(
        "redis", .node(["anyOf": [url, table.schema]]),
        "The Redis that several instances of this gateway share for limits and repeated requests: its URL, or a mapping.",
        examples: "redis://127.0.0.1:6379/0", foreign: ["redis-url", "redisUrl", "redis_url"])

    static let address = Key(
        "address", .node(url), "The URL of one server.", examples: "rediss://cache.internal:6380",
        "redis+unix:///run/redis.sock",
        foreign: ["url", "host", "server", "endpoint"])

    static let sentinel = Key(
        "sentinel", .mapping(sentinelTable),
        "The sentinels that know which server is the primary, in place of `address`.",
        foreign: ["sentinels"])

    static let cluster = Key(
        "cluster", .node(.list(of: node, atLeast: 1)),
        "Some nodes of a cluster, in place of `address`: they know the others.",
        examples: ["10.0.0.1:6379"], foreign: ["nodes", "cluster-nodes", "startup-nodes"])

    static let user = Key("user", .text, "The user of its access list.", examples: "tutti", foreign: ["username"])

    static let password = Key(
        "password", .text, "The password, best from the environment.", examples: "${REDIS_PASSWORD}",
        foreign: ["auth", "pass", "secret"])

    static let tls = Key(
        "tls", .mapping(ServiceTLSKeys.table),
        "With whom TLS is spoken: who has signed the certificate of the server, whom it is for, and what the gateway shows.",
        foreign: ["ssl"])

    static let timeout = Key(
        "timeout", .duration, "How long a command may take: what asks waits no longer, and goes on without Redis.",
        default: TimeSpan.milliseconds(25), foreign: ["command-timeout", "read-timeout"])

    static let prefix = Key(
        "prefix", .text, "What all keys begin with: gateways that share nothing use another one each.",
        default: "tutti:", foreign: ["key-prefix", "namespace"])

    static let name = Key(
        "name", .text, "The name under which the sentinels watch the primary.", examples: "mymaster",
        foreign: ["master", "master-name", "primary"])

    static let addresses = Key(
        "addresses", .node(.list(of: node, atLeast: 1)), "Where the sentinels listen; port 26379 if none is said.",
        examples: ["10.0.0.1:26379"], foreign: ["hosts", "nodes"])

    static let table = KeyTable(
        "`redis`", keys: [address, sentinel, cluster, user, password, tls, timeout, prefix],
        foreign: [
            ForeignNames("port", help: "it belongs to the address: `redis://127.0.0.1:6379`"),
            ForeignNames("db", "database", help: "it belongs to the address: `redis://127.0.0.1:6379/2`"),
            ForeignNames(
                "pool", "pool-size", "max-connections", help: "remove it: each worker has one connection to a server"),
        ],
        example: "write it like `redis://127.0.0.1:6379`, or `{ address: redis://127.0.0.1:6379, timeout: 25ms }`")

    static let sentinelTable = KeyTable(
        "`sentinel`", keys: [name, addresses],
        example: "write it like `{ name: mymaster, addresses: [10.0.0.1:26379] }`")

    private static let url = SchemaValue.text(
        matching: "^(rediss?|redis\\+unix)://", form: "a URL like redis://127.0.0.1:6379")
    private static let node = SchemaValue.text(
        matching: "^((rediss?)://)?[^/]+/?$", form: "a host and a port, like 10.0.0.1:6379")
}
