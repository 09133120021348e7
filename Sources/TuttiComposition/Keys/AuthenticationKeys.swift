/// The keys of `auth` of gateway.yaml: how clients show who they are, and of `auth` and `allow` elsewhere: who may ask.
enum AuthenticationKeys {
    static let apiKeys = Key(
        "api-keys", .mapping(APIKeysKeys.table), "Keys that clients send as they are.",
        examples: ["header": "x-api-key", "keys": "partners.yaml"],
        foreign: ["api-key", "apikey", "key-auth", "api_key", "apiKey", "keys"])

    static let jwt = Key(
        "jwt", .mapping(JWTKeys.table), "Tokens that an issuer has signed.",
        examples: ["issuer": "https://id.example.com", "audience": "shop"],
        foreign: ["jwt_authn", "oidc", "openid-connect", "oauth2", "bearer", "token"])

    static let introspection = Key(
        "introspection", .mapping(IntrospectionKeys.table), "Tokens that their server is asked about.",
        examples: [
            "url": "https://id.example.com/introspect", "client-id": "tutti", "client-secret": "${ISSUER_SECRET}",
        ],
        foreign: ["oauth2-introspection", "oauth2_introspection", "opaque-token"])

    static let session = Key(
        "session", .mapping(SessionKeys.table),
        "Browsers that log in at an OpenID provider, and have an encrypted cookie.",
        examples: ["issuer": "https://id.example.com", "client-id": "shop", "origin": "https://shop.example.com"],
        foreign: ["sessions", "login", "oidc-session", "cookie", "bff"])

    static let basic = Key(
        "basic", .mapping(BasicKeys.table), "Users with passwords, which clients send with each request.",
        examples: ["users": "people.yaml"], foreign: ["basic-auth", "basic_auth", "auth_basic", "htpasswd", "password"])

    static let clientCertificate = Key(
        "client-certificate", .node(["const": true]),
        "`true`: the certificate that the client has shown to a listener with `clients`.",
        examples: true, foreign: ["mtls", "mutual-tls", "client-cert", "tls", "x509"])

    /// The ways, of which an entry of `auth` has one.
    static let ways: [any DeclaredKey] = [apiKeys, jwt, introspection, basic, session, clientCertificate]

    static let table = KeyTable(
        "a way of `auth`", keys: ways,
        example: "write it like `{ api-keys: { keys: partners.yaml } }`",
        rules: { [("oneOf", .array(ways.map { ["required": [.string($0.name)]] }))] })

    /// The ways of gateway.yaml.
    static let declared = Key(
        "auth", .node(.map(names: namePattern, of: table.schema)),
        "The ways by which clients show who they are, each under a name. With one, each endpoint and each route needs `auth`.",
        examples: ["partners": ["api-keys": ["keys": "partners.yaml"]]],
        foreign: ["authentication", "authenticators", "security", "plugins"])

    /// Expressions that several endpoints share.
    static let rules = Key(
        "rules", .node(.map(names: namePattern, of: .value)),
        "Rules for `allow`, each under its name, by which clients and logs are told of it.",
        examples: ["is-owner": "claims.sub == path.id"])

    /// Who may ask.
    static let choice = Key(
        "auth", .node(["anyOf": [.text, .list(of: .text, atLeast: 1)]]),
        "The ways of `auth` in gateway.yaml by which clients may show who they are: the first one counts whose credentials are there. "
            + "`none` asks nobody; `optional` behind others, or for all of them, lets those go on who show nothing.",
        examples: "partners", ["customers", "partners"],
        foreign: ["authentication", "authorization", "authenticate", "security", "requires"])

    /// What must be true.
    static let allow = Key(
        "allow", .node(["anyOf": [.value, .list(of: .value, atLeast: 1)]]),
        "What must be true for a request to be served: an expression, the name of one of `rules`, or a list of both, of which all must "
            + "hold. It is asked before any call, and may read `claims`, `client`, `path`, `query`, `headers`, `cookies` and, in an "
            + "endpoint, `body`. Else the client gets 403.",
        examples: "claims.sub == path.id", ["is-owner", "claims.plan == 'gold'"],
        foreign: ["authorize", "permissions", "permit", "policy", "acl", "deny"])

    /// What an endpoint or a route says of it.
    static let ofOne: [any DeclaredKey] = [choice, allow]

    /// Words in place of the name of a way.
    static let none = "none"
    static let optional = "optional"

    static let namePattern = "^[A-Za-z0-9_.-]+$"
}
