internal import TuttiJSON
internal import TuttiPlan
internal import TuttiPolicies

/// What an issuer says of itself, as far as sessions need it (OpenID Connect Discovery 1.0, 3).
struct ProviderDescription: Sendable, Equatable {
    /// Where browsers are sent to log in.
    let authorization: String
    /// Where a code becomes tokens.
    let token: IssuerAddress
    /// Where browsers are sent to log out (OpenID Connect RP-Initiated Logout 1.0, 2.1); nil where the issuer has no such place.
    let endSession: String?
    /// Where tokens are taken back (RFC 7009); nil where the issuer has no such place.
    let revocation: IssuerAddress?
    /// Whether it names itself to browsers that come back (RFC 9207, 3).
    let namesItself: Bool

    /// Reads what an address has sent, which must be of this issuer, byte for byte.
    init(_ body: [UInt8], of issuer: String, at address: IssuerAddress) throws(IssuerFailure) {
        guard let root = (try? JSONDocument(parsing: body))?.root, root.kind == .object,
            let named = root.member("issuer")?.string
        else { throw IssuerFailure(message: "\(address) has no description of an issuer") }
        guard named.utf8.elementsEqual(issuer.utf8) else {
            throw IssuerFailure(
                message: "\(address) is of another issuer: its name must be the same to the last byte")
        }
        func endpoint(_ name: String) -> (text: String, address: IssuerAddress)? {
            guard let text = root.member(name)?.string, let address = IssuerAddress(text) else { return nil }
            return (text, address)
        }
        guard let authorization = endpoint("authorization_endpoint"), let token = endpoint("token_endpoint") else {
            throw IssuerFailure(
                message: "\(address) names no authorization_endpoint and token_endpoint that begin with https://")
        }
        self.authorization = authorization.text
        self.token = token.address
        endSession = endpoint("end_session_endpoint")?.text
        revocation = endpoint("revocation_endpoint")?.address
        namesItself = root.member("authorization_response_iss_parameter_supported")?.bool ?? false
    }

    /// Where a browser is sent to log out.
    func logOut(_ settings: SessionSettings, session: Session?) -> String? {
        guard let endSession else { return nil }
        var query = RequestForm()
        query.append("client_id", settings.client.id)
        query.append("post_logout_redirect_uri", settings.origin + settings.paths.afterLogOut)
        if let session { query.append("id_token_hint", session.idToken) }
        let mark = endSession.utf8.contains(UInt8(ascii: "?")) ? "&" : "?"
        return endSession + mark + String(decoding: query.bytes, as: UTF8.self)
    }
}
