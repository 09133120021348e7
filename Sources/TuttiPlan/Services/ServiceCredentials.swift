/// What a service gets in `Authorization`, which then nobody else says.
package enum ServiceCredentials: Sendable, Hashable {
    /// A token of the gateway itself (RFC 6749, 4.4).
    case clientCredentials(TokenGrant)
    /// A token for which an issuer has taken the client's (RFC 8693).
    case tokenExchange(TokenGrant)
    /// The token of the client, as it was verified.
    case clientToken

    /// Whether it takes a token of the client.
    package var needsClientToken: Bool {
        switch self {
        case .clientCredentials: false
        case .tokenExchange, .clientToken: true
        }
    }
}
