internal import TuttiResilience

/// Who is on the other side of a connection.
struct ConnectedClient {
    /// The address, without its port; `unknown` when it has none.
    let address: String
    /// What circuit breakers know of the client.
    let group: ClientGroup
    /// What holds where it has connected.
    let rules: ListenerRules

    /// The client at that address.
    init(address: String, rules: ListenerRules = ListenerRules()) {
        self.rules = rules
        self.address = address.isEmpty ? "unknown" : address
        group = ClientGroup(address: self.address)
    }
}
