/// The layout of the index: a flat run of 64-bit words in document order.
///
/// Bits 60-63 are the tag, 32-59 the length in bytes (scalars) or the number of elements or members (containers), 0-31
/// the offset of the first byte. A length or count that doesn't fit is `saturated`: whoever needs it counts again.
/// A container has a second word: bits 32-63 the offset past its last byte, 0-31 the position on the tape past its
/// last word; its elements, or names and values in turn, lie between. A scalar is one word.
///
/// `{"a":[1,2]}` is: object(count 1, offset 0), (end 11, next 7), string(length 3, offset 1), array(count 2, offset 5),
/// (end 10, next 7), number(length 1, offset 6), number(length 1, offset 8).
@usableFromInline
enum JSONTape {
    /// What a word describes; a string that holds an escape has a tag of its own, so that the rest compare as they are.
    @usableFromInline
    enum Tag: UInt64 {
        case null = 0
        case `false` = 1
        case `true` = 2
        case number = 3
        case plainString = 4
        case escapedString = 5
        case array = 6
        case object = 7
    }

    /// The largest length or count that a word holds; it stands for itself and everything above.
    @inlinable
    static var saturated: UInt64 { 0xFFF_FFFF }

    /// A word from its parts.
    @inline(__always)
    static func word(_ tag: Tag, length: Int, offset: Int) -> UInt64 {
        tag.rawValue &<< 60 | min(UInt64(truncatingIfNeeded: length), saturated) &<< 32
            | UInt64(truncatingIfNeeded: offset)
    }

    /// The tag of a word.
    @inlinable @inline(__always)
    static func tag(_ word: UInt64) -> Tag {
        // The indexer writes no other values; null keeps this total.
        Tag(rawValue: word &>> 60) ?? .null
    }

    /// Whether a word is the first of a container's two.
    @inlinable @inline(__always)
    static func isContainer(_ word: UInt64) -> Bool {
        // 7 and 6, the only tags with both bits.
        word &>> 61 == 3
    }

    /// The length or count of a word.
    @inlinable @inline(__always)
    static func length(_ word: UInt64) -> UInt64 {
        word &>> 32 & saturated
    }

    /// The offset of a word's first byte.
    @inlinable @inline(__always)
    static func offset(_ word: UInt64) -> Int {
        Int(truncatingIfNeeded: word & 0xFFFF_FFFF)
    }

    /// The upper half of a container's second word: the offset past its last byte.
    @inlinable @inline(__always)
    static func end(_ second: UInt64) -> Int {
        Int(truncatingIfNeeded: second &>> 32)
    }

    /// The lower half of a container's second word: the position past its last word.
    @inlinable @inline(__always)
    static func next(_ second: UInt64) -> Int {
        Int(truncatingIfNeeded: second & 0xFFFF_FFFF)
    }
}

extension JSONTape {
    /// The upper half of the word of a name without escapes: tag and length together are one comparison, which most names
    /// fail.
    @inline(__always)
    static func nameHead(of name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        word(.plainString, length: name.count &+ 2, offset: 0) &>> 32
    }

    /// Whether a word is that of an object.
    @inline(__always)
    static func isObject(_ word: UInt64) -> Bool {
        word &>> 60 == Tag.object.rawValue
    }

    /// Whether a word is that of a string with escapes.
    @inline(__always)
    static func isEscapedString(_ word: UInt64) -> Bool {
        word &>> 60 == Tag.escapedString.rawValue
    }
}
