internal import TuttiJSON

/// What an identity provider knows: its keys, who is logging in, and which tokens it has given out.
struct ProviderState {
    /// Somebody who has logged in to a client, as a code or a refresh token says it.
    struct Grant {
        /// All codes and tokens that came of one log-in.
        let family: String
        let subject: String
        let scope: String
        let redirectURI: String
        let challenge: String
        let nonce: String?
    }

    /// A code, or a refresh token.
    struct Credential {
        let grant: Grant
        var isUsed = false
        /// In seconds since 1970.
        let expires: Int
    }

    /// Keys that sign, by algorithm, and those that are only published still.
    var keys: [SigningKey] = []
    var formerKeys: [SigningKey] = []
    var generation = 0

    var codes: [String: Credential] = [:]
    var refreshTokens: [String: Credential] = [:]
    /// The claims of the access tokens that were given out.
    var accessTokens: [String: JSONValue] = [:]
    /// Log-ins that are over, and tokens that were taken back.
    var endedFamilies: Set<String> = []
    var revokedTokens: Set<String> = []

    /// Remembers an access token; after a million, all are forgotten.
    mutating func remember(_ token: String, _ claims: JSONValue) {
        if accessTokens.count >= 1_000_000 { accessTokens = [:] }
        accessTokens[token] = claims
    }

    /// A key that signs, made when it is first needed.
    mutating func key(_ algorithm: SigningKey.Algorithm) -> SigningKey {
        if let key = keys.first(where: { $0.algorithm == algorithm }) { return key }
        let key = SigningKey(algorithm, id: "\(algorithm.rawValue.lowercased())-\(generation)")
        keys.append(key)
        return key
    }

    /// Makes new keys sign.
    mutating func rotate(keepingOld: Bool) {
        formerKeys = keepingOld ? keys : []
        keys = []
        generation += 1
    }

    /// All that are published.
    mutating func publishedKeys() -> [SigningKey] {
        [key(.rs256), key(.es256)] + formerKeys
    }
}
