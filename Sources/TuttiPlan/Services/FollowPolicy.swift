/// Which redirects of a service are followed: the `follow` of a service or a call.
///
/// A redirect to an instance of the same service is followed always, one to another host only where the file names the host.
package struct FollowPolicy: Sendable, Hashable {
    /// How many redirects of one request are followed; at least 1.
    package let atMost: Int
    /// Other hosts that redirects may lead to.
    package let hosts: [Host]

    /// A host that redirects may lead to.
    package struct Host: Sendable, Hashable, CustomStringConvertible {
        /// A name in lower case, or an IP literal; IPv6 without brackets.
        package let name: String
        /// Nil for the port that the scheme has.
        package let port: Int?

        /// A host made of its parts.
        package init(name: String, port: Int? = nil) {
            self.name = name
            self.port = port
        }

        package var description: String {
            (name.contains(":") ? "[\(name)]" : name) + (port.map { ":\($0)" } ?? "")
        }
    }

    /// A policy made of its parts.
    package init(atMost: Int, hosts: [Host] = []) {
        self.atMost = max(atMost, 1)
        self.hosts = hosts
    }
}
