/// Where one instance of a service listens.
package struct ServiceInstance: Sendable, Hashable {
    /// Whether connections to it use TLS (`https`).
    package let isSecure: Bool
    /// A name or an IP literal; IPv6 without brackets.
    package let host: String
    /// 1 to 65535.
    package let port: Int
    /// What precedes the path of each call, without a slash at its end: `/v2`, or empty.
    package let basePath: String

    /// An instance made of its parts.
    package init(isSecure: Bool = false, host: String, port: Int, basePath: String = "") {
        self.isSecure = isSecure
        self.host = host
        self.port = port
        self.basePath = basePath
    }
}
