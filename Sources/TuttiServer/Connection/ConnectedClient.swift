internal import TuttiResilience

/// Who is on the other side of a connection.
struct ConnectedClient {
    /// The address, without its port; `unknown` when it has none.
    let address: String
    /// What circuit breakers know of the client.
    let group: ClientGroup

    /// The client at that address.
    init(address: String) {
        self.address = address.isEmpty ? "unknown" : address
        group = ClientGroup(address: self.address)
    }
}
