/// Why an issuer has not given what it was asked for.
struct IssuerFailure: Error, Sendable, Equatable {
    /// In words for the log, with the address and without any secret: `https://id.example.com/token has sent the status 502`.
    let message: String
    /// `error` of its response (RFC 6749, 5.2), `invalid_grant`; nil where the issuer is away, or makes no sense.
    var code: String?
}
