/// Where one instance of a service listens, and how much of its requests it gets.
package struct ServiceInstance: Sendable, Hashable {
    /// Whether connections to it use TLS (`https`).
    package let isSecure: Bool
    /// A name or an IP literal, IPv6 without brackets: what `Host` and the certificate go by.
    package let host: String
    /// The IP literal that connections are opened to, where it was found for ``host``; nil where it is looked up.
    package let address: String?
    /// 1 to 65535.
    package let port: Int
    /// The absolute path of a socket in the file system; nil for a host and a port.
    package let socketPath: String?
    /// What precedes the path of each call, without a slash at its end: `/v2`, or empty.
    package let basePath: String
    /// How many of the service's requests it gets beside the others: twice as many with twice the weight; 1 to 65,535.
    package let weight: Int
    /// Where it runs; nil where that isn't said.
    package let zone: String?
    /// Instances get requests only where those of a lower number can't take them all (RFC 2782); 0 to 65,535.
    package let priority: Int
    /// Whether it gets no new requests.
    package let drains: Bool

    /// Scheme, host and port, as in a URL: `http://10.0.0.7:8080`, `https://[::1]:443`.
    package var origin: String {
        "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
    }

    /// An instance made of its parts.
    package init(
        isSecure: Bool = false, host: String, address: String? = nil, port: Int, socketPath: String? = nil,
        basePath: String = "", weight: Int = 1, zone: String? = nil, priority: Int = 0, drains: Bool = false
    ) {
        self.isSecure = isSecure
        self.host = host
        self.address = address
        self.port = port
        self.socketPath = socketPath
        self.basePath = basePath
        self.weight = weight
        self.zone = zone
        self.priority = priority
        self.drains = drains
    }
}
