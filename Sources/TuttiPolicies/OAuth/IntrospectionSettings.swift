/// What gateway.yaml says of tokens that their issuer is asked about, but for who that is.
package struct IntrospectionSettings: Sendable, Hashable {
    /// Who has issued them, byte for byte; nil for anybody whom the server knows.
    package var issuer: String?
    /// For whom they may be: one of them is enough; nil for anybody.
    package var audiences: [String]?
    /// How far the clocks of server and gateway may be apart, in seconds.
    package var leeway: Int
    /// How long a token is good that the server has called active, in seconds, and never longer than it says itself.
    package var cache: Int
    /// How much longer, in seconds, while the server is away; 0 for not at all.
    package var lastKnown: Int
    /// Where clients send their tokens.
    package var places: [CredentialPlace]
    /// Where a client learns of the issuer (RFC 9728, 5.1); nil where it doesn't.
    package var resourceMetadata: String?

    /// The gateway's origins, one of which proofs name; empty for the one that a request was sent to.
    package var origins: [String]

    /// All that shows who a client is.
    package var credentials: [CredentialPlace] { SentToken.credentials(at: places) }

    /// Settings of their parts.
    package init(
        issuer: String? = nil, audiences: [String]? = nil, leeway: Int = 30, cache: Int = 30, lastKnown: Int = 0,
        places: [CredentialPlace], resourceMetadata: String? = nil, origins: [String] = []
    ) {
        self.origins = origins
        self.issuer = issuer
        self.audiences = audiences
        self.leeway = leeway
        self.cache = cache
        self.lastKnown = lastKnown
        self.places = places
        self.resourceMetadata = resourceMetadata
    }

    /// What is wrong with an active token at a time in seconds since 1970; nil for nothing.
    ///
    /// What the server leaves out is only missed where the file asks for it: RFC 7662, 2.2, makes all of it optional, and has the server
    /// judge the token (4).
    func defect(of claims: TokenClaims, at now: Int) -> TokenDefect? {
        if let issuer, claims.issuer.map({ ASCII.equal($0, issuer) }) != true { return .issuer }
        if let wanted = audiences,
            !claims.audiences.contains(where: { audience in wanted.contains { ASCII.equal($0, audience) } })
        {
            return .audience
        }
        if let expiry = claims.expiry, Double(now) >= expiry + Double(leeway) { return .expired }
        guard claims.beginnings.allSatisfy({ $0 <= Double(now) + Double(leeway) }) else { return .early }
        return claims.confirmation == .other ? .bound : nil
    }
}
