package import TuttiPolicies
package import TuttiResilience

/// The Redis that the instances of a gateway share: where it is, and how it is spoken to.
package struct RedisPlan: Sendable, Hashable {
    /// Where its servers are.
    package enum Place: Sendable, Hashable {
        /// One server.
        case server(RedisAddress)
        /// The primary of that name, which one of these sentinels knows.
        case sentinel(name: String, [RedisAddress])
        /// A cluster, some of whose nodes are these.
        case cluster([RedisAddress])
    }

    /// Where.
    package let place: Place
    /// The user of its access list; nil for `default`.
    package let user: String?
    /// The password; nil for none.
    package let password: Secret?
    /// The number of the database.
    package let database: Int
    /// How TLS is spoken; nil for none.
    package let tls: ServiceTLSPlan?
    /// How long a command may take.
    package let timeout: TimeSpan
    /// What all keys begin with.
    package let prefix: String

    /// A plan made of its parts.
    package init(
        _ place: Place, user: String? = nil, password: Secret? = nil, database: Int = 0, tls: ServiceTLSPlan? = nil,
        timeout: TimeSpan = .milliseconds(25), prefix: String = "tutti:"
    ) {
        self.place = place
        self.user = user
        self.password = password
        self.database = database
        self.tls = tls
        self.timeout = timeout
        self.prefix = prefix
    }
}
