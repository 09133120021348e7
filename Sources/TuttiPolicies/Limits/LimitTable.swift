internal import Synchronization

/// The values of a limit's keys, in bounded memory, for any number of threads at once.
///
/// Entries are words of 16 bytes, the key's hash and its value, which change as one (a compare-and-exchange of both), so there is no lock.
/// A key has a set of four places. In a full set a newcomer takes the place of the least value, and inherits that value: with more keys
/// than there is room for, requests are refused early, and nobody gets more by it. A place whose value is not above the floor is free.
///
/// The memory is taken 4 KiB at a time, when the first key comes there.
package final class LimitTable: Sendable {
    /// The value of a key now, or after a charge.
    struct Outcome {
        /// Whether there was enough.
        let isAdmitted: Bool
        /// Where the next charge begins.
        let base: UInt64
    }

    private final class Segment: Sendable {
        let entries = InlineArray<256, Atomic<WordPair>> { _ in Atomic(WordPair(first: 0, second: 0)) }
    }

    private final class Directory: Sendable {
        let segments = InlineArray<64, AtomicLazyReference<Segment>> { _ in AtomicLazyReference() }
    }

    private static let setSize = 4
    private static let segmentBits: UInt64 = 8
    private static let directoryBits: UInt64 = 6

    private let directories: [Directory]
    /// Of the number of a place.
    private let mask: UInt64

    /// The most keys that a table can have.
    package static let mostKeys = 1 << 26

    /// Room for so many keys, rounded up to a power of two; 256 at least.
    package init(keys: Int) {
        var places = 1 << Self.segmentBits
        while places < min(keys, Self.mostKeys) { places *= 2 }
        mask = UInt64(places - 1)
        let count = max(1, places >> (Self.segmentBits + Self.directoryBits))
        directories = (0..<count).map { _ in Directory() }
    }

    /// How many bytes its keys take by now.
    package var bytes: Int {
        directories.reduce(0) { sum, directory in
            var count = 0
            for index in directory.segments.indices where directory.segments[index].load() != nil { count += 1 }
            return sum + count << (Self.segmentBits + 4)
        }
    }

    /// Whether a key could be charged; nothing changes.
    func look(_ key: LimitKey, cost: UInt64, in window: LimitWindow) -> Outcome {
        let segment = segment(of: key)
        let base = window.base(of: find(key, in: segment).base)
        return Outcome(isAdmitted: window.charged(base, cost) != nil, base: base)
    }

    /// Charges a key if there is enough; else nothing is written.
    func charge(_ key: LimitKey, cost: UInt64, in window: LimitWindow) -> Outcome {
        let segment = segment(of: key)
        while true {
            let place = find(key, in: segment)
            let base = window.base(of: place.base)
            guard let value = window.charged(base, cost) else { return Outcome(isAdmitted: false, base: base) }
            guard value != base else { return Outcome(isAdmitted: true, base: base) }
            let desired = WordPair(first: UInt(key.hash), second: UInt(value))
            let (exchanged, _) = segment.entries[place.index].compareExchange(
                expected: place.entry, desired: desired, ordering: .relaxed)
            if exchanged { return Outcome(isAdmitted: true, base: value) }
        }
    }

    /// Takes a charge back, because another limit has refused the request in the meantime.
    func refund(_ key: LimitKey, cost: UInt64, in window: LimitWindow) {
        let segment = segment(of: key)
        let (increment, overflow) = cost.multipliedReportingOverflow(by: window.unit)
        while !overflow {
            let place = find(key, in: segment)
            guard place.isOwn, place.base >= increment else { return }
            let desired = WordPair(first: UInt(key.hash), second: UInt(place.base - increment))
            let (exchanged, _) = segment.entries[place.index].compareExchange(
                expected: place.entry, desired: desired, ordering: .relaxed)
            if exchanged { return }
        }
    }

    /// The place of a key in its segment: its own, else the one that it would take.
    private struct Place {
        let index: Int
        let entry: WordPair
        let isOwn: Bool
        /// The value that the key has there, or would inherit.
        var base: UInt64 { UInt64(entry.second) }
    }

    /// Looks through the set of a key, from a place on that differs from key to key; one that was never used ends it.
    private func find(_ key: LimitKey, in segment: borrowing Segment) -> Place {
        let first = Int(truncatingIfNeeded: key.hash & ((1 << Self.segmentBits) - 1))
        var least: Place?
        for step in 0..<Self.setSize {
            let index = first & ~(Self.setSize - 1) | (first &+ step) & (Self.setSize - 1)
            let entry = segment.entries[index].load(ordering: .relaxed)
            if entry.first == UInt(key.hash) { return Place(index: index, entry: entry, isOwn: true) }
            if least.map({ entry.second < $0.entry.second }) ?? true {
                least = Place(index: index, entry: entry, isOwn: false)
            }
            if entry.first == 0 { break }
        }
        return least ?? Place(index: first, entry: WordPair(first: 0, second: 0), isOwn: false)
    }

    private func segment(of key: LimitKey) -> Segment {
        let number = key.hash & mask
        let directory = directories[Int(truncatingIfNeeded: number >> (Self.segmentBits + Self.directoryBits))]
        let index = Int(truncatingIfNeeded: number >> Self.segmentBits & ((1 << Self.directoryBits) - 1))
        if let segment = directory.segments[index].load() { return segment }
        return directory.segments[index].storeIfNil(Segment())
    }
}
