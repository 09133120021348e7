/// A record of a DNS answer that says where a service is (RFC 2782).
package struct SRVRecord: Sendable, Hashable {
    /// The host, without a dot at its end.
    package var host: String
    /// 1 to 65,535.
    package var port: Int
    /// Records of a lower number come first.
    package var priority: Int
    /// The share of the requests among records of the same priority.
    package var weight: Int

    /// A record made of its parts.
    package init(host: String, port: Int, priority: Int, weight: Int) {
        (self.host, self.port, self.priority, self.weight) = (host, port, priority, weight)
    }
}
