internal import TuttiCaching
internal import TuttiEngine

/// By what the responses of a service are made invalid.
extension CachedForward {
    /// A path, whoever asks for it.
    func targetTag(_ target: String) -> CacheTag { CacheTag(.target, "\(service) \(target)") }

    /// A group of the service (RFC 9875), whose origin it is.
    func groupTag(_ group: String) -> CacheTag { CacheTag(.group, "\(service) \(group)") }
}
