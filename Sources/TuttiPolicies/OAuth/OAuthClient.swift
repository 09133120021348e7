/// What the gateway is to an issuer: a client with an id and a secret (RFC 6749, 2.3.1).
package struct OAuthClient: Sendable, Hashable {
    /// How it shows to the issuer who it is.
    package enum Authentication: String, Sendable, CaseIterable {
        /// By the header `Authorization` (`client_secret_basic`).
        case basic
        /// By `client_id` and `client_secret` in the form (`client_secret_post`).
        case post
    }

    /// Its id, `client_id`.
    package let id: String
    /// Its secret, `client_secret`.
    package let secret: Secret
    /// How it shows who it is.
    package let authentication: Authentication

    /// A client of its parts.
    package init(id: String, secret: Secret, authentication: Authentication = .basic) {
        self.id = id
        self.secret = secret
        self.authentication = authentication
    }

    /// The value of `Authorization`; nil where it isn't sent.
    ///
    /// Id and secret are each encoded as in a form before they are put together: `a:b` and `c d` are `Basic ` and the base64 of
    /// `a%3Ab:c+d`.
    package var authorization: String? {
        guard authentication == .basic else { return nil }
        let parts = [RequestForm.encoded(id), RequestForm.encoded(secret.text)]
        return "Basic " + Base64.text(Array(parts.joined(separator: ":").utf8))
    }

    /// Adds what a form has of it.
    package func add(to form: inout RequestForm) {
        guard authentication == .post else { return }
        form.append("client_id", id)
        form.append("client_secret", secret)
    }
}
