internal import TuttiCaching
internal import TuttiEngine
internal import TuttiResilience

/// The responses of services that routes have stored, and the requests for them that are under way; one for all workers.
final class RouteCache: Sendable {
    /// What a request that others wait for has come to.
    enum End: Sendable {
        /// Its response is stored.
        case stored
        /// There is none, and a stored one stands in.
        case standIn
        /// There is none.
        case failed(ForwardingFailure)
    }

    /// One that waits for such a request.
    typealias WaiterID = SingleFlight<End>.WaiterID

    /// What is found for a request.
    struct Found {
        /// The response that is stored for such requests.
        var stored: StoredResponse?
        /// Whether there is one for others alone.
        var hasOthers = false
        /// Whether it was purged softly.
        var isPurged = false
    }

    /// The requests under way.
    let flights = SingleFlight<End>()
    private let store: CacheStore

    /// A cache that has its responses in that store.
    init(in store: CacheStore) {
        self.store = store
    }

    /// What is stored for a request.
    func find(_ key: CacheKey, _ request: CacheRequest) -> Found {
        guard let found = store.look(up: key), let variants = found.value as? StoredVariants else { return Found() }
        let stored = variants.response(to: request)
        return Found(stored: stored, hasOthers: stored == nil, isPurged: found.isPurged)
    }

    /// Stores a response.
    func keep(_ response: StoredResponse, to request: CacheRequest, as key: CacheKey, tags: [CacheTag]) {
        var variants = StoredVariants()
        // What was purged has no place beside what is new.
        if let found = store.look(up: key), !found.isPurged, let kept = found.value as? StoredVariants {
            variants = kept
        }
        variants.put(response, for: request, atMost: store.mostSize)
        // What was purged since an older one was asked for is out already.
        store.keep(variants, as: key, tags: tags, requestedAt: response.requestedAt)
    }

    /// Removes what is stored for such a request.
    func remove(_ key: CacheKey, for request: CacheRequest, tags: [CacheTag]) {
        guard var variants = store.look(up: key)?.value as? StoredVariants else { return }
        variants.remove(for: request)
        guard !variants.responses.isEmpty else { return store.remove(key) }
        store.keep(variants, as: key, tags: tags, requestedAt: variants.requestedAt)
    }

    /// When something was purged last.
    var lastPurge: MonotonicTime { store.lastPurge }

    /// Removes all that is stored under a key; a response to it that is under way is neither shared nor stored.
    func invalidate(_ key: CacheKey) {
        flights.outdate(key)
        store.remove(key)
    }

    /// Purges what bears a tag.
    func purge(_ tag: CacheTag, isSoft: Bool, now: MonotonicTime) {
        store.purge(tag, isSoft: isSoft, now: now)
    }
}
