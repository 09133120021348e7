internal import Synchronization
package import TuttiResilience

/// Responses by what they are the response to, within a bound of memory: one for the whole gateway, on all workers.
///
/// Its parts have a lock each. Nothing is hashed and nothing is freed while one is held.
package final class CacheStore: Sendable {
    /// A response that was found.
    package struct Found: Sendable {
        package let value: any CachedValue
        /// Whether it was purged softly: it counts as stale.
        package let isPurged: Bool
    }

    private final class Part: Sendable {
        let shard: Mutex<CacheShard>

        init(limit: Int) {
            shard = Mutex(CacheShard(limit: limit))
        }
    }

    /// What each part may take.
    private let share: Atomic<Int>
    private let purgedAt = Atomic<Int64>(.min)

    /// When something was purged last.
    package var lastPurge: MonotonicTime { MonotonicTime(nanoseconds: purgedAt.load(ordering: .acquiring)) }

    /// As many as a power of two.
    private let parts: [Part]

    /// A store for so many bytes.
    ///
    /// It has up to 16 parts, each of at least 4 MiB: a response takes at most half of its part.
    package init(limit: Int) {
        var count = 1
        while count < 16, limit / (2 * count) >= 4 << 20 { count *= 2 }
        let share = max(limit, 0) / count
        self.share = Atomic(share)
        parts = (0..<count).map { _ in Part(limit: share) }
    }

    /// About how many bytes a response may take.
    package var mostSize: Int { share.load(ordering: .relaxed) / 2 - 4096 }

    /// Changes the bound, and removes what no longer fits.
    package func setLimit(_ limit: Int) {
        let share = max(limit, 0) / parts.count
        self.share.store(share, ordering: .relaxed)
        for part in parts { _ = part.shard.withLock { $0.setLimit(share) } }
    }

    /// The cached response under a key.
    package func look(up key: CacheKey) -> Found? {
        part(of: key).shard.withLock { $0.look(up: key) }.map { Found(value: $0.value, isPurged: $0.isStale) }
    }

    /// Caches a response, in place of an earlier one under that key.
    ///
    /// - Parameters:
    ///   - value: the response.
    ///   - key: what it is the response to.
    ///   - tags: what it is purged by.
    ///   - requestedAt: when it was asked for: a purge after that holds for it.
    package func keep(_ value: any CachedValue, as key: CacheKey, tags: [CacheTag] = [], requestedAt: MonotonicTime) {
        _ = part(of: key).shard.withLock { $0.keep(value, as: key, tags: tags, requestedAt: requestedAt) }
    }

    /// Changes the response under a key, if there is one; its size stays what it was.
    package func update(_ key: CacheKey, _ change: @Sendable (inout any CachedValue) -> Void) {
        part(of: key).shard.withLock { $0.update(key, change) }
    }

    /// Removes the response under a key.
    package func remove(_ key: CacheKey) {
        _ = part(of: key).shard.withLock { $0.remove(key) }
    }

    /// Purges what bears a tag, or everything where that is nil.
    ///
    /// - Parameters:
    ///   - tag: the tag.
    ///   - isSoft: what is purged counts as stale; else it is gone.
    ///   - now: the present.
    package func purge(_ tag: CacheTag?, isSoft: Bool, now: MonotonicTime) {
        purgedAt.max(now.nanoseconds, ordering: .releasing)
        for part in parts { part.shard.withLock { $0.purge(tag, isSoft: isSoft, now: now) } }
    }

    /// How many responses there are, about how many bytes they take, and how many had to make room for others so far.
    package var figures: (count: Int, bytes: Int, evictions: Int) {
        parts.reduce(into: (0, 0, 0)) { sum, part in
            let (count, bytes, evictions) = part.shard.withLock { ($0.count, $0.bytes, $0.evictions) }
            sum = (sum.0 + count, sum.1 + bytes, sum.2 + evictions)
        }
    }

    // The shards' tables use the low bits of a hash of this one; these are the high ones.
    private func part(of key: CacheKey) -> Part {
        parts[Int(truncatingIfNeeded: key.hash >> 48) & (parts.count - 1)]
    }
}
