/// `Mailbox` of RFC 5321, 4.1.2.
enum EmailFormat {
    static func matches(_ text: Span<UInt8>) -> Bool {
        guard text.count <= 320, let at = lastAt(text), at > 0, at <= 64 else { return false }
        let (local, domain) = (text.extracting(0..<at), text.extracting(at + 1..<text.count))
        return (isDotted(local) || isQuoted(local)) && (isDomain(domain) || isLiteral(domain))
    }

    private static func lastAt(_ text: Span<UInt8>) -> Int? {
        var index = text.count - 1
        while index >= 0, text[index] != UInt8(ascii: "@") { index -= 1 }
        return index >= 0 ? index : nil
    }

    private static func isDotted(_ text: Span<UInt8>) -> Bool {
        var previous = UInt8(ascii: ".")
        for index in text.indices {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                guard previous != byte else { return false }
            } else {
                guard byte.isASCIILetter || byte.isDecimalDigit || "!#$%&'*+-/=?^_`{|}~".utf8.contains(byte) else {
                    return false
                }
            }
            previous = byte
        }
        return previous != UInt8(ascii: ".")
    }

    private static func isQuoted(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 2, text[0] == UInt8(ascii: "\""), text[text.count - 1] == UInt8(ascii: "\"") else {
            return false
        }
        var index = 1
        while index < text.count - 1 {
            let byte = text[index]
            guard byte >= 0x20, byte < 0x7F, byte != UInt8(ascii: "\"") else { return false }
            if byte == UInt8(ascii: "\\") {
                index += 1
                guard index < text.count - 1, text[index] >= 0x20, text[index] < 0x7F else { return false }
            }
            index += 1
        }
        return true
    }

    private static func isDomain(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0, text.count <= 255 else { return false }
        var length = 0
        var previous = UInt8(ascii: "-")
        for index in text.indices {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                guard length > 0, previous != UInt8(ascii: "-") else { return false }
                length = 0
            } else {
                guard byte.isASCIILetter || byte.isDecimalDigit || (byte == UInt8(ascii: "-") && length > 0),
                    length < 63
                else { return false }
                length += 1
            }
            previous = byte
        }
        return length > 0 && previous != UInt8(ascii: "-")
    }

    /// `[127.0.0.1]`, `[IPv6:::1]`.
    private static func isLiteral(_ text: Span<UInt8>) -> Bool {
        guard text.count > 2, text[0] == UInt8(ascii: "["), text[text.count - 1] == UInt8(ascii: "]") else {
            return false
        }
        let inside = text.extracting(1..<text.count - 1)
        guard inside.count > 5, inside[4] == UInt8(ascii: ":"), inside[0] | 0x20 == UInt8(ascii: "i") else {
            return AddressFormat.isIPv4(inside)
        }
        for (index, letter) in "ipv6".utf8.enumerated() {
            let byte = inside[index]
            guard byte == letter || (byte.isASCIILetter && byte | 0x20 == letter) else { return false }
        }
        return AddressFormat.isIPv6(inside.extracting(5..<inside.count))
    }
}
