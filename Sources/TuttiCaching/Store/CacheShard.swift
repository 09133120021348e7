internal import TuttiResilience

/// A part of the responses, which one lock guards, within a bound of memory.
///
/// What goes first is decided by S3-FIFO (Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023): what is new waits in a
/// small queue with a tenth of the memory. What is asked for there more than once moves to the main queue; what isn't goes, and only its
/// hash is remembered for a while, so that it comes to the main queue when it is asked for again. In the main queue, what was asked for since
/// it was last at the end gets another round. So requests that nobody repeats never push out what many ask for.
struct CacheShard {
    /// A response and its place.
    final class Entry {
        let key: CacheKey
        var value: any CachedValue
        var tags: [CacheTag]
        var requestedAt: MonotonicTime
        var size: Int
        /// How often it was asked for, up to 3, less each round in the main queue.
        var frequency: UInt8 = 0
        var isMain: Bool
        var slot = 0

        init(
            _ key: CacheKey, _ value: any CachedValue, _ tags: [CacheTag], requestedAt: MonotonicTime, size: Int,
            isMain: Bool
        ) {
            self.key = key
            self.value = value
            self.tags = tags
            self.requestedAt = requestedAt
            self.size = size
            self.isMain = isMain
        }
    }

    /// About what an entry takes beside its key and value: itself, its slot in a queue, and its place in the table.
    static let overhead = 256

    private(set) var bytes = 0
    private(set) var evictions = 0
    private var limit: Int
    private var entries: [CacheKey: Entry] = [:]
    /// The newest first.
    private var small = LinkedSlots<Entry>()
    private var main = LinkedSlots<Entry>()
    private var smallBytes = 0
    private var ghosts = GhostQueue()
    private var purges = PurgeTable()

    var count: Int { entries.count }

    init(limit: Int) {
        self.limit = limit
    }

    /// The response under a key; nil where there is none, or it was purged.
    ///
    /// What was purged stays until there is another one in its place, or it has to make room.
    mutating func look(up key: CacheKey) -> (value: any CachedValue, isStale: Bool)? {
        guard let entry = entries[key] else { return nil }
        let effect = purges.effect(on: entry.tags, requestedAt: entry.requestedAt)
        guard effect != .gone else {
            entry.frequency = 0
            return nil
        }
        if entry.frequency < 3 { entry.frequency += 1 }
        return (entry.value, effect == .stale)
    }

    /// Keeps a response, in place of an earlier one under that key; returns what had to go, which is to be freed when the lock is.
    mutating func keep(
        _ value: any CachedValue, as key: CacheKey, tags: [CacheTag], requestedAt: MonotonicTime
    ) -> [Entry] {
        let size = value.size + key.bytes.count + tags.count * MemoryLayout<CacheTag>.size + Self.overhead
        guard requestedAt > purges.forgottenUntil else { return [] }
        if let entry = entries[key] {
            // One response may not push all others out.
            guard size <= limit / 2 else { return [remove(entry)] }
            let former = Entry(key, entry.value, [], requestedAt: entry.requestedAt, size: 0, isMain: false)
            entry.value = value
            entry.tags = tags
            entry.requestedAt = requestedAt
            count(size - entry.size, isMain: entry.isMain)
            entry.size = size
            return shrink() + [former]
        }
        guard size <= limit / 2 else { return [] }
        let isMain = ghosts.remove(key.hash)
        let entry = Entry(key, value, tags, requestedAt: requestedAt, size: size, isMain: isMain)
        entries[key] = entry
        put(entry)
        count(size, isMain: isMain)
        return shrink()
    }

    /// Purges what bears a tag, or everything where that is nil.
    mutating func purge(_ tag: CacheTag?, isSoft: Bool, now: MonotonicTime) {
        if purges.isFull(for: tag) {
            purges.forget(allBut: entries.values.reduce(into: []) { $0.formUnion($1.tags) }, now: now)
        }
        purges.purge(tag, isSoft: isSoft, now: now)
    }

    /// Changes what is kept without saying that it was asked for.
    mutating func update(_ key: CacheKey, _ change: (inout any CachedValue) -> Void) {
        guard let entry = entries[key] else { return }
        change(&entry.value)
    }

    mutating func remove(_ key: CacheKey) -> Entry? {
        entries[key].map { remove($0) }
    }

    mutating func setLimit(_ limit: Int) -> [Entry] {
        self.limit = limit
        return shrink()
    }

    // MARK: - Queues

    private mutating func put(_ entry: Entry) {
        entry.slot = entry.isMain ? main.prepend(entry) : small.prepend(entry)
    }

    private mutating func count(_ change: Int, isMain: Bool) {
        bytes += change
        if !isMain { smallBytes += change }
    }

    private mutating func remove(_ entry: Entry) -> Entry {
        if entry.isMain { main.remove(entry.slot) } else { small.remove(entry.slot) }
        count(-entry.size, isMain: entry.isMain)
        entries[entry.key] = nil
        return entry
    }

    private mutating func shrink() -> [Entry] {
        guard bytes > limit else { return [] }
        var gone: [Entry] = []
        while bytes > limit {
            let entry = smallBytes > limit / 10 || main.last == nil ? nextOfSmall() : nextOfMain()
            guard let entry else { continue }
            gone.append(remove(entry))
            evictions += 1
        }
        return gone
    }

    /// The oldest new response, if it goes; nil if it has moved to the main queue.
    private mutating func nextOfSmall() -> Entry? {
        guard let slot = small.last, let entry = small[slot] else { return nil }
        guard entry.frequency > 1 else {
            ghosts.add(entry.key.hash, atMost: max(main.count, 64))
            return entry
        }
        small.remove(slot)
        smallBytes -= entry.size
        entry.frequency = 0
        entry.isMain = true
        put(entry)
        return nil
    }

    /// The response at the end of the main queue, if it goes; nil if it gets another round.
    private mutating func nextOfMain() -> Entry? {
        guard let slot = main.last, let entry = main[slot] else { return nil }
        guard entry.frequency > 0 else { return entry }
        entry.frequency -= 1
        main.moveToFront(slot)
        return nil
    }
}

/// The hashes of responses that have gone from the small queue, the latest ones.
private struct GhostQueue {
    private var hashes: Set<UInt64> = []
    private var order: [UInt64] = []
    private var first = 0

    mutating func add(_ hash: UInt64, atMost count: Int) {
        if hashes.insert(hash).inserted { order.append(hash) }
        while hashes.count > count, order.indices.contains(first) {
            hashes.remove(order[first])
            first += 1
        }
        // What was asked for again is still in the order: it is cleared away with what is old.
        guard order.count > 2 * count + 64 else { return }
        order = order[first...].filter { hashes.contains($0) }
        first = 0
    }

    mutating func remove(_ hash: UInt64) -> Bool { hashes.remove(hash) != nil }
}
