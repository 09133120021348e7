/// Addresses of hosts as text.
enum AddressFormat {
    /// Four numbers without zeros in front (RFC 2673, 3.2).
    static func isIPv4(_ text: Span<UInt8>) -> Bool {
        var (parts, value, digits) = (1, 0, 0)
        for index in text.indices {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                guard digits > 0 else { return false }
                (parts, value, digits) = (parts + 1, 0, 0)
                continue
            }
            guard byte.isDecimalDigit, digits == 0 || value > 0 else { return false }
            (value, digits) = (value * 10 + Int(byte - UInt8(ascii: "0")), digits + 1)
            guard value <= 255 else { return false }
        }
        return parts == 4 && digits > 0
    }

    /// RFC 4291, 2.2, without a zone.
    static func isIPv6(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 2, text.count <= 45 else { return false }
        var (groups, digits, index) = (0, 0, 0)
        var hasGap = false
        var start = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: ":") {
                let isGap = index + 1 < text.count && text[index + 1] == UInt8(ascii: ":")
                if isGap {
                    guard !hasGap else { return false }
                    hasGap = true
                    if digits > 0 { groups += 1 }
                    index += 2
                } else {
                    guard digits > 0, index + 1 < text.count else { return false }
                    groups += 1
                    index += 1
                }
                (digits, start) = (0, index)
            } else if byte == UInt8(ascii: ".") {
                guard isIPv4(text.extracting(start..<text.count)) else { return false }
                (groups, digits, index) = (groups + 2, 0, text.count)
            } else {
                guard byte.isHexadecimalDigit, digits < 4 else { return false }
                (digits, index) = (digits + 1, index + 1)
            }
        }
        if digits > 0 { groups += 1 }
        return hasGap ? groups < 8 : groups == 8
    }
}
