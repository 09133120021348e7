package import TuttiPolicies

/// `introspection` of a way to authenticate: what tokens have to say, and which server is asked about them.
package struct IntrospectionWay: Sendable, Hashable {
    /// What the file says of tokens.
    package let settings: IntrospectionSettings
    /// The server.
    package let address: IssuerAddress
    /// What the gateway is to the server.
    package let client: OAuthClient

    /// A way of its parts.
    package init(settings: IntrospectionSettings, address: IssuerAddress, client: OAuthClient) {
        self.settings = settings
        self.address = address
        self.client = client
    }
}
