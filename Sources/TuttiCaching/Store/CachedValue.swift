/// What a ``CacheStore`` keeps.
package protocol CachedValue: Sendable {
    /// How many bytes it takes, those of its text and of what stands around it.
    var size: Int { get }
}
