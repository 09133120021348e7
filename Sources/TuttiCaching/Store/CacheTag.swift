/// A name under which responses are purged together, as its hash with a key of this process.
///
/// Names of different kinds are different tags: a service `orders` is not the tag `orders`.
package struct CacheTag: Sendable, Hashable, BitwiseCopyable {
    let hash: UInt64

    /// What is named.
    package enum Kind: UInt8, Sendable {
        /// `tags` of the file, or a service's `Cache-Tag` or `Surrogate-Key`.
        case tag
        /// The name of a service.
        case service
        /// An endpoint or a route, as logs name it.
        case endpoint
        /// The path by which clients ask.
        case path
        /// A group of `Cache-Groups` (RFC 9875), behind the origin that it belongs to.
        case group
        /// A path of a service, whoever asks for it.
        case target
    }

    /// The tag of that name.
    package init(_ kind: Kind = .tag, _ name: some StringProtocol) {
        var hasher = Hasher()
        hasher.combine(kind.rawValue)
        hasher.combine(String(name))
        hash = UInt64(bitPattern: Int64(hasher.finalize()))
    }
}
