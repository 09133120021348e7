/// Why credentials are not accepted, as the client hears it and as the log has it.
package struct AuthenticationRefusal: Error, Sendable, Equatable {
    /// The status: 401; 400 for a request that sends credentials in more than one way (RFC 6750, 3.1); 503 when who has to be asked is
    /// away.
    package var status: Int
    /// The challenge that the response has instead of ``Authenticator/challenge``; nil for that one.
    package var challenge: String?
    /// What the access log says: one of a few words, `expired_key`, and nothing that was sent.
    package var reason: String

    /// A refusal of its parts.
    package init(status: Int = 401, challenge: String? = nil, reason: String) {
        self.status = status
        self.challenge = challenge
        self.reason = reason
    }
}
