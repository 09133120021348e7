package import TuttiCrypto

/// A request that carries a client's `Idempotency-Key`, as a store of responses knows it.
package struct RepeatedRequest: Sendable, Hashable {
    /// Whose key it is, for which endpoint, and the key: the same for a request and its repetitions.
    package let name: SHA256Digest
    /// What is asked: the same for a repetition, and different for another request with the same key.
    package let content: SHA256Digest
    /// The endpoint.
    package let endpoint: String
    /// How many bytes its body has, which is in memory while it is being served.
    package let byteCount: Int

    /// A request that is told from others by these texts.
    ///
    /// - Parameters:
    ///   - endpoint: the endpoint.
    ///   - name: whose key it is, and the key.
    ///   - content: what is asked, the body left out.
    ///   - body: the body as it was sent.
    ///   - crypto: what hashes.
    package init(endpoint: String, name: [String], content: [String], body: [UInt8], by crypto: Crypto) {
        self.endpoint = endpoint
        byteCount = body.count
        self.name = crypto.sha256(Self.joined([endpoint] + name).span)
        self.content = crypto.sha256((Self.joined(content) + crypto.sha256(body.span).bytes).span)
    }

    /// Each with its length in front, so that no two lists give the same.
    private static func joined(_ parts: [String]) -> [UInt8] {
        var bytes: [UInt8] = []
        for part in parts {
            let count = part.utf8.count
            for shift in stride(from: 0, to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: count >> shift)) }
            bytes += part.utf8
        }
        return bytes
    }
}
