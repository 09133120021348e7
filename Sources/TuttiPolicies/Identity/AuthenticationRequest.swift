/// What a way to authenticate may look at of a request.
package struct AuthenticationRequest: Sendable {
    /// The headers, as they were sent.
    package var headers: any ClientHeaders
    /// The query as it was sent, without `?`; empty without one.
    package var query: String
    /// The certificate that the client of the connection has shown; nil without one.
    package var certificate: ClientCertificate?
    /// The method.
    package var method: String
    /// The path as it was sent; empty where the request has none.
    package var path: String
    /// Host and port that the request is for, as the client has sent them, perhaps to a trusted proxy; empty without.
    package var authority: String
    /// The client's address; nil where it isn't known.
    package var address: IPAddress?
    /// Whether the client speaks TLS, to this gateway or to a trusted proxy in front.
    package var isSecure: Bool
    /// Now, in seconds since 1970.
    package var secondsSince1970: Int

    /// A request of its parts.
    package init(
        headers: any ClientHeaders = NoClientHeaders(), query: String = "", certificate: ClientCertificate? = nil,
        method: String = "GET", path: String = "/", authority: String = "", address: IPAddress? = nil,
        isSecure: Bool = false,
        secondsSince1970: Int
    ) {
        self.headers = headers
        self.query = query
        self.certificate = certificate
        self.method = method
        self.path = path
        self.authority = authority
        self.address = address
        self.isSecure = isSecure
        self.secondsSince1970 = secondsSince1970
    }
}
