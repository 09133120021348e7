/// Percent-encoding of what composition files write into URLs (RFC 3986, section 2).
enum PercentEncoding {
    /// Why literal text can't stand in the path of a call.
    struct Problem {
        let offset: Int
        let message: String
        let help: String
    }

    static func problem(in bytes: [UInt8]) -> Problem? {
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case 0x20, 0x09, 0x0A, 0x0D:
                return Problem(
                    offset: index, message: "a path can't hold white space", help: "a space is written `%20`")
            case 0..<0x20, 0x7F:
                return Problem(offset: index, message: "a path can't hold control characters", help: "remove it")
            case UInt8(ascii: "#"):
                return Problem(
                    offset: index, message: "what follows `#` is never sent to a service",
                    help: "a `#` that is meant is written `%23`")
            case UInt8(ascii: "%"):
                guard bytes.count > index + 2, isHex(bytes[index + 1]), isHex(bytes[index + 2]) else {
                    return Problem(
                        offset: index, message: "`%` is not followed by two hexadecimal digits",
                        help: "a percent sign is written `%25`")
                }
            default: break
            }
        }
        return nil
    }

    /// Literal path and query: what is encoded already stays, what no URL has is encoded.
    static func encodedPath(_ bytes: [UInt8]) -> String {
        encoded(bytes) { isUnreserved($0) || "!$&'()*+,;=:@/?%".utf8.contains($0) }
    }

    /// The name of a query parameter: everything but unreserved characters is encoded.
    static func encodedQueryName(_ name: String) -> String {
        encoded(Array(name.utf8), keeping: isUnreserved)
    }

    /// The text that an encoded segment means; nil if that is no UTF-8 or not encoded properly.
    static func decoded(_ text: String) -> String? {
        var result: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                result.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexValue), let low = rest.popFirst().flatMap(hexValue) else {
                return nil
            }
            result.append(high << 4 | low)
        }
        return String(validating: result, as: UTF8.self)
    }

    private static func encoded(_ bytes: [UInt8], keeping isKept: (UInt8) -> Bool) -> String {
        var result: [UInt8] = []
        for byte in bytes {
            if isKept(byte) {
                result.append(byte)
            } else {
                let digits = Array("0123456789ABCDEF".utf8)
                result += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        Identifier.continues(byte) || "-.~".utf8.contains(byte)
    }

    private static func isHex(_ byte: UInt8) -> Bool { hexValue(byte) != nil }

    private static func hexValue(_ byte: UInt8) -> UInt8? {
        Character(Unicode.Scalar(byte)).hexDigitValue.flatMap { byte < 0x80 ? UInt8($0) : nil }
    }
}
