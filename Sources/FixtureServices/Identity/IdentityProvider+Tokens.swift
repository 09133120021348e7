internal import Synchronization
internal import TuttiJSON

extension IdentityProvider {
    static let tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange"
    private static let accessTokenType = "urn:ietf:params:oauth:token-type:access_token"

    /// RFC 6749, 3.2.
    func token(_ request: FixtureRequest) -> FixtureResponse {
        let fields = FormFields(request)
        guard isClient(request, fields) else { return Self.unknownClient }
        switch fields["grant_type"] {
        case "authorization_code": return tokens(ofCode: fields)
        case "refresh_token": return refresh(fields)
        case "client_credentials":
            let scope = fields["scope"] ?? ""
            return Self.json(
                accessToken(of: options.clientID, scope: scope, audience: fields["audience"]), headers: Self.notStored)
        case Self.tokenExchange: return exchange(fields)
        default: return Self.error("unsupported_grant_type")
        }
    }

    /// Whether the client has shown its secret, in one of two ways (RFC 6749, 2.3.1).
    func isClient(_ request: FixtureRequest, _ fields: FormFields) -> Bool {
        guard let header = request.header("authorization") else {
            return fields["client_id"] == options.clientID && fields["client_secret"] == options.clientSecret
        }
        guard fields["client_secret"] == nil, header.lowercased().hasPrefix("basic "),
            let bytes = Base64Text.bytes(header.dropFirst(6))
        else { return false }
        let parts = String(decoding: bytes, as: UTF8.self)
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map { FormFields.decoded($0) }
        return parts == [options.clientID, options.clientSecret]
    }

    /// A code is good once; a second use ends all that came of the first one (RFC 6749, 4.1.2).
    private func tokens(ofCode fields: FormFields) -> FixtureResponse {
        guard let code = fields["code"], let verifier = fields["code_verifier"] else {
            return Self.error("invalid_request")
        }
        let now = now
        let grant = state.withLock { state -> ProviderState.Grant? in
            guard let found = state.codes[code] else { return nil }
            guard !found.isUsed else {
                state.endedFamilies.insert(found.grant.family)
                return nil
            }
            state.codes[code]?.isUsed = true
            return found.expires > now ? found.grant : nil
        }
        guard let grant, fields["redirect_uri"] == grant.redirectURI,
            SigningKey.challenge(of: verifier) == grant.challenge
        else { return Self.error("invalid_grant") }
        return tokens(of: grant, isFirst: true)
    }

    /// A refresh token is good once; a second use ends the log-in (RFC 9700, 4.14.2).
    private func refresh(_ fields: FormFields) -> FixtureResponse {
        guard let token = fields["refresh_token"] else { return Self.error("invalid_request") }
        let now = now
        let grant = state.withLock { state -> ProviderState.Grant? in
            guard let found = state.refreshTokens[token] else { return nil }
            guard !found.isUsed else {
                state.endedFamilies.insert(found.grant.family)
                return nil
            }
            guard !state.endedFamilies.contains(found.grant.family), found.expires > now else { return nil }
            state.refreshTokens[token]?.isUsed = true
            return found.grant
        }
        guard let grant else { return Self.error("invalid_grant") }
        return tokens(of: grant, isFirst: false)
    }

    private func tokens(of grant: ProviderState.Grant, isFirst: Bool) -> FixtureResponse {
        let refreshToken = Self.secret()
        let now = now
        let expires = now + 86_400
        state.withLock { $0.refreshTokens[refreshToken] = ProviderState.Credential(grant: grant, expires: expires) }
        var idClaims: [(String, JSONValue)] = [
            ("iss", .string(issuer)), ("sub", .string(grant.subject)), ("aud", .string(options.clientID)),
            ("iat", .integer(now)), ("exp", .integer(now + options.tokenLifetime)), ("auth_time", .integer(now)),
            ("sid", .string(grant.family)),
        ]
        // It is of the log-in, and need not come again (OpenID Connect Core 1.0, 12.2).
        if isFirst, let nonce = grant.nonce { idClaims.append(("nonce", .string(nonce))) }
        idClaims += claims(ofUser: grant.subject)
        let idToken = state.withLock { $0.key(.rs256) }.token(.members(idClaims), type: "JWT")
        let access = accessToken(of: grant.subject, scope: grant.scope, family: grant.family)
        return Self.json(
            access + [("refresh_token", .string(refreshToken)), ("id_token", .string(idToken))],
            headers: Self.notStored)
    }

    /// RFC 8693, 2: the token of somebody for one that is for somebody else.
    private func exchange(_ fields: FormFields) -> FixtureResponse {
        guard fields["subject_token_type"] == Self.accessTokenType, let token = fields["subject_token"] else {
            return Self.error("invalid_request")
        }
        guard let claims = activeClaims(of: token), let subject = claims.member("sub")?.string else {
            return Self.error("invalid_grant")
        }
        let scope = fields["scope"] ?? claims.member("scope")?.string ?? ""
        let members = accessToken(
            of: subject, scope: scope, audience: fields["audience"] ?? fields["resource"],
            family: claims.member("sid")?.string,
            others: [("act", .members([("sub", .string(options.clientID))]))])
        return Self.json(
            members + [("issued_token_type", .string(Self.accessTokenType))], headers: Self.notStored)
    }

    /// A token as the member of a response (RFC 6749, 5.1; RFC 9068, 2.2).
    private func accessToken(
        of subject: String, scope: String, audience: String? = nil, family: String? = nil,
        others: [(String, JSONValue)] = []
    ) -> [(String, JSONValue)] {
        let claims = accessClaims(
            of: subject, scope: scope, audience: audience, lifetime: options.tokenLifetime, family: family)
        let token = issued(.members(claims + others), .es256)
        return [
            ("access_token", .string(token)), ("token_type", "Bearer"),
            ("expires_in", .integer(options.tokenLifetime)), ("scope", .string(scope)),
        ]
    }

    /// A token with these claims, signed; without an algorithm, one that says nothing.
    private func issued(_ claims: JSONValue, _ algorithm: SigningKey.Algorithm?) -> String {
        let key = algorithm.map { algorithm in state.withLock { $0.key(algorithm) } }
        let token = key?.token(claims, type: "at+jwt") ?? Self.secret()
        state.withLock { $0.remember(token, claims) }
        return token
    }

    private func accessClaims(
        of subject: String, scope: String, audience: String?, lifetime: Int, family: String?
    ) -> [(String, JSONValue)] {
        let now = now
        let usual: [(String, JSONValue)] = [
            ("iss", .string(issuer)), ("sub", .string(subject)), ("aud", .string(audience ?? options.audience)),
            ("client_id", .string(options.clientID)), ("scope", .string(scope)), ("iat", .integer(now)),
            ("exp", .integer(now + lifetime)), ("jti", .string(Self.secret())),
        ]
        return usual + (family.map { [("sid", JSONValue.string($0))] } ?? []) + claims(ofUser: subject)
    }

    /// A token for whoever asks, to be copied: no provider in its right mind has this.
    func mint(_ request: FixtureRequest) -> FixtureResponse {
        let fields = FormFields(request)
        let lifetime = fields["expires-in"].map { Int($0) } ?? options.tokenLifetime
        let algorithm = fields["alg"].map { SigningKey.Algorithm(rawValue: $0) } ?? .es256
        guard let subject = fields["sub"], let algorithm, let lifetime, abs(lifetime) < 1 << 31 else {
            return .problem(
                400, title: "Bad request",
                detail:
                    "/mint takes sub, and if wanted scope, expires-in in seconds, aud, roles, alg (ES256, RS256) and opaque=true."
            )
        }
        let roles = fields["roles"].map { $0.split(separator: ",").map(String.init) }
        let claims = JSONValue.members(
            accessClaims(
                of: subject, scope: fields["scope"] ?? "", audience: fields["aud"], lifetime: lifetime, family: nil)
                + (roles.map { [("roles", .strings($0))] } ?? []))
        let token = issued(claims, fields["opaque"] == "true" ? nil : algorithm)
        return FixtureResponse(
            headers: [("content-type", "text/plain"), ("cache-control", "no-store")], body: Array(token.utf8))
    }

    static let notStored = [(name: "cache-control", value: "no-store")]

    static let unknownClient = json(
        [("error", "invalid_client")], status: 401, headers: [("www-authenticate", "Basic realm=\"fixture\"")])

    private static func error(_ code: String) -> FixtureResponse {
        json([("error", .string(code))], status: 400, headers: notStored)
    }
}
