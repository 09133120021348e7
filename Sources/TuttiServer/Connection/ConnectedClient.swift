internal import TuttiPolicies
internal import TuttiResilience

/// Who has sent a request: the other side of the connection, or the client for which trusted proxies have forwarded it.
final class ConnectedClient: Sendable {
    /// The address, without its port; `unix:` on a socket in the file system.
    let address: String
    /// What circuit breakers know of the client.
    let group: ClientGroup
    /// What holds where it has connected.
    let rules: ListenerRules
    /// The client as services are told of it, with the trusted proxies that its request has come through.
    let original: OriginalClient

    /// The address of whoever has connected to a socket in the file system.
    static let onUnixSocket = "unix:"

    /// The client at that address.
    convenience init(address: String, rules: ListenerRules = ListenerRules()) {
        // One text for one address: a listener on `[::]` sees those of IPv4 as `::ffff:192.0.2.1`.
        let parsed = IPAddress(address)
        self.init(
            address: parsed?.description ?? (address.isEmpty ? "unknown" : address), rules: rules,
            original: OriginalClient(address: parsed))
    }

    private init(address: String, rules: ListenerRules, original: OriginalClient) {
        self.address = address
        self.rules = rules
        self.original = original
        group = ClientGroup(address: address)
    }

    /// The client of a request with these headers; this one, unless it is a trusted proxy.
    func behind(_ proxies: TrustedProxies, _ headers: RequestHeaders) -> ConnectedClient {
        guard original.address != nil || address == Self.onUnixSocket, proxies.contains(original.address) else {
            return self
        }
        let original = proxies.client(peer: original.address, values: { headers[$0] })
        return ConnectedClient(address: original.address?.description ?? address, rules: rules, original: original)
    }
}
