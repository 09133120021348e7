/// `Authorization: Bearer …` (RFC 6750, 2.1).
enum BearerToken {
    /// The token in a value of `Authorization`; nil for another scheme.
    static func token(_ value: String) -> String? {
        var rest = value.utf8[...]
        for letter in "bearer".utf8 {
            guard let next = rest.popFirst(), ASCII.lowercased(next) == letter else { return nil }
        }
        guard let next = rest.first else { return "" }
        return next == UInt8(ascii: " ") ? String(ASCII.trimmed(Substring(rest))) : nil
    }
}
