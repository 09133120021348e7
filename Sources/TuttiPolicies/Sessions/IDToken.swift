package import TuttiCrypto
internal import TuttiJSON

/// What an ID token has to say (OpenID Connect Core 1.0, 3.1.3.7 and 12.2).
package struct IDToken: Sendable {
    /// What it says.
    package let claims: TokenClaims

    /// The token that an issuer has sent, verified.
    ///
    /// - Parameters:
    ///   - token: the token.
    ///   - verifier: who has issued it, for whom, and by which algorithms.
    ///   - keys: the keys of the issuer.
    ///   - nonce: what the log-in has asked for; nil for a token that comes later, which may have none.
    ///   - accessToken: the token that came with it.
    ///   - crypto: what hashes the access token.
    ///   - now: in seconds since 1970.
    /// - Throws: why it is not accepted.
    package init(
        _ token: Secret, verifier: TokenVerifier, keys: TokenKeys, nonce: String?, accessToken: Secret, crypto: Crypto,
        at now: Int
    ) throws(TokenDefect) {
        let text = token.text
        guard text.utf8.count <= JSONWebSignature.longest else { throw .tooLong }
        let signature = try JSONWebSignature(text.utf8.span)
        claims = try verifier.claims(of: signature, keys: keys, at: now)
        // A token of nobody, or one that is bound to something else, logs nobody in.
        guard let subject = claims.subject, !subject.isEmpty, !claims.beginnings.isEmpty, claims.confirmation == nil
        else { throw .claims }
        try checkParty(verifier.rules.audiences?.first)
        try checkNonce(nonce)
        try checkHash(of: accessToken, signature.algorithm, crypto)
    }

    /// With several audiences, and where it is named, the party that the token was made for is this gateway.
    private func checkParty(_ client: String?) throws(TokenDefect) {
        let party = claims.root.member("azp")
        guard party != nil || claims.audiences.count > 1 else { return }
        guard let party = party?.string, let client, ASCII.equal(party, client) else { throw .audience }
    }

    private func checkNonce(_ nonce: String?) throws(TokenDefect) {
        guard let nonce else { return }
        guard let sent = claims.root.member("nonce")?.string,
            equalInConstantTime(sent.utf8.span, nonce.utf8.span)
        else { throw .claims }
    }

    /// `at_hash` binds the access token to it (3.1.3.8), where the issuer says it.
    private func checkHash(
        of accessToken: Secret, _ algorithm: SignatureAlgorithm?, _ crypto: Crypto
    ) throws(TokenDefect) {
        guard let member = claims.root.member("at_hash") else { return }
        guard let sent = member.string, let function = algorithm?.hash else { throw .claims }
        let hash = crypto.hash(accessToken.text.utf8.span, with: function)
        guard ASCII.equal(sent, Base64URL.text(Array(hash[..<(hash.count / 2)]))) else { throw .claims }
    }
}
