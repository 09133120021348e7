/// The keys of `defaults`, an endpoint and a route that say what is done to responses on their way to the client.
enum EdgeKeys {
    static let securityHeaders = Key(
        "security-headers", .node(["anyOf": [["type": "boolean"], .headerChanges]]),
        "Headers that tell browsers to be careful, unless the response has its own: `true` for the usual ones, or a mapping of names "
            + "to values beside them or in their place; null leaves one out.", writtenDefault: false,
        examples: true, ["content-security-policy": "default-src 'none'", "x-frame-options": nil],
        foreign: ["secure-headers", "securityHeaders", "helmet"])

    static let entityTag = Key(
        "etag", .bool,
        "Whether responses have an `ETag` over their bytes, and clients that have these bytes already get 304. Responses in which a "
            + "call has failed have none.", default: false, foreign: ["etags", "conditional"])

    static let compression = Key(
        "compression", .bool,
        "Whether responses of 1 KiB and more are compressed with br or gzip for clients that want it. Not for responses with secrets "
            + "beside what a client can choose: their length tells of the secrets (BREACH).", default: false,
        foreign: ["gzip", "compress", "brotli"])

    /// Those of a route.
    static let ofRoutes: [any DeclaredKey] = [CORSKeys.choice, securityHeaders]
    /// Those of an endpoint, and of `defaults`.
    static let all: [any DeclaredKey] = ofRoutes + [entityTag, compression]
}
