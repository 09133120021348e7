/// The keys of `client-credentials` and `token-exchange`.
enum TokenGrantKeys {
    static let tokenURL = Key(
        "token-url", .text,
        "The token endpoint of the issuer: an address that begins with `https://`, or with `http://` of this machine.",
        examples: "https://id.example.com/token",
        foreign: ["token_url", "token-endpoint", "token_endpoint", "url", "endpoint"])

    static let scope = Key(
        "scope", .text,
        "What the token is for, as the issuer calls it: words with spaces between. Without it, the issuer decides.",
        examples: "orders", foreign: ["scopes"])

    static let audience = Key(
        "audience", .text, "For whom the token is, as the issuer calls it. Without it, that isn't said.",
        examples: "orders", foreign: ["aud", "resource"])

    static let table = KeyTable(
        "what the token is asked for with", keys: [tokenURL] + OAuthClientKeys.all + [scope, audience],
        required: [tokenURL, OAuthClientKeys.id, OAuthClientKeys.secret],
        example:
            "write it like `{ token-url: https://id.example.com/token, client-id: tutti, client-secret: \"${SECRET}\" }`"
    )

    static let example: SchemaValue = [
        "token-url": "https://id.example.com/token", "client-id": "tutti", "client-secret": "${ISSUER_SECRET}",
        "scope": "orders",
    ]
}
