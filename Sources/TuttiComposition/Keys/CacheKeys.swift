internal import TuttiPlan

/// The keys of `cache`.
enum CacheKeys {
    /// The word for what the service says itself.
    static let http = "http"

    static let time = Key(
        "for", .node(durationOrHTTP),
        "How long a response is fresh: a duration, or `http` for what the service says in its headers (RFC 9111).",
        examples: "30s", "http", foreign: ["ttl", "max-age", "time"])

    static let whileRevalidate = Key(
        "while-revalidate", .duration,
        "So long after that, a response is still used, while a newer one is fetched. With `http`, where the service says nothing of it.",
        examples: "30s", foreign: ["stale-while-revalidate", "swr"])

    static let ifError = Key(
        "if-error", .duration,
        "So long after that, a response stands in when there is no newer one. With `http`, where the service says nothing of it.",
        examples: "10m", foreign: ["stale-if-error"])

    static let negative = Key(
        "negative", .duration,
        "How long a 404, 405, 410, 414 or 501 is used again, which is kept no longer than that. Not with `http`.",
        examples: "5s", foreign: ["negative-ttl"])

    static let vary = Key(
        "vary", .node(.headerNames),
        "The only headers of a request that tell responses apart; without it, all that are sent do. Not with `http`: there the service says it.",
        examples: ["accept-language"])

    static let tags = Key(
        "tags", .node(.list(of: .text)),
        "What a response is purged by: text with `{expression}` as placeholders. `Cache-Tag` and `Surrogate-Key` of the service are tags, too.",
        examples: ["user-{path.id}"], foreign: ["surrogate-keys", "surrogate-key", "keys"])

    static let maximumSize = Key(
        "max-size", .size, "The largest body that is kept; a larger one passes through.",
        default: CachePlan.standardSize, foreign: ["max-body", "max-object"])

    static let heedsRequest = Key(
        "heed-request", .bool,
        "Whether `Cache-Control` of a client's request counts, which can ask for a newer response than the one that is kept. Only with `http`.",
        default: false, foreign: ["request-directives", "client-directives"])

    static let storesCookies = Key(
        "store-cookies", .bool,
        "Whether responses with `Set-Cookie` are kept: all clients then get the same cookies. Without it they are not.",
        default: false, foreign: ["set-cookie", "ignore-set-cookie"])

    /// Of a service: what its calls have.
    ///
    /// Tags read the request, and stand in the call.
    static let serviceTable = KeyTable(
        "`cache` of a service", keys: [time, whileRevalidate, ifError, negative, vary, maximumSize],
        required: [time],
        foreign: [
            ForeignNames("tags", help: "tags stand in the call: `cache: { for: 30s, tags: [\"user-{path.id}\"] }`")
        ],
        example: example)

    static let callTable = KeyTable(
        "`cache` of a call", keys: [time, whileRevalidate, ifError, negative, vary, tags, maximumSize],
        required: [time], example: example)

    static let endpointTable = KeyTable(
        "`cache` of an endpoint", keys: [time, whileRevalidate, ifError, tags, maximumSize],
        required: [time],
        foreign: [
            ForeignNames("vary", help: "what the endpoint reads of the request tells its responses apart: remove it")
        ],
        example: example)

    static let routeTable = KeyTable(
        "`cache` of a route",
        keys: [time, whileRevalidate, ifError, negative, vary, tags, maximumSize, heedsRequest, storesCookies],
        required: [time], example: example)

    /// What stands under `cache` with that table.
    static func schema(_ table: KeyTable) -> SchemaValue {
        .off(or: ["anyOf": [durationOrHTTP, table.schema]])
    }

    private static let durationOrHTTP: SchemaValue = ["anyOf": [.duration, ["const": "http"]]]
    private static let example = "write it like `30s`, `http` or `{ for: 30s, if-error: 10m }`"
}
