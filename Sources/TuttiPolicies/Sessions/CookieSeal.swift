package import TuttiCrypto

/// Encrypts what a browser keeps for the gateway and must neither read nor change: AES-256-GCM, with a key of its own for each text.
///
/// A text is a version, which secret it is of, 16 random bytes, and what was sealed; all of it in base64url. The key is the HMAC of the
/// random bytes with a secret, so no nonce comes twice however many cookies there are. What the cookie is for is bound to it: one of
/// another gateway, of another way or of the log-in can't be passed off as a session.
package struct CookieSeal: Sendable {
    /// How many bytes a secret has at least.
    package static let shortestSecret = 32

    private static let version: UInt8 = 1
    private static let saltCount = 16
    private static let headCount = 5 + saltCount

    private let secrets: [Secret]
    private let purpose: [UInt8]

    private struct Secret {
        let bytes: [UInt8]
        /// Tells the secrets apart, and nothing of them.
        let mark: [UInt8]
    }

    /// A seal by these secrets, of which the first one encrypts and all decrypt.
    ///
    /// - Parameters:
    ///   - secrets: of at least 32 bytes each.
    ///   - purpose: what the cookie is for; the same texts in the same order open what was sealed.
    ///   - crypto: what makes the secrets' marks.
    package init(secrets: [[UInt8]], purpose: [String], crypto: Crypto) {
        self.secrets = secrets.map { secret in
            let code = crypto.authenticationCode(
                of: Array("tutti cookie, which secret".utf8).span, secret: secret.span, with: .sha256)
            return Secret(bytes: secret, mark: Array(code[..<4]))
        }
        // With their lengths, or else "ab", "c" would be "a", "bc".
        self.purpose = Array("tutti cookie".utf8) + purpose.flatMap { Array("\($0.utf8.count):\($0)".utf8) }
    }

    /// A text that says this to whoever has the secrets; nil without secrets.
    package func seal(_ plain: [UInt8], crypto: Crypto) -> String? {
        guard let secret = secrets.first else { return nil }
        let head = [Self.version] + secret.mark + randomBytes(Self.saltCount)
        return key(secret, head, crypto)?.seal(plain, associated: head + purpose).map { Base64URL.text(head + $0) }
    }

    /// What a text says; nil for one that wasn't made here for this purpose.
    package func open(_ text: String, crypto: Crypto) -> [UInt8]? {
        guard let bytes = Base64URL.bytes(text.utf8.span), bytes.count >= Self.headCount + SealingKey.overhead,
            bytes[0] == Self.version
        else { return nil }
        let head = Array(bytes[..<Self.headCount])
        let sealed = Array(bytes[Self.headCount...])
        for secret in secrets where secret.mark.elementsEqual(head[1..<5]) {
            if let plain = key(secret, head, crypto)?.open(sealed, associated: head + purpose) { return plain }
        }
        return nil
    }

    private func key(_ secret: Secret, _ head: [UInt8], _ crypto: Crypto) -> SealingKey? {
        let code = crypto.authenticationCode(of: head.span, secret: secret.bytes.span, with: .sha512)
        return SealingKey(Array(code[..<SealingKey.byteCount]), crypto: crypto)
    }
}
