internal import Synchronization
package import TuttiCrypto

/// What verified tokens have said, by their SHA-256, so that a token is verified once in five minutes.
///
/// Only good tokens are remembered: those that are refused could be any number. The table is cut into parts, each with a lock that is
/// held for some ten nanoseconds and never waited for: what another thread holds reads as unknown.
package final class VerifiedTokens<Value: Sendable>: Sendable {
    /// For how long a token is remembered at most, in seconds.
    package static var longest: Int { 300 }

    private let parts: [Part]
    private let capacity: Int

    /// A table for values of so many bytes together.
    package init(byteCapacity: Int = 16 << 20) {
        parts = (0..<Self.partCount).map { _ in Part() }
        capacity = max(byteCapacity / Self.partCount, 1)
    }

    /// What an entry takes besides its value.
    private static var overhead: Int { 160 }

    private static var partCount: Int { 32 }

    /// What was remembered of a token; nil for one that is not known, or no longer.
    package func value(of token: SHA256Digest, at now: Int) -> Value? {
        part(of: token).entries.withLockIfAvailable { table in
            guard let entry = table.entries[token], now < entry.until else { return nil }
            return entry.value
        } ?? nil
    }

    /// Remembers what a token has said, which takes so many bytes, until a time in seconds since 1970, or for ``longest``.
    package func remember(_ value: Value, byteCount: Int, of token: SHA256Digest, until expiry: Int, at now: Int) {
        let until = min(expiry, now + Self.longest)
        guard now < until else { return }
        let entry = Entry(value: value, until: until, byteCount: max(byteCount, 0) + Self.overhead)
        part(of: token).entries.withLockIfAvailable { table in
            if let former = table.entries.updateValue(entry, forKey: token) {
                table.byteCount -= former.byteCount
            } else {
                table.order.append(token)
            }
            table.byteCount += entry.byteCount
            // The oldest goes: it would be the first to end anyway.
            while table.byteCount > capacity, table.first < table.order.count {
                if let gone = table.entries.removeValue(forKey: table.order[table.first]) {
                    table.byteCount -= gone.byteCount
                }
                table.first += 1
            }
            if table.first > table.order.count / 2 {
                table.order.removeFirst(table.first)
                table.first = 0
            }
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
    }

    private final class Part: Sendable {
        let entries = Mutex(Table())
    }
}
