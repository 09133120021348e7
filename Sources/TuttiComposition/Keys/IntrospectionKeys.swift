internal import TuttiResilience

/// The keys of `introspection` of a way to authenticate.
enum IntrospectionKeys {
    static let url = Key(
        "url", .text,
        "Where the server is asked about tokens: an address that begins with `https://`, or with `http://` of this machine.",
        examples: "https://id.example.com/introspect",
        foreign: ["introspection_endpoint", "introspection-url", "endpoint", "uri"])

    static let issuer = Key(
        "issuer", .text, "Who has issued the tokens: the `iss` that the server says, byte for byte.",
        examples: "https://id.example.com", foreign: ["iss"])

    static let audience = Key(
        "audience", .node(["anyOf": [.text, .list(of: .text, atLeast: 1)]]),
        "For whom the tokens are: one of these must be in the `aud` that the server says. Without it, the server alone judges that.",
        examples: "shop", ["shop", "desk"], foreign: ["aud", "audiences"])

    static let cache = Key(
        "cache", .duration,
        "How long a token is good without asking again that the server has called active: at most 5 m, and never longer than it says "
            + "itself. One that is not active is asked about again after 10 s at the latest.",
        default: .seconds(30), examples: "30s", foreign: ["cache-ttl", "ttl", "cache_ttl"])

    static let unavailable = Key(
        "unavailable", .node(["anyOf": [.oneOf([deny]), UnavailableKeys.table.schema]]),
        "What happens while the server is away. `deny`: who sends a token that isn't kept gets 503. `{ last-known: 60s }`: a token that "
            + "was active is good for that much longer, but never longer than it says itself.",
        writtenDefault: .string(deny), examples: ["last-known": "60s"], foreign: ["on-error", "fail-open"])

    static let table = KeyTable(
        "`introspection`",
        keys: [url] + OAuthClientKeys.all + [
            issuer, audience, JWTKeys.leeway, cache, unavailable, JWTKeys.header, JWTKeys.query, JWTKeys.cookie,
            JWTKeys.resourceMetadata, JWTKeys.origins,
        ],
        required: [url, OAuthClientKeys.id, OAuthClientKeys.secret],
        example:
            "write it like `{ url: https://id.example.com/introspect, client-id: tutti, client-secret: \"${SECRET}\" }`"
    )

    /// The word for refusing while the server is away.
    static let deny = "deny"
    /// The most that `cache` and `last-known` may be.
    static let longest = TimeSpan.seconds(300)
}
