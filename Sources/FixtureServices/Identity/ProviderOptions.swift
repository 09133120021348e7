/// What an identity provider is set up with.
package struct ProviderOptions: Sendable {
    /// Its one client.
    package var clientID = "tutti"
    /// The client's secret.
    package var clientSecret = "a-secret-of-the-demo"
    /// Where it sends browsers back to: one of these, byte for byte (RFC 9700, 2.1).
    package var redirectURIs = [
        "https://localhost:8443/auth/callback", "http://localhost:8080/auth/callback",
    ]
    /// Where it sends browsers after they have logged out.
    package var logoutURIs = [
        "https://localhost:8443/app/", "http://localhost:8080/app/", "https://localhost:8443/",
    ]
    /// What access tokens are for, where nobody asks for something else.
    package var audience = "shop"
    /// How long an access token is good, in seconds.
    package var tokenLifetime = 300
    /// What it calls itself; nil for its address.
    package var issuer: String?

    /// The options of the demo.
    package init() {}
}
