/// Bytes of header values, which are compared and cut as bytes.
///
/// Swift compares texts by characters: a Kelvin sign (U+212A) equals the letter K there, and in no header.
package enum ASCII {
    /// Whether two texts are the same byte for byte.
    package static func equal(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool {
        a.utf8.elementsEqual(b.utf8)
    }

    /// Whether two texts are the same but for the case of ASCII letters.
    package static func equalIgnoringCase(_ a: some StringProtocol, _ b: some StringProtocol) -> Bool {
        a.utf8.elementsEqual(b.utf8) { lowercased($0) == lowercased($1) }
    }

    /// A letter in lower case, and any other byte as it is.
    package static func lowercased(_ byte: UInt8) -> UInt8 {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte) ? byte | 0x20 : byte
    }

    /// Space or tab (RFC 9110, 5.6.3).
    package static func isSpace(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
    }

    /// A digit.
    package static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    /// A hexadecimal digit.
    package static func isHexDigit(_ byte: UInt8) -> Bool {
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte | 0x20)
    }

    /// A letter.
    package static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    /// A byte of a token (RFC 9110, 5.6.2).
    package static func isOfToken(_ byte: UInt8) -> Bool {
        isLetter(byte) || isDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte)
    }

    /// A text without its first byte, which is of ASCII: a character may be more than that.
    package static func withoutFirst(_ text: Substring) -> Substring {
        text.isEmpty ? text : text[text.utf8.index(after: text.startIndex)...]
    }

    /// A text without white space at both ends.
    package static func trimmed(_ text: Substring) -> Substring {
        guard let start = text.utf8.firstIndex(where: { !isSpace($0) }),
            let last = text.utf8.lastIndex(where: { !isSpace($0) })
        else { return text[text.endIndex...] }
        return text[start...last]
    }

    /// The number that decimal digits give; nil without any, with another byte, or when there are more than so many.
    package static func number(_ digits: Substring, most: Int) -> Int? {
        guard (1...min(most, 18)).contains(digits.utf8.count), digits.utf8.allSatisfy(isDigit) else { return nil }
        return digits.utf8.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) }
    }
}
