internal import TuttiUpstream

/// What a worker keeps for calls or instances, by the numbers of their keys: found without a hash.
///
/// It holds the keys and not their owners, so that a reload can release those. (A weak reference would do the same, but makes each retain
/// and release of the owner by the engine slower.)
struct KeyedTable<Kept: AnyObject> {
    private var entries: [(key: TransportKey, kept: Kept)?] = []

    /// All numbers that may have an entry.
    var numbers: Range<Int> { entries.indices }

    /// What is kept under a key.
    subscript(key: TransportKey) -> Kept? {
        let number = key.number
        guard number < entries.count, let entry = entries[number], entry.key === key else { return nil }
        return entry.kept
    }

    /// What is kept under the key with a number; the number must be one of ``numbers``.
    subscript(number: Int) -> Kept? { entries[number]?.kept }

    /// Keeps something under a key; returns what was kept under its number for an owner that is gone.
    mutating func keep(_ kept: Kept, under key: TransportKey) -> Kept? {
        let number = key.number
        if number >= entries.count {
            entries.append(contentsOf: repeatElement(nil, count: number + 1 - entries.count))
        }
        defer { entries[number] = (key, kept) }
        return entries[number]?.kept
    }

    /// Removes what is kept for owners that are gone, and returns it.
    mutating func removeReleased() -> [Kept] {
        var removed: [Kept] = []
        for number in entries.indices {
            guard let entry = entries[number], entry.key.isReleased else { continue }
            removed.append(entry.kept)
            entries[number] = nil
        }
        return removed
    }

    /// Removes everything, and returns it.
    mutating func removeAll() -> [Kept] {
        defer { entries.removeAll() }
        return entries.compactMap { $0?.kept }
    }
}
