internal import TuttiJSON

/// To which key of the client a token is bound (RFC 7800, 3.1).
package enum TokenConfirmation: Sendable, Equatable {
    /// To the client's certificate, by its SHA-256 (RFC 8705, 3.1), 32 bytes.
    case certificate([UInt8])
    /// To something that can't be checked here.
    case other

    init(_ node: JSONNode) {
        // Another member besides says that there is more to check.
        guard node.count == 1, let text = node.member("x5t#S256")?.string, let hash = Base64URL.bytes(text.utf8.span),
            hash.count == 32
        else {
            self = .other
            return
        }
        self = .certificate(hash)
    }
}
