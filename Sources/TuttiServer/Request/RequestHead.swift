internal import HTTPTypes

/// The head of a request, whichever protocol it came by.
///
/// The rules of the protocol are done with: what differs from one to the other comes as values. It is filled in as far as it could be
/// read, so that the log has something to say of a request that is refused.
struct RequestHead {
    /// The method; nil when the request could not be read, or has none that is a token.
    var method: HTTPRequest.Method?
    /// The path as sent; `*` when the request is about the server as a whole; empty when it could not be read.
    var path: Substring = ""
    /// The query as sent, without `?`.
    var query = ""
    /// Host and port that the request is for, as sent; empty without.
    var authority = ""
    /// The headers, `Host` among them.
    var headers = RequestHeaders()
    /// The length of the body.
    var bodyLength = BodyLength.known(0)
    /// Whether the client waits for `100 Continue` before it sends the body.
    var awaitsContinue = false
    /// Whether the headers say something of the body that needs a closer look; see ``HeaderSurvey/describesBody``.
    var describesBody = false
    /// Whether the client asks for another protocol (RFC 9110, 7.8).
    var asksForUpgrade = false

    /// Whether the request has come by HTTP/2.
    var isHTTP2 = false

    /// Whether the request is about the server as a whole.
    var isForServer: Bool { path == "*" }

    /// Whether the response goes without its body.
    var isHead: Bool { method == .head }

    /// Takes out what a request says of the certificate of its client (RFC 9440, 4); names with `_` mean the same to many programs.
    mutating func removeClientCertificate() {
        headers.remove(where: Self.tellsOfCertificate)
    }

    private static func tellsOfCertificate(_ name: String) -> Bool {
        guard name.utf8.count == 11 || name.utf8.count == 17 else { return false }
        let dashed = String(name.map { $0 == "_" ? "-" : $0 })
        return dashed == "client-cert" || dashed == "client-cert-chain"
    }
}
