package import TuttiPolicies

/// Which token the gateway asks an issuer for, to show it to a service.
package struct TokenGrant: Sendable, Hashable {
    /// The token endpoint of the issuer.
    package let address: IssuerAddress
    /// What the gateway is to the issuer.
    package let client: OAuthClient
    /// `scope`; nil for what the issuer gives.
    package let scope: String?
    /// `audience`: for whom the token is; nil where that isn't said.
    package let audience: String?

    /// A grant of its parts.
    package init(address: IssuerAddress, client: OAuthClient, scope: String? = nil, audience: String? = nil) {
        self.address = address
        self.client = client
        self.scope = scope
        self.audience = audience
    }
}
