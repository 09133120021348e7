internal import TuttiPolicies

/// A proxy that opens tunnels to services (CONNECT; RFC 9110, 9.3.6).
package struct ProxyPlan: Sendable, Hashable {
    /// What the gateway shows the proxy (Basic; RFC 7617).
    package struct Credentials: Sendable, Hashable {
        /// The name of the user.
        package let user: String
        /// The password.
        package let password: String

        /// Credentials made of their parts.
        package init(user: String, password: String) {
            self.user = user
            self.password = password
        }

        /// The value of `Proxy-Authorization`.
        package var authorization: String { "Basic \(Base64.text(Array("\(user):\(password)".utf8)))" }
    }

    /// A name or an IP literal; IPv6 without brackets.
    package let host: String
    /// 1 to 65535.
    package let port: Int
    /// Nil where the proxy asks for nothing.
    package let credentials: Credentials?

    /// A proxy made of its parts.
    package init(host: String, port: Int, credentials: Credentials? = nil) {
        self.host = host
        self.port = port
        self.credentials = credentials
    }
}
