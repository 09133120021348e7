import TuttiCrypto
import TuttiJSON
import TuttiPolicies

@testable import FixtureServices

/// A client of the identity provider, as a test plays it: no code of the provider's own reads what comes.
struct ProviderClient {
    static let verifier = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"
    /// RFC 7636, B.
    static let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"
    static let basic = "authorization: Basic dHV0dGk6YS1zZWNyZXQtb2YtdGhlLWRlbW8="
    static let address = "https://localhost:8443/auth/callback"

    let server: FixtureServer

    func post(_ target: String, _ body: String, basic: String? = ProviderClient.basic) throws -> RawClient.Response {
        try exchange(server.port, "POST", target, headers: basic.map { [$0] } ?? [], body: body)
    }

    /// The fields of a question.
    static func question(_ changes: [String: String?] = [:]) -> String {
        var fields: [String: String] = [
            "client_id": "tutti", "redirect_uri": address, "response_type": "code", "scope": "openid orders",
            "state": "a b&c", "nonce": "n-1", "code_challenge": challenge, "code_challenge_method": "S256",
        ]
        for (name, value) in changes { fields[name] = value }
        return fields.map { $0.key + "=" + FormFields.encoded($0.value) }.sorted().joined(separator: "&")
    }

    /// Logs somebody in: the address to which the browser is sent.
    func logIn(_ changes: [String: String?] = ["user": "7"]) throws -> String {
        try exchange(server.port, "POST", "/authorize", body: Self.question(changes)).header("location") ?? ""
    }

    func code() throws -> String { FormFields(String(try logIn().drop { $0 != "?" }.dropFirst()))["code"] ?? "" }

    func redeem(_ code: String, verifier: String = verifier, address: String = address) throws -> RawClient.Response {
        try post(
            "/token",
            "grant_type=authorization_code&code=\(code)&code_verifier=\(verifier)&redirect_uri=\(FormFields.encoded(address))"
        )
    }

    func refresh(_ token: String) throws -> RawClient.Response {
        try post("/token", "grant_type=refresh_token&refresh_token=\(token)")
    }

    func isActive(_ token: String) throws -> Bool {
        try post("/introspect", "token=\(token)").text.contains(#""active":true"#)
    }

    /// What is wrong with a token, by the keys that the provider publishes now; nil for nothing.
    func defect(of token: String, audience: String = "shop") throws -> TokenDefect? {
        let set = try JSONWebKeySet(exchange(server.port, "GET", "/jwks.json").body)
        let algorithms: [SignatureAlgorithm] = [.rs256, .es256]
        let keys = TokenKeys(set, algorithms: algorithms, crypto: try Crypto.load())
        let rules = TokenRules(issuer: server.url, audiences: [audience], algorithms: algorithms)
        do throws(TokenDefect) {
            let signature = try JSONWebSignature(token.utf8.span)
            let claims = try TokenClaims(signature.payload)
            _ = try TokenVerifier(rules).claims(of: signature, keys: keys, at: Int(claims.beginnings.max() ?? 0))
            return nil
        } catch {
            return error
        }
    }
}

extension RawClient.Response {
    /// A member of the object in the body.
    func member(_ name: String) -> String {
        (try? JSONDocument(parsing: body))?.root.member(name)?.string ?? ""
    }
}
