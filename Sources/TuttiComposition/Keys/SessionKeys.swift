internal import TuttiCrypto
internal import TuttiPlan
internal import TuttiPolicies
internal import TuttiResilience

/// The keys of `session` of a way to authenticate.
enum SessionKeys {
    static let issuer = Key(
        "issuer", .text,
        "At which OpenID provider browsers log in: the `iss` of its tokens, byte for byte, and an address that begins with `https://`, or "
            + "with `http://` of this machine (`localhost`, `127.0.0.1`, `[::1]`). "
            + "Its `/.well-known/openid-configuration` says everything else.",
        examples: "https://id.example.com", foreign: ["provider", "authority", "discovery", "iss", "token_endpoint"])

    static let clientID = Key(
        "client-id", .text, "What the gateway is called at the issuer.", examples: "shop",
        foreign: ["client_id", "clientId", "client"])

    static let clientSecret = Key(
        "client-secret", .text,
        "The gateway's secret at the issuer, which stands in the environment and not in the file.",
        examples: "${CLIENT_SECRET}", foreign: ["client_secret", "clientSecret", "secret"])

    static let authentication = Key(
        "authentication",
        .oneOf([("basic", .basic), ("post", .post)]) { word in
            (
                "`\(word)` is no way to show a secret",
                Suggestion.help(for: word, among: ["basic", "post"], called: "use")
            )
        },
        "How the gateway shows its secret to the issuer: in `Authorization`, or in the form.",
        default: OAuthClient.Authentication.basic,
        foreign: ["token_endpoint_auth_method", "client_auth", "auth-method"])

    static let scopes = Key(
        "scopes", .node(.list(of: .text, atLeast: 1)),
        "What the issuer is asked for, besides `openid`. Many issuers renew a session only with `offline_access`.",
        writtenDefault: .array([.string("openid")]), examples: ["profile", "orders"], foreign: ["scope"])

    static let origin = Key(
        "origin", .text,
        "Where browsers find the gateway: `https://`, a host, and the port where it isn't 443. Only pages of it may change something. "
            + "`http://` is for `localhost` and `127.0.0.1` alone.",
        examples: "https://shop.example.com", foreign: ["base-url", "external-url", "host", "url"])

    static let redirectPath = Key(
        "redirect-path", .text,
        "The path to which the issuer sends browsers back. With `origin`, it is what the issuer has to know as the redirect URI.",
        default: SessionSettings.Paths().callback, examples: "/auth/callback",
        foreign: ["redirect-uri", "redirect_uri", "callback", "callback-path", "redirect_path"])

    static let loginPath = Key(
        "login-path", .text,
        "The path that sends browsers to log in. `?to=/orders` says where they come to afterwards.",
        default: SessionSettings.Paths().logIn, examples: "/auth/login", foreign: ["login", "signin-path"])

    static let logoutPath = Key(
        "logout-path", .text, "The path that ends a session: by POST, from a page of `origin`.",
        default: SessionSettings.Paths().logOut, examples: "/auth/logout",
        foreign: ["logout", "signout-path", "logout_path"])

    static let afterLogout = Key(
        "after-logout", .text,
        "The path to which browsers come after that. With `origin`, the issuer has to know it as well.",
        default: SessionSettings.Paths().afterLogOut, examples: "/goodbye",
        foreign: ["post_logout_redirect_uri", "post-logout-redirect-uri", "redirect_after_logout_uri"])

    static let cookie = Key(
        "cookie", .node(.text(matching: "^__Host-[A-Za-z0-9_.-]+$", form: "a name that begins with `__Host-`")),
        "The name of the cookie. It begins with `__Host-`, so that no other host can set it.",
        writtenDefault: "__Host-session", examples: "__Host-shop",
        foreign: ["cookie-name", "cookie_name", "session-name"])

    static let keys = Key(
        "keys", .node(["anyOf": [.text, .list(of: .text, atLeast: 1)]]),
        "The secrets by which cookies are encrypted: a list, or a file with one a line, each of at least 32 random bytes in base64 "
            + "(`openssl rand -base64 32`). The first one encrypts, all decrypt.",
        examples: ["${SESSION_KEY}"], "session.keys", foreign: ["secrets", "encryption-key", "session_secret", "key"])

    static let lifetime = Key(
        "lifetime", .duration, "How long a session is good after the log-in, at most a day.", default: .seconds(43_200),
        examples: "12h", foreign: ["max-age", "absolute-timeout", "session-lifetime"])

    static let idle = Key(
        "idle", .duration, "How long a session is good without a request.", default: .seconds(3600), examples: "30m",
        foreign: ["idle-timeout", "inactivity-timeout", "idling_timeout"])

    static let algorithms = Key(
        "algorithms", .node(.list(of: .oneOf(JWTKeys.names), atLeast: 1)),
        "The algorithms with which the issuer may sign ID tokens.",
        writtenDefault: .array(JWTKeys.standardAlgorithms.map { .string($0.rawValue) }), examples: ["RS256"],
        foreign: ["alg", "algs", "algorithm"])

    static let table = KeyTable(
        "`session`",
        keys: [
            issuer, clientID, clientSecret, authentication, scopes, origin, redirectPath, loginPath, logoutPath,
            afterLogout, cookie, keys, lifetime, idle, algorithms,
        ],
        required: [issuer, clientID, clientSecret, origin, keys],
        example:
            "write it like `{ issuer: https://id.example.com, client-id: shop, client-secret: \"${SECRET}\", origin: https://shop.example.com, keys: [\"${KEY}\"] }`"
    )
}
