internal import TuttiCrypto
package import TuttiJSON

/// Somebody who has logged in with a browser: what the session's cookie says, encrypted.
package struct Session: Sendable, Equatable {
    /// 16 random bytes in base64url, new with each log-in.
    package var id: String
    /// When the log-in was, in seconds since 1970.
    package var started: Int
    /// About when the last request was.
    package var seen: Int
    /// How often its tokens were renewed.
    package var renewals: Int
    /// The ID token (OpenID Connect Core 1.0, 2), which was verified.
    package var idToken: Secret
    /// The token for services.
    package var accessToken: Secret
    /// When ``accessToken`` ends, in seconds since 1970; nil where nobody has said.
    package var expires: Int?
    /// When it is renewed.
    package var renewsAt: Int?
    /// By what it is renewed.
    package var refreshToken: Secret?
    /// What ``accessToken`` is good for, where the issuer has said so.
    package var scope: String?

    /// Before its end a token is renewed by this part of its life, and at most by ``longestMargin`` seconds.
    private static let marginPart = 5
    private static let longestMargin = 60

    /// A session that begins now with what the issuer has sent.
    package init(_ tokens: TokenResponse, idToken: Secret, at now: Int) {
        id = Base64URL.text(randomBytes(16))
        started = now
        seen = now
        renewals = 0
        self.idToken = idToken
        accessToken = tokens.accessToken
        refreshToken = tokens.refreshToken
        scope = tokens.scope
        setLifetime(tokens.expiresIn, at: now)
    }

    /// The session with what the issuer has sent instead of its tokens; what it leaves out stays.
    package func renewed(_ tokens: TokenResponse, at now: Int) -> Session {
        var session = self
        session.seen = now
        session.renewals += 1
        session.idToken = tokens.idToken ?? idToken
        session.accessToken = tokens.accessToken
        session.refreshToken = tokens.refreshToken ?? refreshToken
        session.scope = tokens.scope ?? scope
        session.setLifetime(tokens.expiresIn, at: now)
        return session
    }

    /// Says how many seconds the access token is good.
    private mutating func setLifetime(_ lifetime: Int?, at now: Int) {
        guard let lifetime else {
            (expires, renewsAt) = (nil, nil)
            return
        }
        let seconds = min(max(lifetime, 0), 1 << 30)
        expires = now + seconds
        renewsAt = now + seconds - min(seconds / Self.marginPart, Self.longestMargin)
    }

    /// What a cookie says; nil for what no session is.
    package init?(_ bytes: [UInt8]) {
        guard let root = StrictJSON.object(bytes), let id = root.member("id")?.string,
            let started = Self.integer("started", root), let seen = Self.integer("seen", root),
            let renewals = Self.integer("renewals", root), let idToken = root.member("idToken")?.string,
            let accessToken = root.member("accessToken")?.string, (0..<Int.max).contains(renewals)
        else { return nil }
        self.id = id
        self.started = started
        self.seen = seen
        self.renewals = renewals
        self.idToken = Secret(idToken)
        self.accessToken = Secret(accessToken)
        expires = Self.integer("expires", root)
        renewsAt = Self.integer("renewsAt", root)
        refreshToken = root.member("refreshToken")?.string.map(Secret.init)
        scope = root.member("scope")?.string
    }

    private static func integer(_ name: String, _ root: JSONNode) -> Int? {
        guard let number = root.member(name)?.number?.double, abs(number) < 1e12 else { return nil }
        return Int(number)
    }

    /// What the cookie says.
    package var bytes: [UInt8] {
        let numbers: [(String, Int?)] = [
            ("started", started), ("seen", seen), ("renewals", renewals), ("expires", expires), ("renewsAt", renewsAt),
        ]
        let texts: [(String, String?)] = [
            ("id", id), ("idToken", idToken.text), ("accessToken", accessToken.text),
            ("refreshToken", refreshToken?.text), ("scope", scope),
        ]
        return JSONValue.members(
            numbers.compactMap { name, value in value.map { (name, .integer($0)) } }
                + texts.compactMap { name, value in value.map { (name, .string($0)) } }
        ).jsonBytes
    }

    /// Whether it is over, by its length, by the time without a request, or because its token is over and can't be renewed.
    package func isOver(at now: Int, lifetime: Int, idle: Int) -> Bool {
        if now >= started + lifetime || now >= seen + idle { return true }
        guard let expires else { return false }
        return refreshToken == nil && now >= expires
    }

    /// What expressions see as `claims`: those of the ID token, and `scope` where that has none.
    package var claims: JSONValue? {
        let parts = idToken.text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 3, let payload = Base64URL.bytes(String(Substring(parts[1])).utf8.span),
            let root = StrictJSON.object(payload)
        else { return nil }
        guard let scope, root.member("scope") == nil else { return .node(root) }
        var members = JSONObject(JSONValue.node(root).members)
        members["scope"] = .string(scope)
        return .object(members)
    }
}
