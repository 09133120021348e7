/// Names that are known beforehand, found by the names of a document's members without making text of those.
package final class JSONNameTable: Sendable {
    /// The names, each once.
    package let names: [String]

    /// The most bytes that one of the names can have in a document, where each character may be written as an escape of six.
    package let mostBytes: Int

    private let bytes: [UInt8]
    private let ranges: [Range<Int>]
    /// An open hash table of places in `names`, at most half of it taken; -1 is empty.
    private let slots: [Int32]

    /// A table of the names; a repeated one keeps its first place.
    package init(_ names: [String]) {
        var distinct: [String] = []
        var (bytes, ranges): ([UInt8], [Range<Int>]) = ([], [])
        var seen: Set<JSONName> = []
        for name in names where seen.insert(JSONName(name)).inserted {
            distinct.append(name)
            let start = bytes.count
            bytes.append(contentsOf: name.utf8)
            ranges.append(start..<bytes.count)
        }
        var size = 4
        while size < ranges.count * 2 { size *= 2 }
        var slots = [Int32](repeating: -1, count: size)
        for (place, range) in ranges.enumerated() {
            var slot = bytes[range].withUnsafeBufferPointer(Self.hash) & (size - 1)
            while slots[slot] >= 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = Int32(truncatingIfNeeded: place)
        }
        (self.names, self.bytes, self.ranges, self.slots) = (distinct, bytes, ranges, slots)
        mostBytes = 6 * (ranges.map(\.count).max() ?? 0) + 2
    }

    /// The place in ``names`` of the string at a place of a document; nil if it is not among them.
    ///
    /// A text of more than ``mostBytes`` is not looked at.
    package func index(of name: JSONPlace, in document: JSONDocument) -> Int? {
        guard !ranges.isEmpty, document.byteCount(at: name) <= mostBytes else { return nil }
        return document.bytes.withUnsafeBufferPointer { source in
            document.withText(at: name.index, in: source) { text in
                bytes.withUnsafeBufferPointer { bytes in find(text, in: bytes) }
            }
        }
    }

    private func find(_ text: UnsafeBufferPointer<UInt8>, in bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        var slot = Self.hash(text) & (slots.count &- 1)
        while true {
            let place = Int(slots[slot])
            guard place >= 0 else { return nil }
            if JSONText.equal(UnsafeBufferPointer(rebasing: bytes[ranges[place]]), text) { return place }
            slot = (slot &+ 1) & (slots.count &- 1)
        }
    }

    /// FNV-1a: nobody outside chooses the names of the table, so a name that collides is compared and no more.
    private static func hash(_ text: UnsafeBufferPointer<UInt8>) -> Int {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for byte in text { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
        return Int(truncatingIfNeeded: hash &>> 8)
    }
}
