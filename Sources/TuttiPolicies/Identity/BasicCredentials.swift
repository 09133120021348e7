/// A user and a password, as `Authorization: Basic …` has them (RFC 7617, 2).
struct BasicCredentials: Sendable, Equatable {
    /// Longer ones are none: a name of 256 bytes and the longest password fit.
    static let longest = 512

    /// The name, UTF-8 without control characters and `:`.
    let user: [UInt8]
    /// The password, any bytes.
    let password: [UInt8]

    /// What stands behind `Basic`; nil for another scheme.
    static func credentials(_ value: String) -> String? {
        AuthorizationScheme.credentials(of: value, scheme: "basic")
    }

    /// Takes apart what stands behind `Basic`: base64 (RFC 4648, 4) of the name, a colon and the password; nil for anything else.
    init?(_ text: String) {
        guard text.utf8.count <= Self.longest, text.utf8.count % 4 == 0 else { return nil }
        var digits = Array(text.utf8)
        for _ in 0..<2 where digits.last == UInt8(ascii: "=") { digits.removeLast() }
        // Base64 and base64url differ in two characters, of which the other two are none of base64.
        for place in digits.indices {
            switch digits[place] {
            case UInt8(ascii: "+"): digits[place] = UInt8(ascii: "-")
            case UInt8(ascii: "/"): digits[place] = UInt8(ascii: "_")
            case UInt8(ascii: "-"), UInt8(ascii: "_"): return nil
            default: break
            }
        }
        guard let bytes = Base64URL.bytes(digits.span), let colon = bytes.firstIndex(of: UInt8(ascii: ":")) else {
            return nil
        }
        let user = Array(bytes[..<colon])
        guard !user.isEmpty, user.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }),
            String(validating: user, as: UTF8.self) != nil
        else { return nil }
        self.user = user
        password = Array(bytes[(colon + 1)...])
    }
}
