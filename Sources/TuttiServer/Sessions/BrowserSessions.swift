internal import HTTPTypes
internal import TuttiCrypto
internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// Sessions of browsers: `session` (OpenID Connect Core 1.0, 3.1; OAuth 2.0 for Browser-Based Applications, 6.1).
///
/// A browser has an encrypted cookie and no token. One that was opened lately costs its hash and a look-up.
final class BrowserSessions: Authenticator {
    let name: String
    let challenge: String
    let way: SessionWay
    let provider: SessionProvider

    let cookies: SessionCookies
    let logInCookies: SessionCookies
    private let seals: (session: CookieSeal, logIn: CookieSeal)?
    private let known = VerifiedTokens<Known>()

    /// What is remembered of a cookie.
    private struct Known: Sendable {
        let session: Session
        let identity: Identity
        /// ``SessionMemory/endings`` when it was looked whether the session was ended.
        let endings: Int
    }

    /// The way with that name.
    init(name: String, _ way: SessionWay, provider: SessionProvider) {
        self.name = name
        self.way = way
        self.provider = provider
        let settings = way.settings
        cookies = SessionCookies(name: settings.cookie)
        // The browser comes back from another site.
        logInCookies = SessionCookies(name: settings.cookie + "-login", sameSite: .lax)
        let place = [name, way.tokens.settings.rules.issuer, settings.client.id, settings.origin]
        seals = (try? Crypto.load()).map { crypto in
            (
                session: CookieSeal(secrets: settings.secrets, purpose: ["session"] + place, crypto: crypto),
                logIn: CookieSeal(secrets: settings.secrets, purpose: ["log-in"] + place, crypto: crypto)
            )
        }
        // No scheme is registered for cookies: this one is that of draft-broyer-http-cookie-auth.
        challenge = "Cookie form-action=\"\(settings.paths.logIn)\", cookie-name=\"\(settings.cookie)\""
    }

    var settings: SessionSettings { way.settings }

    func authenticate(_ request: AuthenticationRequest) -> Authentication {
        guard cookies.isThere(in: request.headers) else { return .absent }
        guard let crypto = try? Crypto.load(), seals != nil else {
            return .refused(AuthenticationRefusal(status: 503, reason: "no_libcrypto"))
        }
        let now = request.secondsSince1970
        guard let text = cookies.text(in: request.headers), let known = opened(text, crypto, at: now) else {
            return .ended(reason: "session_unknown", cookies: cookies.cleared)
        }
        let session = known.session
        guard !session.isOver(at: now, lifetime: settings.lifetime, idle: settings.idle) else {
            return .ended(reason: "session_over", cookies: cookies.cleared)
        }
        guard !BrowserRequest(request).isForged(origin: settings.origin) else {
            return .refused(AuthenticationRefusal(status: 403, reason: "cross_site"))
        }
        if let due = session.renewsAt, session.refreshToken != nil, now >= due {
            return renewed(known, crypto, at: now)
        }
        return now - session.seen >= seenInterval ? seen(known, crypto, at: now) : .identity(known.identity)
    }

    /// After how many seconds the cookie is written again, for what it says of the last request.
    private var seenInterval: Int { max(min(settings.idle / 4, 300), 1) }

    private func opened(_ text: String, _ crypto: Crypto, at now: Int) -> Known? {
        let digest = crypto.sha256(text.utf8.span)
        let endings = provider.memory.endings
        let held = known.value(of: digest, at: now)
        if let held, held.endings == endings { return held }
        guard let session = held?.session ?? session(text, crypto), provider.shown(session, at: now),
            let identity = held?.identity ?? identity(of: session)
        else { return nil }
        let fresh = Known(session: session, identity: identity, endings: endings)
        known.remember(
            fresh, byteCount: 4 * text.utf8.count, of: digest, until: session.started + settings.lifetime, at: now)
        return fresh
    }

    private func session(_ text: String, _ crypto: Crypto) -> Session? {
        seals?.session.open(text, crypto: crypto).flatMap { Session($0) }
    }

    /// The session of a request's cookie, whether it is over or not.
    func session(of headers: some ClientHeaders) -> Session? {
        guard let crypto = try? Crypto.load(), let text = cookies.text(in: headers) else { return nil }
        return session(text, crypto)
    }

    private func identity(of session: Session) -> Identity? {
        session.claims.map {
            Identity(way: name, subject: $0.member("sub")?.string, claims: $0, token: session.accessToken)
        }
    }

    /// The cookies of a session; nil for one that is too large, or when nothing can be encrypted.
    func cookies(of session: Session, at now: Int) -> [String]? {
        guard let crypto = try? Crypto.load(), let text = seals?.session.seal(session.bytes, crypto: crypto) else {
            return nil
        }
        return cookies.set(text, seconds: session.started + settings.lifetime - now)
    }

    /// The cookies, unless the response begins when they are no longer the newest: after a log-out, for instance.
    private func current(_ cookies: [String], of session: Session) -> @Sendable () -> [String] {
        { self.provider.isCurrent(session) ? cookies : [] }
    }

    private func seen(_ known: Known, _ crypto: Crypto, at now: Int) -> Authentication {
        var session = known.session
        session.seen = now
        guard let cookies = cookies(of: session, at: now) else { return .identity(known.identity) }
        return .renewed(known.identity, cookies: current(cookies, of: session))
    }

    private func renewed(_ known: Known, _ crypto: Crypto, at now: Int) -> Authentication {
        .pending { done in
            self.provider.renew(known.session, at: now) { outcome in
                done(self.authentication(outcome, former: known, at: now))
            }
            // Others may wait for the same.
            return {}
        }
    }

    private func authentication(
        _ outcome: Result<Session?, IssuerFailure>, former: Known, at now: Int
    ) -> Authentication {
        switch outcome {
        case .success(let session?):
            guard let identity = identity(of: session), let cookies = cookies(of: session, at: now) else {
                return .ended(reason: "session_too_large", cookies: cookies.cleared)
            }
            return .renewed(identity, cookies: current(cookies, of: session))
        case .success(nil): return .ended(reason: "session_over", cookies: cookies.cleared)
        case .failure:
            if let expires = former.session.expires, now >= expires {
                return .refused(AuthenticationRefusal(status: 503, reason: "issuer_away"))
            }
            return .identity(former.identity)
        }
    }
}

extension BrowserSessions {
    /// A log-in that begins now, with the cookie that remembers it.
    func begin(to path: String, at now: Int) -> (logIn: LogIn, cookies: [String])? {
        let logIn = LogIn(to: ReturnPath.checked(path), at: now)
        guard let crypto = try? Crypto.load(), let text = seals?.logIn.seal(logIn.bytes, crypto: crypto),
            let cookies = logInCookies.set(text, seconds: LogIn.longest)
        else { return nil }
        return (logIn, cookies)
    }

    /// The log-in that a request's cookie remembers.
    func logIn(of headers: some ClientHeaders) -> LogIn? {
        guard let crypto = try? Crypto.load(), let text = logInCookies.text(in: headers) else { return nil }
        return seals?.logIn.open(text, crypto: crypto).flatMap { LogIn($0) }
    }
}
