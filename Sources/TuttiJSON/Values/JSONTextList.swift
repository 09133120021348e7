/// The texts of strings in UTF-8, one after the other, to be put in order: comparing two of them retains nothing.
package struct JSONTextList: Sendable {
    private var text: [UInt8] = []
    /// Where each text ends.
    private var ends: [Int] = []

    /// The texts of these values; of one that is no string an empty one.
    package init(_ values: [JSONValue]) {
        ends.reserveCapacity(values.count)
        for value in values {
            value.withText { text.append(contentsOf: $0) }
            ends.append(text.count)
        }
    }

    /// Calls `body` with the order of the texts at two places in the list: negative where the left one is less, 0 where both are
    /// equal.
    ///
    /// They are ordered by code point, which is the order of their UTF-8. A place beyond the list has an empty text.
    package func withOrder<R>(_ body: (_ order: (Int, Int) -> Int) -> R) -> R {
        text.withUnsafeBytes { text in
            ends.withUnsafeBufferPointer { ends in
                body { left, right in Self.order(Self.text(left, of: text, ends), Self.text(right, of: text, ends)) }
            }
        }
    }

    @inline(__always)
    private static func text(
        _ place: Int, of text: UnsafeRawBufferPointer, _ ends: UnsafeBufferPointer<Int>
    ) -> UnsafeRawBufferPointer {
        guard place >= 0, place < ends.count, let bytes = text.baseAddress else {
            return UnsafeRawBufferPointer(start: nil, count: 0)
        }
        // Safe: `init` is all that writes `ends`. They never fall, and the last one is where `text` ends.
        let start = place > 0 ? ends[place &- 1] : 0
        return UnsafeRawBufferPointer(start: bytes + start, count: ends[place] &- start)
    }

    /// Eight bytes at a time, the first one as the most significant.
    @inline(__always)
    private static func order(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let count = min(left.count, right.count)
        var place = 0
        while place &+ 8 <= count {
            let a = UInt64(bigEndian: left.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            let b = UInt64(bigEndian: right.loadUnaligned(fromByteOffset: place, as: UInt64.self))
            if a != b { return a < b ? -1 : 1 }
            place &+= 8
        }
        while place < count {
            if left[place] != right[place] { return left[place] < right[place] ? -1 : 1 }
            place &+= 1
        }
        return left.count - right.count
    }
}
