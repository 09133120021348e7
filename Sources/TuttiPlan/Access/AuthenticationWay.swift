package import TuttiPolicies

/// One of the ways of `auth` in gateway.yaml by which clients show who they are.
package struct AuthenticationWay: Sendable {
    /// How clients show it.
    package enum Method: Sendable {
        /// By a key that they send as it is.
        case apiKeys(APIKeys)
        /// By a token that an issuer has signed.
        case jwt(TokenWay)
        /// By a token that its server is asked about.
        case introspection(IntrospectionWay)
        /// By the cookie of a browser that has logged in at an issuer.
        case session(SessionWay)
        /// By a name and a password.
        case basic(BasicUsers)
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
        case .jwt(let way): way.settings.credentials
        case .introspection(let way): way.settings.credentials
        case .session(let way): way.settings.cookieNames.map { .cookie($0) }
        case .basic(let users): users.places
        case .clientCertificate: []
        }
    }

    /// What looks at credentials with what the files alone say; nil where keys have to be fetched, or somebody asked.
    package var localAuthenticator: (any Authenticator)? {
        switch method {
        case .apiKeys(let keys): return keys
        case .jwt(let way):
            guard case .set(let set) = way.keys else { return nil }
            let keys = FixedTokenKeys(set, algorithms: way.settings.rules.algorithms)
            return JSONWebTokens(name: name, way.settings, keys: keys)
        case .session: return nil
        case .basic(let users): return users
        case .clientCertificate(let certificates): return certificates
        case .introspection: return nil
        }
    }

    /// Whether clients show a token by it that services may get.
    package var hasToken: Bool {
        switch method {
        case .jwt, .introspection, .session: true
        case .apiKeys, .basic, .clientCertificate: false
        }
    }

    /// Whether somebody is asked who may be away: an issuer for its keys, or about a token.
    package var asksSomebody: Bool {
        switch method {
        case .introspection, .session: true
        case .jwt(let way): if case .set = way.keys { false } else { true }
        case .apiKeys, .basic, .clientCertificate: false
        }
    }

    /// Whether it is a session of browsers.
    package var isSession: Bool { if case .session = method { true } else { false } }

    /// What it is called in the file: `api-keys`.
    package var kind: String {
        switch method {
        case .apiKeys: "api-keys"
        case .jwt: "jwt"
        case .introspection: "introspection"
        case .session: "session"
        case .basic: "basic"
        case .clientCertificate: "client-certificate"
        }
    }
}
