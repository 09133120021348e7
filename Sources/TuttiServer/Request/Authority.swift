/// A host with an optional port, as `Host` and an absolute target name it (RFC 3986, 3.2.2; RFC 9110, 7.2).
///
/// Clients may write any `reg-name`, or none: that is wider than ``HostAndPort``, which is what can be called.
struct Authority: Equatable {
    /// The host: a name, an IPv4 address, or an IPv6 address in its brackets; "" when there is none.
    let host: Substring

    /// Reads an authority; nil when it is none, or names a user as well (RFC 9110, 4.2.4).
    init?(_ text: some StringProtocol) {
        let text = Substring(text)
        let bytes = text.utf8
        let end: Substring.Index
        if bytes.first == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            let address = bytes[bytes.index(after: bytes.startIndex)..<close]
            guard address.contains(UInt8(ascii: ":")), address.allSatisfy(Self.isOfAddress) else { return nil }
            end = bytes.index(after: close)
        } else {
            end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            guard Self.isName(bytes[..<end]), end != bytes.startIndex || bytes.isEmpty else { return nil }
        }
        guard end == bytes.endIndex || Self.isPort(bytes[end...]) else { return nil }
        host = text[..<end]
    }

    /// Whether the host is an address and no name.
    var isAddress: Bool {
        if host.utf8.first == UInt8(ascii: "[") { return true }
        let parts = host.split(separator: ".", omittingEmptySubsequences: false)
        return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    }

    /// Whether a text is a colon and a port, which may be missing.
    private static func isPort(_ text: Substring.UTF8View) -> Bool {
        let digits = text.dropFirst()
        return text.first == UInt8(ascii: ":") && digits.count <= 5
            && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
            && (digits.isEmpty || Int(String(Substring(digits))).map { $0 <= 65535 } ?? false)
    }

    private static func isName(_ text: Substring.UTF8View) -> Bool {
        text.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "-._~%!$&'()*+,;=".utf8.contains(byte)
            }
        }
    }

    private static func isOfAddress(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "f"),
            UInt8(ascii: "A")...UInt8(ascii: "F"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
