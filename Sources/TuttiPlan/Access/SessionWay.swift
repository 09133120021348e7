package import TuttiPolicies

/// `session` of a way to authenticate: browsers that log in at an issuer.
package struct SessionWay: Sendable {
    /// What the file says of it.
    package let settings: SessionSettings
    /// What the ID tokens of the issuer have to say, and where its keys come from.
    package let tokens: TokenWay
    /// Where the issuer describes itself.
    package let description: IssuerAddress

    /// A way of its parts.
    package init(settings: SessionSettings, tokens: TokenWay, description: IssuerAddress) {
        self.settings = settings
        self.tokens = tokens
        self.description = description
    }
}
