/// What gateway.yaml says of tokens, but for their keys.
package struct TokenSettings: Sendable, Equatable {
    /// What a token has to say.
    package var rules: TokenRules
    /// Where clients send it.
    package var places: [CredentialPlace]
    /// Where a client learns of the issuer (RFC 9728, 5.1); nil where it doesn't.
    package var resourceMetadata: String?

    /// The gateway's origins, one of which proofs name; empty for the one that a request was sent to.
    package var origins: [String]

    /// Settings of their parts.
    package init(
        rules: TokenRules, places: [CredentialPlace], resourceMetadata: String? = nil, origins: [String] = []
    ) {
        self.origins = origins
        self.rules = rules
        self.places = places
        self.resourceMetadata = resourceMetadata
    }

    /// All that shows who a client is: beside the token in `Authorization`, a proof that it has the token's key (RFC 9449, 7.1).
    package var credentials: [CredentialPlace] { SentToken.credentials(at: places) }

    /// A challenge for a token that is bound to a key (RFC 9449, 7.1).
    func proofChallenge(error: String) -> String {
        ProofOfPossession.challenge(error: error, resourceMetadata: resourceMetadata)
    }

    /// A challenge (RFC 6750, 3): without an error for a client that has sent no token.
    func challenge(error: String? = nil, description: String? = nil) -> String {
        BearerToken.challenge(error: error, description: description, resourceMetadata: resourceMetadata)
    }
}
