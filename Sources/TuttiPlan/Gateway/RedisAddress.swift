/// Where a server of Redis listens.
package enum RedisAddress: Sendable, Hashable, CustomStringConvertible {
    /// The port if none is said.
    package static let standardPort = 6379
    /// The port of a sentinel if none is said.
    package static let sentinelPort = 26379

    /// A host, which is a name or an IP literal without brackets, and a port.
    case host(String, port: Int)
    /// A socket in the file system.
    case socket(path: String)

    package var description: String {
        switch self {
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        case .socket(let path): path
        }
    }
}
