package import TuttiResilience

/// How connections to the instances of a service are opened, and how long they are kept.
package struct ConnectionPlan: Sendable, Hashable {
    /// What holds where the file says nothing: TLS by the authorities that the machine trusts, no proxy.
    package static let standard = ConnectionPlan()

    /// What TLS with the instances goes by, where the file says so.
    package let tls: ServiceTLSPlan?
    /// The proxy that connections go through; nil for none.
    package let proxy: ProxyPlan?
    /// Whether calls are made over HTTP/2 where the instance agrees to it (ALPN); routes never are.
    package let usesHTTP2: Bool
    /// The most connections that are in use from one worker to one instance, for calls and for routes each, or calls that share connections; nil where only the bounds of
    /// the process hold.
    package let atMost: Int?
    /// How long a connection is kept that nobody uses.
    package let keepAlive: TimeSpan
    /// How old a connection gets before no further request goes over it: else connections would never move to new machines behind a name.
    package let life: TimeSpan
    /// How many connections of each worker to an instance are opened ahead of requests.
    package let warm: Int

    /// A plan made of its parts.
    package init(
        tls: ServiceTLSPlan? = nil, proxy: ProxyPlan? = nil, usesHTTP2: Bool = false, atMost: Int? = nil,
        keepAlive: TimeSpan = .seconds(60), life: TimeSpan = .seconds(300), warm: Int = 0
    ) {
        self.tls = tls
        self.proxy = proxy
        self.usesHTTP2 = usesHTTP2
        self.atMost = atMost
        self.keepAlive = keepAlive
        self.life = life
        self.warm = warm
    }

    /// What holds for a host that a redirect leads to and that is none of the service's: it is not shown the service's certificate, and the
    /// authorities that vouch for it are the machine's.
    package var elsewhere: ConnectionPlan { ConnectionPlan(proxy: proxy, keepAlive: keepAlive, life: life) }
}
