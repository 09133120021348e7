package import TuttiCrypto

/// A key of a consumer, of which the gateway has no more than its hash.
package struct APIKey: Sendable, Equatable {
    /// The SHA-256 of the key's UTF-8.
    package let hash: SHA256Digest
    /// The consumer whose key it is, by its index.
    package let consumer: Int
    /// From when on it is no longer good, in seconds since 1970; nil for never.
    package let expires: Int?

    /// A key of its parts.
    package init(hash: SHA256Digest, consumer: Int, expires: Int?) {
        self.hash = hash
        self.consumer = consumer
        self.expires = expires
    }
}
