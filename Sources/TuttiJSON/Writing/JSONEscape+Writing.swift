internal import CJSONScan

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
