/// Scheme, host and port of an instance, as in RFC 6454.
package struct UpstreamOrigin: Sendable, Hashable, CustomStringConvertible {
    /// The schemes a service can be reached by.
    package enum Scheme: String, Sendable {
        /// HTTP/1.1 in clear text.
        case http
        /// HTTP over TLS.
        case https
    }

    /// `http` or `https`.
    package let scheme: Scheme
    /// A name or an IP literal; IPv6 without brackets.
    package let host: String
    /// 1 to 65535.
    package let port: Int
    /// Host and port as `Host` has them, without the port that the scheme has anyway (RFC 9110, 7.2).
    package let authority: String

    /// An origin of its three parts.
    package init(scheme: Scheme, host: String, port: Int) {
        self.scheme = scheme
        self.host = host
        self.port = port
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        authority = port == (scheme == .https ? 443 : 80) ? name : "\(name):\(port)"
    }

    package var description: String {
        host.contains(":") ? "\(scheme.rawValue)://[\(host)]:\(port)" : "\(scheme.rawValue)://\(host):\(port)"
    }
}
