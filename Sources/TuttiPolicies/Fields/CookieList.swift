/// The cookies of a `Cookie` header (RFC 6265, 4.2.1).
package enum CookieList {
    /// Names and values as they were sent.
    package static func pairs(of line: String) -> [(name: Substring, value: Substring)] {
        line.utf8.split(separator: UInt8(ascii: ";")).compactMap { part in
            let part = Substring(part.drop { ASCII.isSpace($0) })
            guard let equals = part.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
            return (part[..<equals], ASCII.trimmed(part[part.utf8.index(after: equals)...]))
        }
    }

    /// The line without the cookies of these names; nil where none is left.
    package static func line(_ line: String, without names: [String]) -> String? {
        let parts = line.utf8.split(separator: UInt8(ascii: ";")).map { ASCII.trimmed(Substring($0)) }
        let kept = parts.filter { part in
            let name = ASCII.trimmed(Substring(part.utf8.prefix { $0 != UInt8(ascii: "=") }))
            return !names.contains { ASCII.equal($0, name) }
        }
        return kept.isEmpty ? nil : kept.joined(separator: "; ")
    }
}
