package import TuttiCrypto

/// What a token has to say to be accepted (RFC 7519, RFC 8725).
package struct TokenRules: Sendable, Equatable {
    /// Who has issued it, byte for byte.
    package var issuer: String
    /// For whom it may be: one of them is enough; nil for anybody.
    package var audiences: [String]?
    /// The algorithms with which it may be signed.
    package var algorithms: [SignatureAlgorithm]
    /// How far the clocks of issuer and gateway may be apart, in seconds.
    package var leeway: Int
    /// `typ`, in lower case and without `application/`; nil for one of ``usualTypes``.
    package var type: String?

    /// What tokens say of themselves that are for whoever takes tokens: nothing, `JWT`, or what RFC 9068 says.
    ///
    /// Others are for something else, though the same issuer signs them with the same key: `logout+jwt`, `secevent+jwt`, `dpop+jwt`.
    package static let usualTypes: [String?] = [nil, "jwt", "at+jwt"]

    /// Rules of their parts.
    package init(
        issuer: String, audiences: [String]?, algorithms: [SignatureAlgorithm], leeway: Int = 30, type: String? = nil
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.algorithms = algorithms
        self.leeway = leeway
        self.type = type
    }

    /// Whether a token of this type is accepted.
    func accepts(type other: String?) -> Bool {
        type.map { $0 == other } ?? Self.usualTypes.contains(other)
    }
}
