internal import TuttiCrypto
internal import TuttiResilience

/// The keys of `jwt` of a way to authenticate.
enum JWTKeys {
    static let issuer = Key(
        "issuer", .text, "Who signs the tokens: their `iss`, byte for byte.", examples: "https://id.example.com",
        foreign: ["iss", "provider", "authority", "key_claim_name"])

    static let audience = Key(
        "audience", .node(["anyOf": [.text, .list(of: .text, atLeast: 1)]]),
        "For whom the tokens are: one of these must be in their `aud`. `any` takes those for others as well.",
        examples: "shop", ["shop", "desk"], foreign: ["aud", "audiences", "allowed-audiences"])

    static let keys = Key(
        "keys", .text,
        "Where the issuer's keys are: a file, from the folder of gateway.yaml on (a JWK Set, a JWK, or a public key or certificate in "
            + "PEM), or an address that begins with `https://`. Without it, the address is the one that the issuer's "
            + "`/.well-known/openid-configuration` names.",
        examples: "https://id.example.com/jwks.json", "issuer.jwks.json",
        foreign: ["jwks", "jwk", "jwk-url", "jwks_uri", "secret", "public-key", "local_jwks"])

    static let algorithms = Key(
        "algorithms", .node(.list(of: .oneOf(names), atLeast: 1)),
        "The algorithms with which tokens may be signed. Those of secrets (HS256 and so on) stand alone: whoever can verify can sign.",
        writtenDefault: .array(standardAlgorithms.map { .string($0.rawValue) }), examples: ["RS256", "ES256"],
        foreign: ["alg", "algs", "algorithm"])

    static let leeway = Key(
        "leeway", .duration, "How far the clocks of issuer and gateway may be apart: at most 5 m.",
        default: .seconds(30),
        examples: "30s", foreign: ["clock-skew", "clock_skew_seconds", "skew"])

    static let type = Key(
        "typ", .text,
        "What the tokens say they are: `at+jwt` (RFC 9068). Without it, that, `JWT` and nothing at all are accepted.",
        examples: "at+jwt", foreign: ["type", "token-type"])

    static let header = Key(
        "header", .node(.text(matching: SchemaValue.headerName, form: "the name of a header")),
        "The header in which clients send their tokens. `authorization`, with `Bearer` in front, where neither it nor `query` nor "
            + "`cookie` is given; any other one has the token alone.",
        examples: "authorization", foreign: ["from", "from_headers", "header_names"])

    static let query = Key(
        "query", .text,
        "The parameter of the query in which clients send their tokens. URLs are logged and remembered in many places: a header is safer.",
        examples: "access_token", foreign: ["from_params", "uri_param_names"])

    static let cookie = Key(
        "cookie", .text, "The cookie in which clients send their tokens.", examples: "token",
        foreign: ["cookie-key", "from_cookies", "cookie_names"])

    static let resourceMetadata = Key(
        "resource-metadata", .text,
        "Where clients learn which issuer to go to (RFC 9728): it is named to those whose token is missing or not good.",
        examples: "https://shop.example.com/.well-known/oauth-protected-resource", foreign: ["resource_metadata"])

    static let origins = Key(
        "origins", .node(.list(of: .text, atLeast: 1)),
        "By which origins clients know the gateway: a proof (`DPoP`) is for an address of one of them. Without it, the address is the one "
            + "that the request was sent to, by its `Host`.",
        examples: ["https://api.example.com"], foreign: ["origin", "htu"])

    static let table = KeyTable(
        "`jwt`",
        keys: [issuer, audience, keys, algorithms, leeway, type, header, query, cookie, resourceMetadata, origins],
        required: [issuer, audience],
        example:
            "write it like `{ issuer: https://id.example.com, audience: shop, keys: https://id.example.com/jwks.json }`"
    )

    /// The word in place of an audience that takes tokens for everybody.
    static let anyAudience = "any"

    /// What holds without `algorithms`: one of each kind of public key.
    static let standardAlgorithms: [SignatureAlgorithm] = [.rs256, .ps256, .es256, .edDSA]

    static let names = SignatureAlgorithm.allCases.map(\.rawValue)

    /// The most that `leeway` may be.
    static let longestLeeway = TimeSpan.seconds(300)
}
