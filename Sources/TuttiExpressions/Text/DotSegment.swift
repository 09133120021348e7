internal import TuttiJSON

/// Segments of a path that name another one, `.` and `..` (RFC 3986, section 5.2.4), in every spelling that servers take for them.
///
/// Some decode before they resolve, and some decode twice because a proxy before them has done so too: `%2E` and `%252e` are dots.
/// Some part segments at `\`, too. Some cut off what follows `;` first, which makes `..;` of Tomcat's fame two dots, or end
/// the path at a `?` or `#` that came to light. White space and control characters are dropped by one or the other.
package enum DotSegment {
    /// Whether a path, or a text that is to be a part of one, has such a segment however often it is decoded.
    ///
    /// Takes time in proportion to the length, whatever stands in it.
    package static func isIn(_ path: [UInt8]) -> Bool {
        guard path.contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "%") }) else { return false }
        let decoded = decodedToTheEnd(path)
        return decoded.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "\\") }.contains(where: isStep)
    }

    /// The same for a text.
    package static func isIn(_ path: String) -> Bool {
        // Most have neither sign, and then nothing is copied.
        let bytes = path.utf8.span
        for index in bytes.indices where bytes[index] == UInt8(ascii: ".") || bytes[index] == UInt8(ascii: "%") {
            return isIn(Array(path.utf8))
        }
        return false
    }

    /// What is left when no triplet is: the same as decoding again and again, in one pass.
    ///
    /// A triplet that is decoded can only end another one, never cut through one: `%25` `2e` is `%2e` is `.`.
    private static func decodedToTheEnd(_ path: [UInt8]) -> [UInt8] {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(path.count)
        for byte in path {
            decoded.append(byte)
            while let value = triplet(atTheEndOf: decoded) {
                decoded.removeLast(3)
                decoded.append(value)
            }
        }
        return decoded
    }

    private static func triplet(atTheEndOf bytes: [UInt8]) -> UInt8? {
        let last = bytes.suffix(3)
        guard last.count == 3, last.first == UInt8(ascii: "%"),
            let high = HexDigit.value(of: last[last.startIndex + 1]),
            let low = HexDigit.value(of: last[last.startIndex + 2])
        else { return nil }
        return high << 4 | low
    }

    private static func isStep(_ segment: ArraySlice<UInt8>) -> Bool {
        var dots = 0
        for byte in segment {
            switch byte {
            case UInt8(ascii: "."): dots += 1
            case UInt8(ascii: ";"), UInt8(ascii: "?"), UInt8(ascii: "#"): return (1...2).contains(dots)
            case 0...0x20, 0x7F: break
            default: return false
            }
            if dots > 2 { return false }
        }
        return dots > 0
    }
}
