internal import TuttiJSON

/// What a server says of a token that it was asked about (RFC 7662, 2.2).
package struct IntrospectionResponse: Sendable {
    /// `active`: whether it has given the token out, and has neither taken it back nor seen its end.
    package let isActive: Bool
    /// All that it says, with the claims among it.
    package let claims: TokenClaims

    /// Reads the body of a response with the status 200; nil for one that doesn't say whether the token is active, or says something of
    /// it in a way that RFC 7662 doesn't know.
    package init?(_ body: [UInt8]) {
        guard let claims = try? TokenClaims(body), let isActive = claims.root.member("active")?.bool else { return nil }
        self.claims = claims
        self.isActive = isActive
    }
}
