/// Who was on the other side of a proxy (RFC 7239, 6).
package enum ForwardedNode: Sendable, Equatable {
    /// An address, with or without its port.
    case address(IPAddress)
    /// `unknown`, or a name that the proxy has given to somebody, `_hidden`.
    case hidden

    /// Reads a node, unquoted: `192.0.2.43:47011`, `[2001:db8::1]`, `_hidden`, `unknown`; nil for what is none.
    ///
    /// An IPv6 address without its brackets, which must not be and is common, is taken as one without a port.
    init?(_ text: Substring) {
        if text.utf8.first == UInt8(ascii: "_") || ASCII.equalIgnoringCase(text, "unknown")
            || text.utf8.count > 8 && ASCII.equalIgnoringCase(text.prefix(8), "unknown:")
        {
            guard text.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || "._-:".utf8.contains($0) }) else {
                return nil
            }
            self = .hidden
            return
        }
        if let address = IPAddress(text) {
            self = .address(address)
            return
        }
        let name: Substring
        let rest: Substring
        if text.utf8.first == UInt8(ascii: "[") {
            guard let close = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = ASCII.withoutFirst(text[..<close])
            rest = text[text.utf8.index(after: close)...]
            guard name.utf8.contains(UInt8(ascii: ":")) else { return nil }
        } else {
            guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return nil }
            name = text[..<colon]
            rest = text[colon...]
        }
        guard let address = IPAddress(name), rest.isEmpty || Self.isPort(rest) else { return nil }
        self = .address(address)
    }

    /// `:47011`, or `:_name`.
    private static func isPort(_ text: Substring) -> Bool {
        guard text.utf8.first == UInt8(ascii: ":") else { return false }
        let port = ASCII.withoutFirst(text)
        if port.utf8.first == UInt8(ascii: "_") {
            return port.utf8.allSatisfy { ASCII.isLetter($0) || ASCII.isDigit($0) || "._-".utf8.contains($0) }
        }
        return ASCII.number(port, most: 5).map { $0 <= 65_535 } == true
    }
}
