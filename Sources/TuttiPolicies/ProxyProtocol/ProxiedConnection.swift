/// What a PROXY protocol header says of a connection.
package enum ProxiedConnection: Sendable, Equatable {
    /// Somebody connected from an address to another one, with ports.
    case from(IPAddress, port: UInt16, to: IPAddress, toPort: UInt16)
    /// Somebody connected by a Unix socket.
    case unixSocket
    /// The proxy says nothing of who connected (`UNKNOWN`, `UNSPEC`): the address of the connection itself stands.
    case unknown
    /// The proxy itself connected, for a health check (`LOCAL`): the same.
    case local
}
