internal import Synchronization
package import TuttiCrypto

/// What verified tokens have said, by their SHA-256, so that a token is verified once in five minutes.
///
/// Only good tokens are remembered: those that are refused could be any number. The table is cut into parts, each with a lock that is
/// held for some ten nanoseconds and not waited for unless that is asked for: what another thread holds reads as unknown.
package final class VerifiedTokens<Value: Sendable>: Sendable {
    /// For how long a token is remembered at most, in seconds, where nobody says otherwise.
    package static var usual: Int { 300 }

    private let parts: [Part]
    private let capacity: Int
    private let longest: Int

    /// A table for values of so many bytes together, each for at most so many seconds.
    package init(byteCapacity: Int = 16 << 20, longest: Int = VerifiedTokens.usual) {
        self.longest = longest
        parts = (0..<Self.partCount).map { _ in Part() }
        capacity = max(byteCapacity / Self.partCount, 1)
    }

    /// What an entry takes besides its value.
    private static var overhead: Int { 160 }

    private static var partCount: Int { 32 }

    /// What was remembered of a token; nil for one that is not known, or no longer.
    package func value(of token: SHA256Digest, at now: Int) -> Value? {
        part(of: token).entries.withLockIfAvailable { $0.value(of: token, at: now) } ?? nil
    }

    /// The same for whoever would have to ask far away: it waits for another thread.
    package func heldValue(of token: SHA256Digest, at now: Int) -> Value? {
        part(of: token).entries.withLock { $0.value(of: token, at: now) }
    }

    /// Remembers what a token has said, which takes so many bytes, until a time in seconds since 1970, within the table's bound.
    ///
    /// Unless it `waits`, that is left out while another thread has the part of the table.
    package func remember(
        _ value: Value, byteCount: Int, of token: SHA256Digest, until expiry: Int, at now: Int, waits: Bool = false
    ) {
        let until = min(expiry, now + longest)
        guard now < until else { return }
        let entry = Entry(value: value, until: until, byteCount: max(byteCount, 0) + Self.overhead)
        let part = part(of: token)
        if waits {
            part.entries.withLock { $0.remember(entry, of: token, within: capacity) }
        } else {
            _ = part.entries.withLockIfAvailable { $0.remember(entry, of: token, within: capacity) }
        }
    }

    /// Forgets a token.
    package func forget(_ token: SHA256Digest) {
        part(of: token).entries.withLock { table in
            // Its place in the order stays, and is passed over when it is the oldest.
            if let gone = table.entries.removeValue(forKey: token) { table.byteCount -= gone.byteCount }
        }
    }

    /// Forgets all, as when keys have changed.
    package func forget() {
        for part in parts { part.entries.withLock { $0 = Table() } }
    }

    private func part(of token: SHA256Digest) -> Part {
        parts[Int(truncatingIfNeeded: token.place % UInt64(Self.partCount))]
    }

    private struct Entry: Sendable {
        let value: Value
        let until: Int
        let byteCount: Int
    }

    private struct Table: Sendable {
        var entries: [SHA256Digest: Entry] = [:]
        /// The tokens in the order in which they came; those before `first` are gone.
        var order: [SHA256Digest] = []
        var first = 0
        var byteCount = 0

        func value(of token: SHA256Digest, at now: Int) -> Value? {
            guard let entry = entries[token], now < entry.until else { return nil }
            return entry.value
        }

        mutating func remember(_ entry: Entry, of token: SHA256Digest, within capacity: Int) {
            if let former = entries.updateValue(entry, forKey: token) {
                byteCount -= former.byteCount
            } else {
                order.append(token)
            }
            byteCount += entry.byteCount
            // The oldest goes: it would be the first to end anyway.
            while byteCount > capacity, first < order.count {
                if let gone = entries.removeValue(forKey: order[first]) { byteCount -= gone.byteCount }
                first += 1
            }
            compact()
            if first > order.count / 2 {
                order.removeFirst(first)
                first = 0
            }
        }

        /// Drops the places of tokens that were forgotten: one that has come again would go with its former place, and the order would grow.
        private mutating func compact() {
            guard order.count - first > 2 * entries.count + 16 else { return }
            var seen: Set<SHA256Digest> = []
            let newest = order[first...].reversed().filter { entries[$0] != nil && seen.insert($0).inserted }
            order = newest.reversed()
            first = 0
        }

        /// How many places the order has.
        var places: Int { order.count - first }
    }

    /// How many places of tokens are kept in order.
    var places: Int { parts.reduce(0) { $0 + $1.entries.withLock { $0.places } } }

    private final class Part: Sendable {
        let entries = Mutex(Table())
    }
}
