internal import TuttiCaching
internal import TuttiResilience

extension CacheStore {
    /// The cached response under a key with its age, and whether it was purged softly.
    func response(to key: CacheKey, now: MonotonicTime) -> (response: CachedResponse, isPurged: Bool)? {
        guard let found = look(up: key), var response = found.value as? CachedResponse else { return nil }
        // Workers read their clocks before they come here, so `now` may be a little earlier than what was stored.
        response.age = max(now - response.storedAt, .zero)
        return (response, found.isPurged)
    }
}
