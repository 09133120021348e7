internal import TuttiJSON

/// Certificates that clients have shown in the handshake of TLS: `client-certificate`.
///
/// The listener has checked them against its authorities already (RFC 8446, 4.4.2.4).
package final class ClientCertificates: Authenticator {
    package let name: String
    /// No scheme is registered for certificates: a client that has none can't answer it within the connection.
    package let challenge = "ClientCertificate"

    /// The way with that name.
    package init(name: String) {
        self.name = name
    }

    package func authenticate(_ request: AuthenticationRequest) -> Authentication {
        guard let certificate = request.certificate else { return .absent }
        var claims = JSONObject(certificate.value.members)
        claims["sub"] = .string(certificate.subject)
        return .identity(Identity(way: name, subject: certificate.subject, claims: .object(claims)))
    }
}
