package import TuttiJSON

/// Who a client has shown itself to be, and how: what `claims` and `client.auth` of expressions say.
///
/// A class, so that whoever remembers a checked token hands out one reference, and requests pass it on.
package final class Identity: Sendable {
    /// The name that gateway.yaml gives the way by which the client has shown it.
    package let way: String
    /// Whom the credentials are of: `sub` of a token, the name of a consumer; nil where they name nobody.
    package let subject: String?
    /// `claims` of expressions: an object.
    package let claims: JSONValue
    /// The token that services may get in the client's name, verified; nil where the client has none, or no service gets it.
    package let token: Secret?

    /// An identity of its parts.
    package init(way: String, subject: String?, claims: JSONValue, token: Secret? = nil) {
        self.token = token
        self.way = way
        self.subject = subject
        self.claims = claims
    }

    /// Whose requests are this client's, where they have to be told from those of others: its way, and whom the credentials are of.
    ///
    /// Where they name nobody, all that they say stands for whoever has them.
    package var owner: [String] { [way, subject ?? lastingClaims] }

    /// `claims` as JSON, but for what each token of the same client says anew (RFC 7519, 4.1; OpenID Connect Core, 2).
    package var lastingClaims: String {
        let lasting = claims.members.filter { !["exp", "iat", "nbf", "jti", "auth_time"].contains($0.name) }
        return JSONValue.object(JSONObject(lasting)).jsonText
    }
}
