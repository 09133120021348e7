internal import Foundation
package import NIOCore
internal import Synchronization
internal import TuttiJSON

/// An OpenID provider with the users of `users.json`, one client, and no passwords: whoever logs in says who it is.
///
/// OpenID Connect Core 1.0 with the code flow and PKCE, RFC 6749 (codes, refresh tokens that are used once, client credentials),
/// RFC 7662, RFC 7009, RFC 8693, RFC 9207. All of it is in memory.
package final class IdentityProvider: Sendable {
    /// What it is set up with.
    let options: ProviderOptions
    let state = Mutex(ProviderState())
    private let users: [FixtureData.Record]
    private let address = Mutex("")

    private init(users: [FixtureData.Record], options: ProviderOptions) {
        self.users = users
        self.options = options
    }

    /// Starts a provider; parameters as those of ``FixtureServer/start(_:host:port:data:group:options:)``.
    package static func start(
        host: String = "127.0.0.1", port: Int = 0, data: FixtureData, options: ProviderOptions = ProviderOptions(),
        group: (any EventLoopGroup)? = nil, serverOptions: FixtureServer.Options = FixtureServer.Options()
    ) async throws -> FixtureServer {
        let provider = IdentityProvider(users: data.users, options: options)
        let server = try await FixtureServer.start(
            name: FixtureService.identity.rawValue, host: host, port: port, group: group, options: serverOptions,
            handler: provider.response)
        provider.address.withLock { $0 = server.url }
        return server
    }

    /// What it calls itself.
    var issuer: String { options.issuer ?? address.withLock { $0 } }

    /// Now, in seconds since 1970.
    var now: Int { Int(Date().timeIntervalSince1970) }

    /// A text that nobody can foresee.
    static func secret() -> String {
        var generator = SystemRandomNumberGenerator()
        return Base64Text.url((0..<32).map { _ in UInt8(truncatingIfNeeded: generator.next()) })
    }

    /// The people who can log in.
    var people: [(id: String, name: String)] { users.map { (id: $0.text("id"), name: $0.text("name")) } }

    /// What tokens say of somebody.
    func claims(ofUser id: String) -> [(String, JSONValue)] {
        guard let user = users.first(where: { $0.text("id") == id }) else { return [] }
        return ["name", "email", "tier"].map { ($0, .string(user.text($0))) }
    }

    private func response(to request: FixtureRequest) -> FixtureResponse {
        switch (request.method, String(request.path)) {
        case ("GET", "/.well-known/openid-configuration"): description
        case ("GET", "/jwks.json"): keys
        case ("GET", "/authorize"): authorize(request)
        case ("POST", "/authorize"): loggedIn(request)
        case ("POST", "/token"): token(request)
        case ("POST", "/introspect"): introspect(request)
        case ("POST", "/revoke"): revoke(request)
        case ("GET", "/end_session"), ("POST", "/end_session"): endSession(request)
        case ("GET", "/mint"): mint(request)
        case ("POST", "/rotate"): rotate(request)
        default:
            .problem(
                404, title: "No such resource",
                detail: "\(request.method) \(request.path) is not served here. There are: "
                    + "GET /.well-known/openid-configuration, GET /jwks.json, GET /authorize, POST /token, POST /introspect, "
                    + "POST /revoke, GET /end_session, GET /mint?sub=7&scope=orders&expires-in=300&aud=shop&alg=ES256&opaque=true, "
                    + "POST /rotate?old=keep or drop.")
        }
    }

    /// OpenID Connect Discovery 1.0, 3.
    private var description: FixtureResponse {
        let issuer = issuer
        let addresses = [
            ("authorization_endpoint", "/authorize"), ("token_endpoint", "/token"), ("jwks_uri", "/jwks.json"),
            ("introspection_endpoint", "/introspect"), ("revocation_endpoint", "/revoke"),
            ("end_session_endpoint", "/end_session"),
        ].map { ($0.0, JSONValue.string(issuer + $0.1)) }
        let lists = [
            ("response_types_supported", ["code"]), ("subject_types_supported", ["public"]),
            ("id_token_signing_alg_values_supported", ["RS256"]), ("code_challenge_methods_supported", ["S256"]),
            ("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post"]),
            ("scopes_supported", ["openid", "profile", "email", "orders", "offline_access"]),
            (
                "grant_types_supported",
                ["authorization_code", "refresh_token", "client_credentials", Self.tokenExchange]
            ),
        ].map { ($0.0, JSONValue.strings($0.1)) }
        let flags: [(String, JSONValue)] = [("authorization_response_iss_parameter_supported", true)]
        return Self.json([("issuer", .string(issuer))] + addresses + lists + flags)
    }

    private var keys: FixtureResponse {
        let keys = state.withLock { $0.publishedKeys() }
        return Self.json([("keys", .array(keys.map(\.publicKey)))], headers: [("cache-control", "max-age=300")])
    }

    /// New keys; those of before are still published with `old=keep`.
    private func rotate(_ request: FixtureRequest) -> FixtureResponse {
        state.withLock { $0.rotate(keepingOld: FormFields(request)["old"] != "drop") }
        return keys
    }

    /// An object of JSON.
    static func json(
        _ members: [(String, JSONValue)], status: Int = 200, headers: [(name: String, value: String)] = []
    ) -> FixtureResponse {
        FixtureResponse(status: status, headers: headers, body: JSONValue.members(members).jsonBytes)
    }
}
