internal import TuttiJSON

/// What a token endpoint sends when it gives no token (RFC 6749, 5.2).
package struct TokenRefusal: Sendable, Equatable {
    /// `error`: `invalid_client`, `invalid_grant`.
    package let code: String
    /// `error_description`, for the log; nil without one, and for one that has a secret.
    package let description: String?

    /// Reads the body of a response with a status such as 400; nil for one that says nothing of it.
    ///
    /// What the log gets is bounded, printable, and has none of the secrets that were sent.
    package init?(_ body: [UInt8], sent secrets: [Secret]) {
        guard let root = StrictJSON.object(body), let code = root.member("error")?.string,
            !code.isEmpty, code.utf8.count <= 64, Self.isPrintable(code)
        else { return nil }
        self.code = code
        description = root.member("error_description")?.string.flatMap { text in
            guard Self.isPrintable(text), !secrets.contains(where: { Self.has(Array(text.utf8), $0) }) else {
                return nil
            }
            return String(text.prefix(200))
        }
    }

    private static func isPrintable(_ text: String) -> Bool { text.utf8.allSatisfy { $0 >= 0x20 && $0 < 0x7F } }

    private static func has(_ text: [UInt8], _ secret: Secret) -> Bool {
        let bytes = Array(secret.text.utf8)
        guard !bytes.isEmpty, bytes.count <= text.count else { return false }
        return (0...(text.count - bytes.count)).contains { text[$0...].starts(with: bytes) }
    }
}
