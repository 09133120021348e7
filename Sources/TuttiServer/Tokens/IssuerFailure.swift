/// Why an issuer has not given what it was asked for.
struct IssuerFailure: Error, Sendable, Equatable {
    /// In words for the log, with the address and without any secret: `https://id.example.com/token has sent the status 502`.
    let message: String
    /// `error` of its response (RFC 6749, 5.2), `invalid_grant`; nil where the issuer is away, or makes no sense.
    var code: String?
    /// The status of its response; nil without one, and for one that makes no sense with 200.
    var status: Int?

    /// Whether it is the issuer that can't, or doesn't know the gateway: it has not said no to what was asked.
    var isAway: Bool { status.map { $0 >= 500 || $0 == 429 || $0 == 401 } ?? true }
}
