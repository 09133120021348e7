internal import TuttiJSON

/// Percent-encoding of text in URLs (RFC 3986, section 2.1).
package enum PercentEncoding {
    /// Appends `text` with every byte encoded that is not unreserved (RFC 3986, section 2.3).
    ///
    /// `/`, `?`, `#`, `%`, `&`, `=` and `+` are encoded, so a value can't leave its segment or its parameter: `a/b` gives
    /// `a%2Fb`.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        // A span: a string's own iterator takes four times the instructions.
        let span = text.utf8.span
        var index = 0
        while index < span.count, isUnreserved(span[index]) { index += 1 }
        guard index < span.count else { return bytes.append(contentsOf: text.utf8) }
        for index in span.indices { append(span[index], isKept: isUnreserved(span[index]), to: &bytes) }
    }

    /// The text with every byte encoded that is not unreserved.
    package static func encoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.utf8.count)
        append(text, to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Path and query as somebody wrote them: what is encoded already stays, what no URL holds is encoded.
    ///
    /// `/größe?a=b%20c` gives `/gr%C3%B6%C3%9Fe?a=b%20c`.
    package static func encodedPathAndQuery(_ text: [UInt8]) -> String {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count)
        for byte in text {
            // Sub-delims, what else `pchar` allows (RFC 3986, section 3.3), and the signs that part a path and a query.
            let isKept = isUnreserved(byte) || "!$&'()*+,;=:@/?%".utf8.contains(byte)
            append(byte, isKept: isKept, to: &bytes)
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The text that an encoded one means; nil if that is no UTF-8 or not encoded properly.
    package static func decoded(_ text: String) -> String? {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(HexDigit.value(of:)),
                let low = rest.popFirst().flatMap(HexDigit.value(of:))
            else {
                return nil
            }
            result.append(high << 4 | low)
        }
        return String(validating: result, as: UTF8.self)
    }

    /// Whether a byte is a hexadecimal digit, as two of them follow each `%`.
    package static func isHexDigit(_ byte: UInt8) -> Bool { HexDigit.value(of: byte) != nil }

    private static func append(_ byte: UInt8, isKept: Bool, to bytes: inout [UInt8]) {
        if isKept { bytes.append(byte) } else { append(encoding: byte, to: &bytes) }
    }

    /// Appends a byte in its encoded form, `%2F`.
    package static func append(encoding byte: UInt8, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "%"))
        bytes.append(HexDigit.uppercase(byte >> 4))
        bytes.append(HexDigit.uppercase(byte))
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "~"):
            true
        default: false
        }
    }
}
