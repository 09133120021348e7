internal import HTTPTypes
internal import TuttiCrypto

/// What gateway.yaml says of tokens, but for their keys.
package struct TokenSettings: Sendable, Equatable {
    /// What a token has to say.
    package var rules: TokenRules
    /// Where clients send it.
    package var places: [CredentialPlace]
    /// Where a client learns of the issuer (RFC 9728, 5.1); nil where it doesn't.
    package var resourceMetadata: String?

    /// Settings of their parts.
    package init(rules: TokenRules, places: [CredentialPlace], resourceMetadata: String? = nil) {
        self.rules = rules
        self.places = places
        self.resourceMetadata = resourceMetadata
    }

    /// All that shows who a client is: beside the token in `Authorization`, a proof that it has the token's key (RFC 9449, 7.1).
    package var credentials: [CredentialPlace] {
        guard places.contains(.header(.authorization)), let proof = HTTPField.Name("dpop") else { return places }
        return places + [.header(proof)]
    }

    /// A challenge for a token that is bound to a key (RFC 9449, 7.1).
    func proofChallenge(error: String) -> String {
        let names = ProofOfPossession.algorithms.map(\.rawValue).joined(separator: " ")
        let metadata = resourceMetadata.map { ", resource_metadata=\"\($0)\"" } ?? ""
        return "DPoP error=\"\(error)\", algs=\"\(names)\"" + metadata
    }

    /// A challenge (RFC 6750, 3): without an error for a client that has sent no token.
    func challenge(error: String? = nil, description: String? = nil) -> String {
        BearerToken.challenge(error: error, description: description, resourceMetadata: resourceMetadata)
    }
}
