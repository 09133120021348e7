internal import TuttiPolicies

/// What holds for all requests that come by a listener, and by one of its connections.
struct ListenerRules: Sendable {
    /// Whether clients speak TLS.
    var isSecure = false
    /// The port of the `https` URL that each request is redirected to; nil where requests are served.
    var httpsPort: Int?
    /// The value of `Strict-Transport-Security` of each response; nil sends none.
    var strictTransportSecurity: String?
    /// Whether clients are asked for certificates.
    var asksForCertificates = false
    /// The certificate that the client of the connection has shown; nil without one.
    var certificate: ClientCertificate?
}
