/// What one proxy says of a request that it has forwarded: an element of `Forwarded` (RFC 7239, 4).
package struct ForwardedElement: Sendable, Equatable {
    /// Who sent the request to the proxy.
    package var client: ForwardedNode?
    /// The scheme with which it came, as it is written.
    package var scheme: String?
    /// Its `Host`.
    package var host: String?

    /// Reads an element, `for=192.0.2.60;proto=http;by=203.0.113.43`; nil for what is none, or says one thing twice.
    init?(_ text: Substring) {
        var rest = text
        var names: [String] = []
        while !rest.isEmpty {
            // Empty pairs are allowed, white space is not: but it is often there.
            rest = rest[(rest.utf8.firstIndex { !ASCII.isSpace($0) } ?? rest.endIndex)...]
            let end = rest.utf8.firstIndex { !ASCII.isOfToken($0) } ?? rest.endIndex
            let name = rest[..<end].lowercased()
            rest = rest[end...]
            if !name.isEmpty {
                guard rest.utf8.first == UInt8(ascii: "="), !names.contains(name), names.count < 16 else { return nil }
                names.append(name)
                rest = ASCII.withoutFirst(rest)
                guard let value = Self.value(&rest), set(name, value) else { return nil }
            }
            rest = rest[(rest.utf8.firstIndex { !ASCII.isSpace($0) } ?? rest.endIndex)...]
            guard !rest.isEmpty else { break }
            guard rest.utf8.first == UInt8(ascii: ";") else { return nil }
            rest = ASCII.withoutFirst(rest)
        }
        guard !names.isEmpty else { return nil }
    }

    private mutating func set(_ name: String, _ value: String) -> Bool {
        switch name {
        case "for":
            guard let node = ForwardedNode(value[...]) else { return false }
            client = node
        case "proto": scheme = value
        case "host": host = value
        // `by` is the proxy's own side, and there may be others.
        default: break
        }
        return true
    }

    /// A token or a quoted string (RFC 9110, 5.6.4).
    ///
    /// Colons and brackets are taken without quotes, too: `for=[2001:db8::1]:80` is wrong, and common.
    private static func value(_ rest: inout Substring) -> String? {
        guard rest.utf8.first == UInt8(ascii: "\"") else {
            let end = rest.utf8.firstIndex { !ASCII.isOfToken($0) && !":[]".utf8.contains($0) } ?? rest.endIndex
            defer { rest = rest[end...] }
            return end == rest.startIndex ? nil : String(rest[..<end])
        }
        var bytes: [UInt8] = []
        var isEscaped = false
        var index = rest.utf8.index(after: rest.startIndex)
        while index < rest.endIndex {
            let byte = rest.utf8[index]
            index = rest.utf8.index(after: index)
            if isEscaped {
                bytes.append(byte)
                isEscaped = false
            } else if byte == UInt8(ascii: "\\") {
                isEscaped = true
            } else if byte == UInt8(ascii: "\"") {
                rest = rest[index...]
                return String(decoding: bytes, as: UTF8.self)
            } else {
                bytes.append(byte)
            }
        }
        return nil
    }
}
