package import TuttiPolicies

/// One of the ways of `auth` in gateway.yaml by which clients show who they are.
package struct AuthenticationWay: Sendable {
    /// How clients show it.
    package enum Method: Sendable {
        /// By a key that they send as it is.
        case apiKeys(APIKeys)
        /// By a token that an issuer has signed.
        case jwt(TokenWay)
        /// By the certificate of their connection.
        case clientCertificate(ClientCertificates)
    }

    /// Its name.
    package let name: String
    /// How clients show who they are.
    package let method: Method
    /// Where it is declared.
    package let position: SourcePosition

    /// A way of its parts.
    package init(name: String, method: Method, position: SourcePosition) {
        self.name = name
        self.method = method
        self.position = position
    }

    /// Where its credentials stand in a request: what services don't get unless the files say so.
    package var credentials: [CredentialPlace] {
        switch method {
        case .apiKeys(let keys): keys.places
        case .jwt(let way): way.settings.places
        case .clientCertificate: []
        }
    }

    /// What it is called in the file: `api-keys`.
    package var kind: String {
        switch method {
        case .apiKeys: "api-keys"
        case .jwt: "jwt"
        case .clientCertificate: "client-certificate"
        }
    }
}
