/// What a cached response is the response to.
///
/// Two keys are equal only if all of their bytes are. The hash, with which shards and tables are looked up, is SipHash with a key of this
/// process (`Hasher`): no client can choose requests whose hashes collide. It is computed once, and not while a lock is held.
package struct CacheKey: Sendable, Hashable {
    package let bytes: [UInt8]
    /// The keyed hash of the bytes.
    let hash: UInt64

    /// The key with these bytes.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
        var hasher = Hasher()
        bytes.withUnsafeBytes { hasher.combine(bytes: $0) }
        hash = UInt64(bitPattern: Int64(hasher.finalize()))
    }

    package static func == (left: CacheKey, right: CacheKey) -> Bool {
        left.hash == right.hash && left.bytes == right.bytes
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(hash)
    }
}
