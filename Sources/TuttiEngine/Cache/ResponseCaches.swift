internal import TuttiCaching
internal import TuttiResilience

/// The response cache of the gateway, on all workers and from one reload to the next, and the requests that fill it.
final class ResponseCaches: Sendable {
    /// The responses.
    let store: CacheStore
    /// The requests of calls that others wait for.
    let flights = SingleFlight<CachedCall.Outcome>()
    /// The compositions that others wait for; nil where one can't be shared.
    let compositions = SingleFlight<CachedResponse>()

    /// A cache of so many bytes.
    init(limit: Int) {
        store = CacheStore(limit: limit)
    }
}
