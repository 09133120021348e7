internal import Synchronization
internal import TuttiResilience

/// The last good responses of calls with `stale` or `cache`, within a bound of memory: the least recently used go first.
///
/// There is one for the whole gateway, on all workers and from one reload to the next. Its lock is held for a few instructions, and
/// only for calls with `stale` or `cache`.
final class ResponseCache: Sendable {
    private let state: Mutex<ResponseCacheState>

    init(limit: Int) {
        state = Mutex(ResponseCacheState(limit: limit))
    }

    /// Changes the bound, and removes what no longer fits.
    func setLimit(_ limit: Int) {
        state.withLock { $0.setLimit(limit) }
    }

    /// The cached response to this request, if it is at most so old.
    func response(to key: RequestKey, atMost age: TimeSpan, now: MonotonicTime) -> CachedResponse? {
        state.withLock { $0.response(to: key, atMost: age, now: now) }
    }

    /// Caches a response, in place of an earlier one to the same request.
    func keep(_ response: CachedResponse, as key: RequestKey) {
        state.withLock { $0.keep(response, as: key) }
    }

    /// Notes what the cached response to this request was found to fit, unless another one is there by now.
    func note(checkedBy number: UInt64, of response: CachedResponse, as key: RequestKey) {
        state.withLock { $0.note(checkedBy: number, of: response, as: key) }
    }

    /// How many responses there are, and about how many bytes they take.
    var figures: (count: Int, bytes: Int) {
        state.withLock { ($0.count, $0.bytes) }
    }
}

/// What the cache's lock guards: the responses in the order of their use, and the place of each by its request.
private struct ResponseCacheState {
    private struct Entry {
        let key: RequestKey
        var response: CachedResponse
        let size: Int
    }

    private var limit: Int
    private(set) var bytes = 0
    /// The most recently used first.
    private var entries = LinkedSlots<Entry>()
    private var places: [RequestKey: Int] = [:]

    var count: Int { places.count }

    init(limit: Int) {
        self.limit = max(limit, 0)
    }

    mutating func setLimit(_ limit: Int) {
        self.limit = max(limit, 0)
        shrink()
    }

    mutating func response(to key: RequestKey, atMost age: TimeSpan, now: MonotonicTime) -> CachedResponse? {
        guard let place = places[key], var response = entries[place]?.response else { return nil }
        // Workers read their clocks before they come here, so `now` may be a little earlier than what was stored.
        response.age = max(now - response.storedAt, .zero)
        guard response.age <= age else { return nil }
        entries.moveToFront(place)
        return response
    }

    mutating func keep(_ response: CachedResponse, as key: RequestKey) {
        let size = response.size + key.count
        if let place = places[key] { remove(place) }
        // One response may not push all others out.
        guard size <= limit / 4 else { return }
        places[key] = entries.prepend(Entry(key: key, response: response, size: size))
        bytes += size
        shrink()
    }

    mutating func note(checkedBy number: UInt64, of response: CachedResponse, as key: RequestKey) {
        guard let place = places[key], var entry = entries[place], entry.response.storedAt == response.storedAt else {
            return
        }
        entry.response.checkedBy = number
        entries[place] = entry
    }

    private mutating func shrink() {
        while bytes > limit, let last = entries.last { remove(last) }
    }

    private mutating func remove(_ place: Int) {
        guard let entry = entries.remove(place) else { return }
        places[entry.key] = nil
        bytes -= entry.size
    }
}
