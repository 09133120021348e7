internal import TuttiJSON

/// To which key of the client a token is bound (RFC 7800, 3.1).
package enum TokenConfirmation: Sendable, Equatable {
    /// To the client's certificate, by its SHA-256 (RFC 8705, 3.1), 32 bytes.
    case certificate([UInt8])
    /// To a key of the client, by its thumbprint (RFC 9449, 6), 32 bytes.
    case key([UInt8])
    /// To something that can't be checked here.
    case other

    init(_ node: JSONNode) {
        // Another member besides says that there is more to check.
        guard node.count == 1 else {
            self = .other
            return
        }
        if let hash = Self.hash("x5t#S256", of: node) {
            self = .certificate(hash)
        } else if let thumbprint = Self.hash("jkt", of: node) {
            self = .key(thumbprint)
        } else {
            self = .other
        }
    }

    private static func hash(_ name: String, of node: JSONNode) -> [UInt8]? {
        guard let text = node.member(name)?.string, let hash = Base64URL.bytes(text.utf8.span), hash.count == 32 else {
            return nil
        }
        return hash
    }

    /// Whether the client has shown the key (RFC 8705, 3).
    func isShown(in request: AuthenticationRequest) -> Bool {
        guard case .certificate(let hash) = self, let shown = request.certificate?.value.member("fingerprint")?.string
        else { return false }
        return ASCII.equalIgnoringCase(shown, hash.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
    }
}
