internal import TuttiPolicies
internal import TuttiResilience

/// Who is on the other side of a connection.
struct ConnectedClient {
    /// The address, without its port; `unknown` when it has none.
    let address: String
    /// What services get to know of it.
    let original: OriginalClient
    /// What circuit breakers know of the client.
    let group: ClientGroup
    /// What holds where it has connected.
    let rules: ListenerRules

    /// The client at that address.
    init(address: String, rules: ListenerRules = ListenerRules()) {
        self.rules = rules
        self.address = address.isEmpty ? "unknown" : address
        original = OriginalClient(address: IPAddress(self.address) ?? IPAddress(ipv4: 0))
        group = ClientGroup(address: self.address)
    }
}
