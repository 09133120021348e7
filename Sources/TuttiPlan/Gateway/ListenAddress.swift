/// Where to listen: a host and a port, or a socket in the file system.
package struct ListenAddress: Sendable, Hashable, CustomStringConvertible {
    /// What an address of the file system begins with.
    package static let pathScheme = "unix:"
    /// The most bytes of a path: those of `sun_path` (unix(7)), less the zero at its end.
    package static let longestPath = 107

    /// An IP literal (IPv6 without brackets) or a name of this machine; "" for a socket in the file system.
    package let host: String
    /// 0 to 65535; 0 asks the system for a free port.
    package let port: Int
    /// The absolute path of a socket in the file system; nil for a host and a port.
    package let path: String?

    /// An address made of its parts.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
        path = nil
    }

    /// A socket in the file system.
    package init(path: String) {
        self.path = path
        host = ""
        port = 0
    }

    /// Whether it can be there once: a free port may be asked for any number of times.
    package var isOne: Bool { path != nil || port != 0 }

    package var description: String {
        if let path { return Self.pathScheme + path }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
