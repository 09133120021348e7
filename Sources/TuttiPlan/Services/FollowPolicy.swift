/// Which redirects of a service are followed: the `follow` of a service or a call.
///
/// Those to an instance of the same service always are; those to another host only where the file names it.
package struct FollowPolicy: Sendable, Hashable {
    /// So many of them for one request, at least 1.
    package var atMost: Int
    /// Other hosts that may be asked.
    package var hosts: [Host]

    /// What holds where a file names hosts and no number.
    package static let standardMost = 3

    /// A host that redirects may lead to.
    package struct Host: Sendable, Hashable, CustomStringConvertible {
        /// A name in lower case, or an IP literal; IPv6 without brackets.
        package var name: String
        /// Nil for the port that the scheme has.
        package var port: Int?

        /// A host of its parts.
        package init(name: String, port: Int? = nil) {
            self.name = name
            self.port = port
        }

        package var description: String {
            (name.contains(":") ? "[\(name)]" : name) + (port.map { ":\($0)" } ?? "")
        }
    }

    /// A policy of its parts.
    package init(atMost: Int, hosts: [Host] = []) {
        self.atMost = max(atMost, 1)
        self.hosts = hosts
    }
}
