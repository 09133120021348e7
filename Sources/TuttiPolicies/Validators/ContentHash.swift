/// A hash of a content, by which a strong `ETag` is made: BLAKE2b (RFC 7693) of 24 bytes.
///
/// It must be hard to find two contents with one hash: somebody who writes a part of a content could else replace it by another content with
/// the same tag, and clients would keep the old content. So a fast hash for tables won't do. A hash with a key of the process won't either,
/// because each instance would have tags of its own. Of BLAKE2b no two contents with one hash are known; with 24 bytes, finding them takes
/// 2^96 attempts. It needs nothing but 64-bit arithmetic, and takes 2 ns a byte.
package struct ContentHash: Sendable {
    private var state: State
    private var block: [UInt8] = []
    private var count: UInt64 = 0

    /// How many bytes the hash has.
    static let length = 24
    private static let blockLength = 128

    /// The hash of nothing yet.
    package init() {
        state = State()
        block.reserveCapacity(Self.blockLength)
    }

    /// Adds the next bytes of the content.
    package mutating func add(_ bytes: Span<UInt8>) {
        var place = 0
        while place < bytes.count {
            // The last block of a content is mixed in another way. A full block may be the last, so it waits for the next byte.
            if block.count == Self.blockLength { mixBlock(isLast: false) }
            if block.isEmpty {
                while bytes.count - place > Self.blockLength {
                    count &+= UInt64(Self.blockLength)
                    state.mix(Self.words(bytes, from: place), count: count, isLast: false)
                    place += Self.blockLength
                }
            }
            let end = min(place + Self.blockLength - block.count, bytes.count)
            while place < end {
                block.append(bytes[place])
                place += 1
            }
        }
    }

    /// Adds the next bytes of the content, which are an array.
    package mutating func add(_ bytes: [UInt8]) {
        add(bytes.span)
    }

    private mutating func mixBlock(isLast: Bool) {
        count &+= UInt64(block.count)
        block.append(contentsOf: repeatElement(0, count: Self.blockLength - block.count))
        state.mix(Self.words(block.span, from: 0), count: count, isLast: isLast)
        block.removeAll(keepingCapacity: true)
    }

    /// The hash of what was added.
    package var bytes: [UInt8] {
        var last = self
        last.mixBlock(isLast: true)
        return (0..<Self.length).map { UInt8(truncatingIfNeeded: last.state.words[$0 / 8] >> UInt64($0 % 8 * 8)) }
    }

    /// The hash in 32 characters: base64url (RFC 4648, 5).
    var text: String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
        let bytes = bytes
        var text: [UInt8] = []
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<(start + 3)].reduce(0) { $0 << 8 | Int($1) }
            for shift in [18, 12, 6, 0] { text.append(alphabet[group >> shift & 63]) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// The 16 words of a block; the load is checked against the bounds.
    private static func words(_ bytes: Span<UInt8>, from start: Int) -> InlineArray<16, UInt64> {
        let raw = bytes.bytes
        return InlineArray { raw.unsafeLoadUnaligned(fromByteOffset: start + $0 * 8, as: UInt64.self).littleEndian }
    }
}
