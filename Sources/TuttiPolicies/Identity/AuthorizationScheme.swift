/// `Authorization: scheme credentials` (RFC 9110, 11.6.2).
enum AuthorizationScheme {
    /// What stands behind a scheme, without the spaces around it; nil for another scheme.
    ///
    /// `scheme` is in lower case.
    static func credentials(of value: String, scheme: StaticString) -> String? {
        var rest = value.utf8[...]
        let isScheme = scheme.withUTF8Buffer { letters in
            for letter in letters {
                guard let next = rest.popFirst(), ASCII.lowercased(next) == letter else { return false }
            }
            return true
        }
        guard isScheme else { return nil }
        guard let next = rest.first else { return "" }
        return next == UInt8(ascii: " ") ? String(ASCII.trimmed(Substring(rest))) : nil
    }
}
