internal import CJSONScan

/// Reading the escapes of a string (RFC 8259, section 7).
enum JSONEscape {
    /// Writes the text that stands between the quotes of a string, as UTF-8 without escapes, and returns its length.
    ///
    /// `raw` has passed the indexer: each escape is whole. Half of a surrogate pair without its other half, which no text can
    /// hold, becomes U+FFFD. The text is never longer than `raw`, since an escape of 2, 6 or 12 bytes becomes at most 1, 3
    /// or 4: so `text` has room for as many bytes.
    static func decode(_ raw: UnsafeBufferPointer<UInt8>, into text: UnsafeMutablePointer<UInt8>) -> Int {
        guard var p = raw.baseAddress else { return 0 }
        let end = p + raw.count
        var out = text
        while true {
            let backslash = tutti_json_backslash(p, end)
            out.update(from: p, count: backslash - p)
            out += backslash - p
            p = backslash
            guard end - p >= 2 else { return out - text }
            if p[1] == UInt8(ascii: "u") {
                out += decodeScalar(&p, end, into: out)
            } else {
                out.pointee = decodedLetter(p[1])
                out += 1
                p += 2
            }
        }
    }

    private static func decodedLetter(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0C
        case UInt8(ascii: "n"): 0x0A
        case UInt8(ascii: "r"): 0x0D
        case UInt8(ascii: "t"): 0x09
        default: letter
        }
    }

    /// One `\uXXXX` or pair of them at p; returns how many bytes of UTF-8 it has written.
    private static func decodeScalar(
        _ p: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>, into out: UnsafeMutablePointer<UInt8>
    ) -> Int {
        var value = codeUnit(&p, end)
        if value & 0xFC00 == 0xD800, end - p >= 6, p[0] == UInt8(ascii: "\\"), p[1] == UInt8(ascii: "u") {
            var next = p
            let low = codeUnit(&next, end)
            if low & 0xFC00 == 0xDC00 {
                // 10 bits of each half, above the basic plane: D83D DE00 is 1F600.
                value = 0x10000 + (value & 0x3FF) << 10 + low & 0x3FF
                p = next
            }
        }
        let scalar = Unicode.Scalar(value) ?? "\u{FFFD}"
        var count = 0
        for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
            out[count] = byte
            count += 1
        }
        return count
    }

    private static func codeUnit(_ p: inout UnsafePointer<UInt8>, _ end: UnsafePointer<UInt8>) -> UInt32 {
        var unit: UInt32 = 0
        for digit in UnsafeBufferPointer(start: p, count: min(end - p, 6)).dropFirst(2) {
            unit = unit &<< 4 | UInt32(HexDigit.value(of: digit) ?? 0)
        }
        p += min(end - p, 6)
        return unit
    }
}

extension JSONEscape {
    /// Appends a string in quotes, with the escapes that RFC 8259 demands and no others.
    static func append(_ string: String, to bytes: inout [UInt8]) {
        JSONText.with(string) { text in
            guard let start = text.baseAddress, tutti_json_escape_start(start, start + text.count) == start + text.count
            else { return appendEscaped(text, to: &bytes) }
            // Most strings need no escape: one append in place of three.
            bytes.append(addingCapacity: text.count &+ 2) { span in
                span.withUnsafeMutableBufferPointer { buffer, written in
                    guard let out = buffer.baseAddress else { return }
                    out[0] = UInt8(ascii: "\"")
                    (out + 1).update(from: start, count: text.count)
                    out[text.count &+ 1] = UInt8(ascii: "\"")
                    written = text.count &+ 2
                }
            }
        }
    }

    private static func appendEscaped(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        append(text, to: &bytes)
        bytes.append(UInt8(ascii: "\""))
    }

    private static func append(_ text: UnsafeBufferPointer<UInt8>, to bytes: inout [UInt8]) {
        guard var p = text.baseAddress else { return }
        let end = p + text.count
        while true {
            let stop = tutti_json_escape_start(p, end)
            bytes.append(contentsOf: UnsafeBufferPointer(start: p, count: stop - p))
            guard stop < end else { return }
            append(escaped: stop.pointee, to: &bytes)
            p = stop + 1
        }
    }

    private static func append(escaped byte: UInt8, to bytes: inout [UInt8]) {
        switch byte {
        case UInt8(ascii: "\""): bytes.append(contentsOf: #"\""#.utf8)
        case UInt8(ascii: "\\"): bytes.append(contentsOf: #"\\"#.utf8)
        case 0x08: bytes.append(contentsOf: #"\b"#.utf8)
        case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
        case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
        case 0x0C: bytes.append(contentsOf: #"\f"#.utf8)
        case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
        default:
            // Below 0x20, so the first of the two digits is 0 or 1.
            bytes.append(contentsOf: byte < 0x10 ? #"\u000"#.utf8 : #"\u001"#.utf8)
            bytes.append(contentsOf: String(byte & 0xF, radix: 16).utf8)
        }
    }
}
