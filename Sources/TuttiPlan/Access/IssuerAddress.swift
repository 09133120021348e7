/// Where an issuer is asked something, for its keys or for a token: an address that begins with `https://`.
///
/// `http://` is taken only of this machine: whoever is between could send keys of their own, and read secrets.
package struct IssuerAddress: Sendable, Hashable, CustomStringConvertible {
    /// Whether it is reached by TLS.
    package let isSecure: Bool
    /// A name or an IP literal; IPv6 without brackets.
    package let host: String
    /// 1 to 65535.
    package let port: Int
    /// Path and query, beginning with `/`.
    package let target: String
    /// The address as it was written, without its query, which may have a secret.
    package let description: String

    /// Takes an address apart; nil for what is none.
    package init?(_ text: String) {
        let isSecure = text.hasPrefix("https://")
        guard isSecure || text.hasPrefix("http://") else { return nil }
        let rest = text.dropFirst(isSecure ? 8 : 7)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let target = rest[authority.endIndex...]
        guard let parts = HostAndPort(authority) else { return nil }
        let port = parts.port.map { Int($0) ?? 0 } ?? (isSecure ? 443 : 80)
        guard (1...65535).contains(port),
            target.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") })
        else { return nil }
        guard isSecure || Self.isOfThisMachine(parts.host) else { return nil }
        self.isSecure = isSecure
        host = String(parts.host)
        self.port = port
        self.target = target.hasPrefix("/") ? String(target) : "/" + target
        description = String(text.prefix { $0 != "?" })
    }

    private static func isOfThisMachine(_ host: Substring) -> Bool {
        host == "localhost" || host == "::1" || host == "127.0.0.1"
    }

    /// Where an issuer describes itself (OpenID Connect Discovery 1.0, 4.1); nil for one whose name is no address.
    package static func discovery(of issuer: String) -> IssuerAddress? {
        guard !issuer.utf8.contains(UInt8(ascii: "?")) else { return nil }
        let base = issuer.hasSuffix("/") ? String(issuer.dropLast()) : issuer
        return IssuerAddress(base + "/.well-known/openid-configuration")
    }
}
