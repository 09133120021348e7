/// One way in which clients show who they are: keys, tokens, certificates.
///
/// It is made with a generation, has no state of a request, and is asked on the event loop of the exchange.
package protocol Authenticator: Sendable {
    /// The name of the way in gateway.yaml.
    var name: String { get }

    /// What a client without credentials is told to send: a challenge of `WWW-Authenticate` (RFC 9110, 11.6.1), without its line end.
    var challenge: String { get }

    /// What the credentials in a request are worth.
    ///
    /// It takes bounded time and memory whatever was sent, and what it says to clients doesn't tell a credential that is unknown from
    /// one that is wrong.
    func authenticate(_ request: AuthenticationRequest) -> Authentication
}
