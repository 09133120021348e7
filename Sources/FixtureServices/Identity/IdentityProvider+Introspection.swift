internal import Synchronization
internal import TuttiJSON

extension IdentityProvider {
    /// RFC 7662: says what a token is, to its client alone.
    func introspect(_ request: FixtureRequest) -> FixtureResponse {
        let fields = FormFields(request)
        guard isClient(request, fields) else { return Self.unknownClient }
        guard let claims = fields["token"].flatMap(activeClaims) else { return Self.json([("active", false)]) }
        let members = claims.members.map { ($0.name, $0.value) }
        return Self.json([("active", true), ("token_type", "Bearer")] + members)
    }

    /// RFC 7009: takes a token back; a refresh token with all that came of its log-in.
    func revoke(_ request: FixtureRequest) -> FixtureResponse {
        let fields = FormFields(request)
        guard isClient(request, fields) else { return Self.unknownClient }
        if let token = fields["token"] {
            state.withLock { state in
                state.revokedTokens.insert(token)
                if let family = state.refreshTokens[token]?.grant.family { state.endedFamilies.insert(family) }
            }
        }
        return FixtureResponse()
    }

    /// What an access token says that is this provider's own and good; nil for any other.
    func activeClaims(of token: String) -> JSONValue? {
        let (claims, isRevoked) = state.withLock { ($0.accessTokens[token], $0.revokedTokens.contains(token)) }
        guard !isRevoked, let claims, let expiry = claims.member("exp")?.number?.double, Double(now) < expiry else {
            return nil
        }
        if let family = claims.member("sid")?.string, state.withLock({ $0.endedFamilies.contains(family) }) {
            return nil
        }
        return claims
    }

    /// What the payload of a token says, whoever has signed it.
    static func claims(of token: String) -> JSONNode? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, let bytes = Base64Text.bytes(url: parts[1]) else { return nil }
        return try? JSONDocument(parsing: bytes).root
    }
}
