internal import TuttiPolicies

/// The keys by which the gateway shows an issuer who it is (RFC 6749, 2.3.1).
enum OAuthClientKeys {
    static let id = Key(
        "client-id", .text, "What the gateway is called by the issuer.", examples: "tutti",
        foreign: ["client_id", "clientId", "username"])

    static let secret = Key(
        "client-secret", .text, "The secret that goes with it: `\"${NAME}\"` takes it from the environment.",
        examples: "${ISSUER_SECRET}", foreign: ["client_secret", "clientSecret", "password"])

    static let authentication = Key(
        "authentication",
        .oneOf(OAuthClient.Authentication.allCases.map { ($0.rawValue, $0) }) { word in
            (
                "`\(word)` is no way in which the gateway shows who it is",
                "`basic` sends id and secret in `Authorization`, `post` in the form"
            )
        },
        "How they are sent: `basic` in `Authorization`, `post` in the form.", default: .basic,
        foreign: ["token_endpoint_auth_method", "auth_method", "client-authentication"])

    static let all: [any DeclaredKey] = [id, secret, authentication]
}
