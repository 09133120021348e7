internal import TuttiPlan
internal import TuttiResilience

/// The keys of `connections` of a service.
enum ConnectionsKeys {
    static let atMost = Key(
        "at-most", .integer(1...10_000),
        "The most connections that are in use from one worker to one instance, for calls and for routes each.",
        foreign: ["max", "maximum", "max-connections", "pool-size", "limit"])

    static let keepAlive = Key(
        "keep-alive", .duration, "How long a connection is kept that nobody uses.",
        default: ConnectionPlan.standard.keepAlive,
        foreign: ["keepalive", "idle-timeout", "keepalive-timeout", "idle"])

    static let life = Key(
        "life", .duration, "How old a connection gets before no further request goes over it.",
        default: ConnectionPlan.standard.life, foreign: ["max-age", "lifetime", "max-lifetime", "ttl"])

    static let warm = Key(
        "warm", .integer(1...100),
        "So many connections of each worker to each instance are opened ahead of requests, by the requests of `health`.",
        foreign: ["min", "minimum", "min-idle", "preconnect"])

    static let table = KeyTable(
        "`connections`", keys: [atMost, keepAlive, life, warm],
        example: "write it like `{ keep-alive: 60s, life: 5m }`")
}
