import TuttiCrypto
import TuttiPolicies

/// Makes tokens, good and bad ones, and says what becomes of them.
struct TokenForge {
    static let now = 1_800_000_000
    static let issuer = "https://id.example.com"
    static let secret = Array("a secret of the tests that is longer than 32 bytes".utf8)

    let crypto: Crypto

    init() throws {
        crypto = try Crypto.load()
    }

    /// A token of these parts, signed with ``secret``.
    func signed(
        _ claims: String = SignedTokens.claims, header: String = #"{"alg":"HS256"}"#,
        secret: [UInt8] = TokenForge.secret, hash: HashFunction = .sha256
    ) -> String {
        let text = Base64URL.text(Array(header.utf8)) + "." + Base64URL.text(Array(claims.utf8))
        let code = crypto.authenticationCode(of: Array(text.utf8).span, secret: secret.span, with: hash)
        return text + "." + Base64URL.text(code)
    }

    /// The claims of a token that is good but for these members, which replace others or come after them.
    func claiming(_ members: (String, String?)...) -> String {
        var all = [("iss", #""\#(Self.issuer)""#), ("aud", #""shop""#), ("sub", #""7""#), ("exp", "1800000060")]
        for (name, value) in members {
            all.removeAll { $0.0 == name }
            if let value { all.append((name, value)) }
        }
        return signed("{" + all.map { #""\#($0.0)":\#($0.1)"# }.joined(separator: ",") + "}")
    }

    /// The rules for tokens signed with ``secret``.
    static let rules = TokenRules(issuer: issuer, audiences: ["shop"], algorithms: [.hs256])
    /// The rules for ``SignedTokens``.
    static let publicRules = TokenRules(
        issuer: issuer, audiences: ["shop"], algorithms: SignatureAlgorithm.allCases.filter { !$0.isSymmetric })

    /// Why a token signed with ``secret`` is refused; nil for one that is accepted.
    func defect(of token: String, _ rules: TokenRules = rules, at now: Int = now) -> TokenDefect? {
        let set = #"{"keys":[{"kty":"oct","k":"\#(Base64URL.text(Self.secret))"}]}"#
        return defect(of: token, set: set, rules, at: now)
    }

    /// Why a token is refused by these rules and keys.
    func defect(of token: String, set: String, _ rules: TokenRules, at now: Int = now) -> TokenDefect? {
        do throws(TokenDefect) {
            guard let set = try? JSONWebKeySet(Array(set.utf8)) else { return .unknownKey }
            let keys = TokenKeys(set, algorithms: rules.algorithms, crypto: crypto)
            _ = try TokenVerifier(rules).claims(
                of: JSONWebSignature(Array(token.utf8).span), keys: keys, at: now)
            return nil
        } catch {
            return error
        }
    }
}
