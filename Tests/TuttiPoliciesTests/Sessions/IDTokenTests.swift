import Testing
import TuttiCrypto
import TuttiPolicies

struct IDTokenTests {
    private let forge: TokenForge

    init() throws {
        forge = try TokenForge()
    }

    /// Why an ID token is refused that is good but for these members; nil for one that is accepted.
    private func defect(
        _ members: (String, String?)..., nonce: String? = "n", accessToken: String = "at"
    ) throws -> TokenDefect? {
        var all: [(String, String?)] = [("iat", "1799999990"), ("nonce", #""n""#)]
        for (name, value) in members {
            all.removeAll { $0.0 == name }
            all.append((name, value))
        }
        var claims = [
            ("iss", #""\#(TokenForge.issuer)""#), ("aud", #""shop""#), ("sub", #""7""#), ("exp", "1800000060"),
        ]
        for (name, value) in all {
            claims.removeAll { $0.0 == name }
            if let value { claims.append((name, value)) }
        }
        let token = forge.signed("{" + claims.map { #""\#($0.0)":\#($0.1)"# }.joined(separator: ",") + "}")
        return try defect(of: token, nonce: nonce, accessToken: accessToken)
    }

    private func defect(of token: String, nonce: String? = "n", accessToken: String = "at") throws -> TokenDefect? {
        let text = #"{"keys":[{"kty":"oct","k":"\#(Base64URL.text(TokenForge.secret))"}]}"#
        let set = try JSONWebKeySet(Array(text.utf8))
        let keys = TokenKeys(set, algorithms: [.hs256], crypto: forge.crypto)
        do throws(TokenDefect) {
            _ = try IDToken(
                Secret(token), verifier: TokenVerifier(TokenForge.rules), keys: keys, nonce: nonce,
                accessToken: Secret(accessToken), crypto: forge.crypto, at: TokenForge.now)
            return nil
        } catch {
            return error
        }
    }

    @Test func acceptsWhatTheStandardAllows() throws {
        #expect(try defect() == nil)
        #expect(try defect(("azp", #""shop""#)) == nil)
        #expect(try defect(("aud", #"["shop","desk"]"#), ("azp", #""shop""#)) == nil)
        #expect(try defect(("nonce", nil), nonce: nil) == nil)
        // OpenID Connect Core 1.0, 3.1.3.6: the left half of SHA-256 of "at".
        let hash = forge.crypto.sha256("at".utf8.span).bytes.prefix(16)
        #expect(try defect(("at_hash", #""\#(Base64URL.text(Array(hash)))""#)) == nil)
    }

    /// OpenID Connect Core 1.0, 3.1.3.7, by the number of the check.
    @Test func refusesWhatItForbids() throws {
        #expect(try defect(("iss", #""https://evil.example.com""#)) == .issuer)  // 2
        #expect(try defect(("aud", #""desk""#)) == .audience)  // 3
        #expect(try defect(("aud", #"["shop","desk"]"#)) == .audience)  // 3 and 4
        #expect(try defect(("azp", #""desk""#)) == .audience)  // 5
        #expect(try defect(("azp", "7")) == .audience)
        #expect(try defect(of: forge.signed(secret: [UInt8](repeating: 9, count: 32))) != nil)  // 6
        #expect(try defect(of: forge.signed(header: #"{"alg":"none"}"#)) != nil)  // 7
        #expect(try defect(("exp", "1799999900")) == .expired)  // 9
        #expect(try defect(("exp", nil)) == .expired)
        #expect(try defect(("iat", "1800000100")) == .early)  // 10
        #expect(try defect(("iat", nil)) == .claims)
        #expect(try defect(("nonce", #""other""#)) == .claims)  // 11
        #expect(try defect(("nonce", nil)) == .claims)
        #expect(try defect(("nonce", "7")) == .claims)
        #expect(try defect(("sub", nil)) == .claims)
        #expect(try defect(("sub", #""""#)) == .claims)
        #expect(try defect(("cnf", #"{"jkt":"a"}"#)) == .bound)
    }

    /// OpenID Connect Core 1.0, 3.1.3.8: the token of somebody else beside it.
    @Test func theAccessTokenIsTheOneThatCameWithIt() throws {
        let hash = forge.crypto.sha256("at".utf8.span).bytes.prefix(16)
        #expect(try defect(("at_hash", #""\#(Base64URL.text(Array(hash)))""#), accessToken: "other") == .claims)
        #expect(try defect(("at_hash", "7")) == .claims)
    }

    @Test(arguments: ["", "a", "a.b.c", "..", String(repeating: "a", count: 20_000)])
    func refusesWhatIsNoToken(_ text: String) throws {
        #expect(try defect(of: text) != nil)
    }
}
