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
    /// Nil for those of the process, which are made with the first proof.
    private let replays: ReplayedProofs?

    /// What is remembered of a token.
    private struct Known: Sendable {
        let identity: Identity
        let confirmation: TokenConfirmation?
        let version: Int
    }

    /// A token, as it was sent.
    private struct Sent {
        let text: String
        /// Whether it comes with a proof (RFC 9449, 7.1), and not as one that is good for whoever has it.
        let isProven: Bool
    }

    /// The way with that name, and with keys from a source; `keepsTokens` where services get the tokens of clients.
    package init(
        name: String, _ settings: TokenSettings, keys source: any TokenKeySource, replays: ReplayedProofs? = nil,
        keepsTokens: Bool = false
    ) {
        self.replays = replays
        self.keepsTokens = keepsTokens
        self.name = name
        self.settings = settings
        self.source = source
        verifier = TokenVerifier(settings.rules)
        challenge = settings.challenge()
    }

    package func authenticate(_ request: AuthenticationRequest) -> Authentication {
        let sent = settings.places.flatMap { Self.tokens(at: $0, in: request) }
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
        _ token: Sent, _ digest: SHA256Digest, _ request: AuthenticationRequest, mayAsk: Bool
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
    private func kept(_ token: Sent, _ claims: TokenClaims) -> Secret? {
        if case .key? = claims.confirmation { return nil }
        return keepsTokens ? Secret(token.text) : nil
    }

    /// Waits for newer keys, once; nil where nobody is asked.
    private func asking(
        _ token: Sent, _ digest: SHA256Digest, _ request: AuthenticationRequest, _ mayAsk: Bool
    ) -> Authentication? {
        guard mayAsk, source.mayRenew else { return nil }
        return .pending { done in
            let finish: @Sendable () -> Void = { done(self.verified(token, digest, request, mayAsk: false)) }
            if !self.source.renew(finish) { finish() }
            return {}
        }
    }

    /// A token that is bound to a certificate is good with that certificate alone (RFC 8705, 3), one that is bound to a key with a proof that
    /// the client has it (RFC 9449, 7.1), and any other one without a proof.
    private func bound(
        _ known: Known, _ token: Sent, _ digest: SHA256Digest, _ request: AuthenticationRequest
    ) -> Authentication {
        switch known.confirmation {
        case .key(let thumbprint)?: return proven(known, thumbprint, token, digest, request)
        case _ where token.isProven: return refusedProof("invalid_token", reason: TokenDefect.bound.rawValue)
        case nil: return .identity(known.identity)
        case let other?: return other.isShown(in: request) ? .identity(known.identity) : refused(.bound)
        }
    }

    private func proven(
        _ known: Known, _ thumbprint: [UInt8], _ token: Sent, _ digest: SHA256Digest, _ request: AuthenticationRequest
    ) -> Authentication {
        guard token.isProven else { return refusedProof("invalid_token", reason: TokenDefect.bound.rawValue) }
        guard let crypto = try? Crypto.load() else { return unchecked("no_libcrypto") }
        do throws(ProofDefect) {
            try ProofOfPossession(request, crypto: crypto, replays: replays ?? .shared)
                .check(key: thumbprint, token: digest, leeway: settings.rules.leeway)
            return .identity(known.identity)
        } catch {
            return refusedProof("invalid_dpop_proof", reason: error.rawValue)
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

    /// The tokens that a request has at a place: in `Authorization` behind `Bearer` (RFC 6750, 2.1) or `DPoP` (RFC 9449, 7.1), elsewhere
    /// as they are.
    private static func tokens(at place: CredentialPlace, in request: AuthenticationRequest) -> [Sent] {
        let values = place.values(in: request)
        guard case .header(let name) = place, name == .authorization else {
            return values.map { Sent(text: $0, isProven: false) }
        }
        return values.compactMap { value in
            if let token = AuthorizationScheme.credentials(of: value, scheme: "bearer") {
                return Sent(text: token, isProven: false)
            }
            return AuthorizationScheme.credentials(of: value, scheme: "dpop").map { Sent(text: $0, isProven: true) }
        }
    }
}
