package import TuttiJSON

/// The certificate that a client has shown, as all requests of its connection see it.
package final class ClientCertificate: Sendable {
    /// Whom it is for (RFC 4514).
    package let subject: String
    /// `client.certificate` of expressions: an object with `EndpointPlan.certificateMembers`.
    package let value: JSONValue

    /// A certificate with its parts.
    package init(subject: String, value: JSONValue) {
        self.subject = subject
        self.value = value
    }
}
