internal import CCrypto

/// A key of AES-256-GCM (NIST SP 800-38D) with a nonce, good for one text alone.
package struct SealingKey: Sendable {
    /// How many bytes ``init(_:crypto:)`` takes: 32 of the key and 12 of the nonce.
    package static let byteCount = 44
    /// How much longer what is sealed is than its text.
    package static let overhead = 16

    private let key: [UInt8]
    private let nonce: [UInt8]

    /// A key of bytes that nobody else knows and that no other text has; nil for another number of bytes.
    package init?(_ bytes: [UInt8], crypto: Crypto) {
        guard bytes.count == Self.byteCount else { return nil }
        key = Array(bytes[..<32])
        nonce = Array(bytes[32...])
    }

    /// A text, encrypted, and bound to `associated`; nil for one of more than 16 MiB.
    package func seal(_ text: [UInt8], associated: [UInt8]) -> [UInt8]? {
        guard text.count <= 1 << 24, associated.count <= 1 << 24 else { return nil }
        var sealed = [UInt8](repeating: 0, count: text.count + Self.overhead)
        guard ccrypto_seal(key, nonce, associated, associated.count, text, text.count, &sealed) else { return nil }
        return sealed
    }

    /// The text of what was sealed with the same key and `associated`; nil where anything is not the same.
    package func open(_ sealed: [UInt8], associated: [UInt8]) -> [UInt8]? {
        guard sealed.count >= Self.overhead else { return nil }
        var text = [UInt8](repeating: 0, count: sealed.count - Self.overhead)
        guard ccrypto_open(key, nonce, associated, associated.count, sealed, sealed.count, &text) else { return nil }
        return text
    }
}
