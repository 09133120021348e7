internal import TuttiJSON

/// Decodes `application/x-www-form-urlencoded` text: a client's query, and a form.
package enum PercentDecoding {
    /// The text with `+` as space and percent-triplets decoded; a `%` without two hex digits stays as it is.
    ///
    /// Bytes that are not UTF-8 become ``RawBytes``.
    package static func formText(_ source: Substring.UTF8View) -> String {
        if isPlain(source) { return String(Substring(source)) }
        return RawBytes.text(bytes(of: source[...], keepsStray: true) ?? [])
    }

    /// The bytes of a form's text, decoded likewise; nil when a `%` has no two hex digits behind it.
    package static func formBytes(_ source: ArraySlice<UInt8>) -> [UInt8]? {
        bytes(of: source, keepsStray: false)
    }

    @inline(__always)
    private static func bytes<Source: Collection<UInt8>>(
        of source: Source, keepsStray: Bool
    ) -> [UInt8]? where Source.SubSequence == Source {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(source.count)
        var rest = source
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "+"):
                bytes.append(UInt8(ascii: " "))
            case UInt8(ascii: "%"):
                let triplet = rest.prefix(2)
                if triplet.count == 2, let first = triplet.first.flatMap(HexDigit.value(of:)),
                    let last = triplet.dropFirst().first.flatMap(HexDigit.value(of:))
                {
                    bytes.append(first << 4 | last)
                    rest = rest.dropFirst(2)
                } else if keepsStray {
                    bytes.append(byte)
                } else {
                    return nil
                }
            default:
                bytes.append(byte)
            }
        }
        return bytes
    }

    /// Whether nothing in the text needs to be decoded.
    private static func isPlain(_ source: Substring.UTF8View) -> Bool {
        // A span: a string's own iterator takes four times the instructions.
        let bytes = source.span
        for index in bytes.indices {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "+") || byte == RawBytes.first { return false }
        }
        return true
    }
}
