/// `URI` of RFC 3986: with a scheme, and no characters but its own.
enum URIFormat {
    static func matches(_ text: Span<UInt8>) -> Bool {
        var index = 0
        while index < text.count, text[index] != UInt8(ascii: ":") {
            let byte = text[index]
            let isFirst = index == 0
            guard byte.isASCIILetter || (!isFirst && (byte.isDecimalDigit || "+-.".utf8.contains(byte))) else {
                return false
            }
            index += 1
        }
        guard index > 0, index < text.count else { return false }
        index += 1
        if index + 1 < text.count, text[index] == UInt8(ascii: "/"), text[index + 1] == UInt8(ascii: "/") {
            let start = index + 2
            index = start
            while index < text.count, !"/?#".utf8.contains(text[index]) { index += 1 }
            guard isAuthority(text.extracting(start..<index)) else { return false }
        }
        return isRest(text.extracting(index..<text.count))
    }

    /// `userinfo@host:port` (3.2).
    private static func isAuthority(_ text: Span<UInt8>) -> Bool {
        var host = 0
        for index in text.indices where text[index] == UInt8(ascii: "@") {
            guard host == 0, hasOnly(text.extracting(0..<index), "!$&'()*+,;=:") else { return false }
            host = index + 1
        }
        var end = text.count
        while end > host, text[end - 1].isDecimalDigit { end -= 1 }
        if end > host, text[end - 1] == UInt8(ascii: ":") {
            end -= 1
        } else {
            end = text.count
        }
        let name = text.extracting(host..<end)
        guard name.count > 0, name[0] == UInt8(ascii: "[") else { return hasOnly(name, "!$&'()*+,;=") }
        guard name[name.count - 1] == UInt8(ascii: "]") else { return false }
        let inside = name.extracting(1..<max(name.count - 1, 1))
        guard inside.count > 0, inside[0] | 0x20 == UInt8(ascii: "v") else { return AddressFormat.isIPv6(inside) }
        var dot = 1
        while dot < inside.count, inside[dot].isHexadecimalDigit { dot += 1 }
        guard dot > 1, dot + 1 < inside.count, inside[dot] == UInt8(ascii: ".") else { return false }
        for index in dot + 1..<inside.count where inside[index] == UInt8(ascii: "%") { return false }
        return hasOnly(inside.extracting(dot + 1..<inside.count), "!$&'()*+,;=:")
    }

    /// Path, query and fragment.
    private static func isRest(_ text: Span<UInt8>) -> Bool {
        var (hasQuery, hasFragment) = (false, false)
        var start = 0
        for index in text.indices {
            let byte = text[index]
            guard byte == UInt8(ascii: "#") || (byte == UInt8(ascii: "?") && !hasQuery && !hasFragment) else {
                continue
            }
            guard !hasFragment, hasOnly(text.extracting(start..<index), "!$&'()*+,;=:@/?") else { return false }
            if byte == UInt8(ascii: "#") { hasFragment = true } else { hasQuery = true }
            start = index + 1
        }
        return hasOnly(text.extracting(start..<text.count), "!$&'()*+,;=:@/?")
    }

    /// Whether a text has unreserved characters (2.3), percent-encoded bytes, and these others.
    private static func hasOnly(_ text: Span<UInt8>, _ others: StaticString) -> Bool {
        others.withUTF8Buffer { others in
            var index = 0
            while index < text.count {
                let byte = text[index]
                if byte == UInt8(ascii: "%") {
                    guard index + 2 < text.count, text[index + 1].isHexadecimalDigit, text[index + 2].isHexadecimalDigit
                    else { return false }
                    index += 3
                    continue
                }
                guard byte.isASCIILetter || byte.isDecimalDigit || "-._~".utf8.contains(byte) || others.contains(byte)
                else { return false }
                index += 1
            }
            return true
        }
    }
}
