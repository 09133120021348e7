/// A host and perhaps a port as `Host` has them (RFC 9110, 7.2): `shop.example.com`, `10.0.0.1:8080`, `[2001:db8::1]:443`.
package struct RequestHost: Sendable, Hashable {
    /// The whole text.
    package let text: String
    /// The port; nil where none is written.
    package let port: Int?

    /// Reads a text; nil for what is none.
    ///
    /// Of the characters of a name (RFC 3986, 3.2.2) only those are taken that are in use: letters, digits, `-`, `.` and `_`.
    /// At most 253 bytes, as DNS has them.
    package init?(_ text: Substring) {
        let name: Substring
        let rest: Substring
        if text.utf8.first == UInt8(ascii: "[") {
            guard let close = text.utf8.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            name = text[..<close]
            rest = text[text.utf8.index(after: close)...]
            guard let address = IPAddress(ASCII.withoutFirst(name)),
                !address.isIPv4 || name.utf8.contains(UInt8(ascii: ":"))
            else {
                return nil
            }
        } else {
            let end = text.utf8.firstIndex(of: UInt8(ascii: ":")) ?? text.endIndex
            name = text[..<end]
            rest = text[end...]
            guard (1...253).contains(name.utf8.count),
                name.utf8.allSatisfy({ ASCII.isLetter($0) || ASCII.isDigit($0) || "-._".utf8.contains($0) })
            else { return nil }
        }
        if rest.isEmpty || rest == ":" {
            port = nil
        } else {
            guard rest.utf8.first == UInt8(ascii: ":"), let number = ASCII.number(ASCII.withoutFirst(rest), most: 5),
                number <= 65_535
            else { return nil }
            port = number
        }
        self.text = String(text)
    }
}
