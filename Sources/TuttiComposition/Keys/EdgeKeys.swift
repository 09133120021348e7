/// The keys of `defaults`, an endpoint and a route that say what is done to responses on their way to the client.
enum EdgeKeys {
    static let securityHeaders = Key(
        "security-headers", .node(["anyOf": [["type": "boolean"], .headerChanges]]),
        "Headers that tell browsers to be careful, unless the response has its own: `true` for the usual ones, or a mapping of names "
            + "to values beside them or in their place; null leaves one out.", writtenDefault: false,
        examples: true, ["content-security-policy": "default-src 'none'", "x-frame-options": nil],
        foreign: ["secure-headers", "securityHeaders", "helmet"])

    /// All of them.
    static let all: [any DeclaredKey] = [CORSKeys.choice, securityHeaders]
}
