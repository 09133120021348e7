internal import TuttiCrypto

/// Verifies tokens by rules (RFC 8725).
package struct TokenVerifier: Sendable {
    /// The rules.
    package let rules: TokenRules

    /// A verifier by these rules.
    package init(_ rules: TokenRules) {
        self.rules = rules
    }

    /// What a token that is signed by one of the keys says, when it says what the rules ask for.
    ///
    /// The rules say which algorithms there are: what the header says only chooses one of them. The signature is verified before anything
    /// is said about the claims.
    ///
    /// - Throws: why it is not accepted.
    package func claims(
        of token: JSONWebSignature, keys: TokenKeys, at now: Int
    ) throws(TokenDefect) -> TokenClaims {
        let claims = try TokenClaims(token.payload)
        guard let issuer = claims.issuer, ASCII.equal(issuer, rules.issuer) else { throw .issuer }
        let algorithm = try algorithm(of: token)
        guard let key = keys.key(named: token.keyID, for: algorithm) else { throw .unknownKey }
        guard token.isSigned(with: key, algorithm) else { throw .signature }
        try claims.check(rules, at: now)
        if claims.confirmation == .other { throw .bound }
        return claims
    }

    private func algorithm(of token: JSONWebSignature) throws(TokenDefect) -> SignatureAlgorithm {
        guard let algorithm = token.algorithm, rules.algorithms.contains(algorithm) else { throw .algorithm }
        guard rules.accepts(type: token.type) else { throw .type }
        return algorithm
    }
}
