package import TuttiPlan

/// Where an instance listens: scheme, host and port, as in RFC 6454, or a socket in the file system.
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
    /// The path of a socket in the file system, which then stands for host and port.
    package let socketPath: String?
    /// Host and port as `Host` has them, without the port that the scheme has anyway (RFC 9110, 7.2).
    package let authority: String

    /// An origin of its parts.
    package init(scheme: Scheme, host: String, port: Int, socketPath: String? = nil) {
        self.scheme = scheme
        self.host = host
        self.port = port
        self.socketPath = socketPath
        let name = host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]" : host
        authority = port == (scheme == .https ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// That of an instance of a service.
    package init(_ instance: ServiceInstance) {
        self.init(
            scheme: instance.isSecure ? .https : .http, host: instance.host, port: instance.port,
            socketPath: instance.socketPath)
    }

    package var description: String {
        if let socketPath { return "unix:\(socketPath)" }
        return host.contains(":") ? "\(scheme.rawValue)://[\(host)]:\(port)" : "\(scheme.rawValue)://\(host):\(port)"
    }
}
