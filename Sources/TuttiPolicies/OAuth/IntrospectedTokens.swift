internal import TuttiCrypto
internal import TuttiJSON

/// Tokens that their server is asked about: `introspection` (RFC 7662).
///
/// What it says of a token is kept for a while, for good and for other tokens in tables of their own: whoever sends garbage pushes no
/// good token out. Requests with the same token are one question.
package final class IntrospectedTokens: Authenticator {
    /// How long a token counts as not active without asking again, in seconds; less where active ones are kept for less.
    static let inactiveTime = 10

    /// What the file says of it.
    package let settings: IntrospectionSettings
    package let name: String
    package let challenge: String

    private let introspector: any TokenIntrospector
    private let keepsTokens: Bool
    private let possession: TokenPossession
    private let active: VerifiedTokens<Known>
    private let inactive: VerifiedTokens<TokenDefect>
    private let flights = SingleFlight<Answer>()

    /// What is remembered of an active token.
    private struct Known: Sendable {
        let identity: Identity
        let confirmation: TokenConfirmation?
        /// Until when nobody is asked again, in seconds since 1970; behind that it is what was known last.
        let freshUntil: Int
    }

    /// What came of a question, the same for all requests with the token.
    private enum Answer: Sendable {
        case active(Known)
        case other(TokenDefect)
        /// The server is away, or makes no sense.
        case away
    }

    /// The way with that name, which asks there; `keepsTokens` where services get the tokens of clients.
    package init(
        name: String, _ settings: IntrospectionSettings, asking introspector: any TokenIntrospector,
        replays: ReplayedProofs? = nil, keepsTokens: Bool = false
    ) {
        possession = TokenPossession(leeway: settings.leeway, origins: settings.origins, replays: replays)
        self.name = name
        self.settings = settings
        self.introspector = introspector
        self.keepsTokens = keepsTokens
        challenge = Self.challenge(settings)
        active = VerifiedTokens(longest: settings.cache + settings.lastKnown)
        inactive = VerifiedTokens(byteCapacity: 2 << 20, longest: Self.inactiveTime)
    }

    package func authenticate(_ request: AuthenticationRequest) -> Authentication {
        let sent = SentToken.all(at: settings.places, in: request)
        guard let token = sent.first else { return .absent }
        guard sent.count == 1 else {
            return .refused(
                AuthenticationRefusal(
                    status: 400, challenge: Self.challenge(settings, error: "invalid_request"),
                    reason: "several_tokens"))
        }
        let text = token.text
        guard text.utf8.count <= TokenResponse.longestToken else { return .refused(refusal(.tooLong)) }
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
            return .foreign(refusal(.malformed))
        }
        guard let crypto = try? Crypto.load() else { return unchecked("no_libcrypto") }
        let digest = crypto.sha256(text.utf8.span)
        let now = request.secondsSince1970
        if let known = active.value(of: digest, at: now), now < known.freshUntil {
            return authentication(.active(known), token, digest, request)
        }
        if let defect = inactive.value(of: digest, at: now) {
            return authentication(.other(defect), token, digest, request)
        }
        return .pending { done in self.ask(token, digest, request, done) }
    }

    private func ask(
        _ token: SentToken, _ digest: SHA256Digest, _ request: AuthenticationRequest,
        _ done: @escaping @Sendable (Authentication) -> Void
    ) -> @Sendable () -> Void {
        let secret = Secret(token.text)
        let joined = flights.join(digest) {
            self.held(digest)
        } _: { answer in
            done(self.authentication(answer, token, digest, request))
        } begin: { [self] ended in
            introspector.ask(secret) { self.learn($0, secret, digest, ended) }
        }
        switch joined {
        case .waiting(let giveUp): return giveUp
        case .known(let answer): done(authentication(answer, token, digest, request))
        case .full: done(unchecked("introspection_busy"))
        }
        return {}
    }

    /// What was learned of a token meanwhile.
    private func held(_ digest: SHA256Digest) -> Answer? {
        let now = introspector.secondsSince1970
        if let known = active.heldValue(of: digest, at: now), now < known.freshUntil { return .active(known) }
        return inactive.heldValue(of: digest, at: now).map { .other($0) }
    }

    /// The server has answered, or hasn't.
    private func learn(
        _ response: IntrospectionResponse?, _ token: Secret, _ digest: SHA256Digest,
        _ ended: @Sendable (Answer) -> Void
    ) {
        let now = introspector.secondsSince1970
        guard let response else {
            // What was known last, where the file lets that count: the table forgets it when its time is over.
            return ended(active.heldValue(of: digest, at: now).map { .active($0) } ?? .away)
        }
        let claims = response.claims
        guard response.isActive else { return refuse(.inactive, digest, at: now, ended) }
        if let defect = settings.defect(of: claims, at: now) { return refuse(defect, digest, at: now, ended) }
        // Not a second longer than it says, whatever the clocks: behind that, the server is asked each time.
        let end = claims.expiry.map { Int($0) } ?? .max
        // One that is bound to a key of the client is of no use to a service.
        let isKept = if case .key? = claims.confirmation { false } else { keepsTokens }
        let known = Known(
            identity: Identity(
                way: name, subject: claims.subject, claims: .node(claims.root), token: isKept ? token : nil),
            confirmation: claims.confirmation, freshUntil: min(now + settings.cache, end))
        active.remember(
            known, byteCount: claims.root.document.memorySize + token.text.utf8.count, of: digest,
            until: min(now + settings.cache + settings.lastKnown, end), at: now, waits: true)
        ended(.active(known))
    }

    private func refuse(
        _ defect: TokenDefect, _ digest: SHA256Digest, at now: Int, _ ended: @Sendable (Answer) -> Void
    ) {
        // What was known of it counts no longer, not even while the server is away.
        active.forget(digest)
        inactive.remember(
            defect, byteCount: 0, of: digest, until: now + min(Self.inactiveTime, settings.cache), at: now, waits: true)
        ended(.other(defect))
    }

    private func authentication(
        _ answer: Answer, _ token: SentToken, _ digest: SHA256Digest, _ request: AuthenticationRequest
    ) -> Authentication {
        switch answer {
        case .active(let known):
            switch possession.finding(of: known.confirmation, token, digest, request) {
            case .shown: return .identity(known.identity)
            case .foreign: return .refused(refusal(.bound))
            case .unchecked: return unchecked("no_libcrypto")
            case .unproven(let error, let reason):
                let challenge = ProofOfPossession.challenge(
                    error: error, resourceMetadata: settings.resourceMetadata)
                return .refused(AuthenticationRefusal(challenge: challenge, reason: reason))
            }
        // The server doesn't know it, or it is of another issuer: another way may.
        case .other(let defect) where defect == .inactive || defect == .issuer: return .foreign(refusal(defect))
        case .other(let defect): return .refused(refusal(defect))
        case .away: return unchecked("introspection_away")
        }
    }

    private func refusal(_ defect: TokenDefect) -> AuthenticationRefusal {
        let description = defect == .expired ? "The token has expired" : nil
        return AuthenticationRefusal(
            challenge: Self.challenge(settings, error: "invalid_token", description: description),
            reason: defect.rawValue)
    }

    private func unchecked(_ reason: String) -> Authentication {
        .refused(AuthenticationRefusal(status: 503, reason: reason))
    }

    private static func challenge(
        _ settings: IntrospectionSettings, error: String? = nil, description: String? = nil
    ) -> String {
        BearerToken.challenge(error: error, description: description, resourceMetadata: settings.resourceMetadata)
    }
}
