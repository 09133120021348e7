internal import HTTPTypes
internal import TuttiCrypto
internal import TuttiJSON

/// Tokens that an issuer has signed: `jwt` (RFC 6750, RFC 7519).
///
/// A token that was verified lately costs its hash and a look-up.
package final class JSONWebTokens: Authenticator {
    /// Where tokens come from, what they have to say, and where clients send them.
    package let settings: TokenSettings
    package let name: String
    package let challenge: String

    private let verifier: TokenVerifier
    private let source: any TokenKeySource
    private let keepsTokens: Bool
    private let known = VerifiedTokens<Known>()
    private let possession: TokenPossession

    /// What is remembered of a token.
    private struct Known: Sendable {
        let identity: Identity
        let confirmation: TokenConfirmation?
        let version: Int
    }

    /// The way with that name, and with keys from a source; `keepsTokens` where services get the tokens of clients.
    package init(
        name: String, _ settings: TokenSettings, keys source: any TokenKeySource, replays: ReplayedProofs? = nil,
        keepsTokens: Bool = false
    ) {
        possession = TokenPossession(leeway: settings.rules.leeway, origins: settings.origins, replays: replays)
        self.keepsTokens = keepsTokens
        self.name = name
        self.settings = settings
        self.source = source
        verifier = TokenVerifier(settings.rules)
        challenge = settings.challenge()
    }

    package func authenticate(_ request: AuthenticationRequest) -> Authentication {
        let sent = SentToken.all(at: settings.places, in: request)
        guard let token = sent.first else { return .absent }
        guard sent.count == 1 else {
            return .refused(
                AuthenticationRefusal(
                    status: 400, challenge: settings.challenge(error: "invalid_request"), reason: "several_tokens"))
        }
        guard token.text.utf8.count <= JSONWebSignature.longest else { return refused(.tooLong) }
        guard let crypto = try? Crypto.load() else { return unchecked("no_libcrypto") }
        let digest = crypto.sha256(token.text.utf8.span)
        if let known = known.value(of: digest, at: request.secondsSince1970), known.version == source.version {
            return bound(known, token, digest, request)
        }
        return verified(token, digest, request, mayAsk: true)
    }

    private func verified(
        _ token: SentToken, _ digest: SHA256Digest, _ request: AuthenticationRequest, mayAsk: Bool
    ) -> Authentication {
        do throws(TokenDefect) {
            let signature = try JSONWebSignature(token.text.utf8.span)
            // Taken before the keys: what changes meanwhile is verified again.
            let version = source.version
            guard let keys = source.keys else {
                // Whoever sends a token of somebody else isn't told that this issuer is away.
                let issuer = try TokenClaims(signature.payload).issuer ?? ""
                guard ASCII.equal(issuer, settings.rules.issuer) else { throw .issuer }
                return asking(token, digest, request, mayAsk) ?? unchecked("no_keys")
            }
            let claims: TokenClaims
            do throws(TokenDefect) {
                claims = try verifier.claims(of: signature, keys: keys, at: request.secondsSince1970)
            } catch .unknownKey {
                guard let later = asking(token, digest, request, mayAsk) else { throw .unknownKey }
                return later
            }
            let known = Known(
                identity: Identity(
                    way: name, subject: claims.subject, claims: .node(claims.root), token: kept(token, claims)),
                confirmation: claims.confirmation, version: version)
            let until = Int(claims.expiry ?? 0) + settings.rules.leeway
            self.known.remember(
                known, byteCount: claims.root.document.memorySize + (known.identity.token?.text.utf8.count ?? 0),
                of: digest, until: until, at: request.secondsSince1970)
            return bound(known, token, digest, request)
        } catch {
            // Another way may know what it is.
            switch error {
            case .malformed, .issuer: return .foreign(refusal(error))
            default: return refused(error)
            }
        }
    }

    /// The token for services; one that is bound to a key of the client is of no use to anybody else.
    private func kept(_ token: SentToken, _ claims: TokenClaims) -> Secret? {
        if case .key? = claims.confirmation { return nil }
        return keepsTokens ? Secret(token.text) : nil
    }

    /// Waits for newer keys, once; nil where nobody is asked.
    private func asking(
        _ token: SentToken, _ digest: SHA256Digest, _ request: AuthenticationRequest, _ mayAsk: Bool
    ) -> Authentication? {
        guard mayAsk, source.mayRenew else { return nil }
        return .pending { done in
            let finish: @Sendable () -> Void = { done(self.verified(token, digest, request, mayAsk: false)) }
            if !self.source.renew(finish) { finish() }
            return {}
        }
    }

    private func bound(
        _ known: Known, _ token: SentToken, _ digest: SHA256Digest, _ request: AuthenticationRequest
    ) -> Authentication {
        switch possession.finding(of: known.confirmation, token, digest, request) {
        case .shown: .identity(known.identity)
        case .foreign: refused(.bound)
        case .unproven(let error, let reason): refusedProof(error, reason: reason)
        case .unchecked: unchecked("no_libcrypto")
        }
    }

    private func refusedProof(_ error: String, reason: String) -> Authentication {
        .refused(AuthenticationRefusal(challenge: settings.proofChallenge(error: error), reason: reason))
    }

    private func refused(_ defect: TokenDefect) -> Authentication { .refused(refusal(defect)) }

    private func refusal(_ defect: TokenDefect) -> AuthenticationRefusal {
        // Only whoever has a token that was good is told why it isn't (RFC 6750, 3.1).
        let description = defect == .expired ? "The token has expired" : nil
        return AuthenticationRefusal(
            challenge: settings.challenge(error: "invalid_token", description: description), reason: defect.rawValue)
    }

    private func unchecked(_ reason: String) -> Authentication {
        .refused(AuthenticationRefusal(status: 503, reason: reason))
    }
}
