/// The proxies in front of the gateway, whose word on who sent a request is taken.
///
/// Nobody's by default. Each proxy appends the address of its own client, so the list is walked from its right end: while the address is
/// one of a trusted proxy, that proxy's word on the next one counts. The first address that is no trusted proxy's is the client. Whatever
/// stands in front of it was sent by the client, and counts for nothing.
package struct TrustedProxies: Sendable, Equatable {
    /// In which headers the proxies say it.
    ///
    /// One of them, and not whichever is there: a proxy that writes one of them passes the other one on as the client has sent it. In the
    /// same way a proxy must write all of what is read here, or take away what it doesn't write.
    package enum Headers: String, Sendable, Equatable, CaseIterable {
        /// `X-Forwarded-For`, `-Proto` and `-Host`.
        case xForwarded = "x-forwarded"
        /// `Forwarded` (RFC 7239).
        case forwarded
    }

    /// Where they are.
    package let networks: [IPNetwork]
    /// Where they say it.
    package let headers: Headers
    /// Whether whoever connects to a socket in the file system is one: the permissions of its file say who may.
    package let areOnUnixSockets: Bool

    /// As many proxies one behind the other as nobody has.
    static let mostHops = 32

    /// Proxies with an address in these networks, and perhaps those on sockets in the file system.
    package init(_ networks: [IPNetwork] = [], headers: Headers = .xForwarded, areOnUnixSockets: Bool = false) {
        self.networks = networks
        self.headers = headers
        self.areOnUnixSockets = areOnUnixSockets
    }

    /// Where they are, as a file has it.
    package var places: [String] { networks.map(\.description) + (areOnUnixSockets ? ["unix:"] : []) }

    /// Whether there are none.
    package var isEmpty: Bool { networks.isEmpty && !areOnUnixSockets }

    /// Whether the address is one of a trusted proxy; nil is that of a socket in the file system.
    package func contains(_ address: IPAddress?) -> Bool {
        guard let address else { return areOnUnixSockets }
        return networks.contains { $0.contains(address) }
    }

    /// Who sent a request.
    ///
    /// Where an element can't be read, or hides its address, the walk ends: the client is then the last proxy that is known.
    ///
    /// - Parameters:
    ///   - peer: the other side of the connection, or what the PROXY protocol says of it; nil on a socket in the file system.
    ///   - values: the values of all headers of the request with this name, which is in lower case, in order.
    /// - Returns: the client with the proxies that its request came through; the other side itself unless it is a trusted proxy.
    package func client(peer: IPAddress?, values: (_ name: String) -> [String]) -> OriginalClient {
        guard contains(peer) else { return OriginalClient(address: peer) }
        return switch headers {
        case .forwarded: walkForwarded(from: peer, values("forwarded"))
        case .xForwarded: walkXForwarded(from: peer, values)
        }
    }

    private func walkForwarded(from peer: IPAddress?, _ values: [String]) -> OriginalClient {
        var client = OriginalClient(address: peer)
        for text in ElementsFromTheRight(values) {
            guard client.proxies.count < Self.mostHops, let element = ForwardedElement(text) else { break }
            // What the trusted proxy has seen itself, also of a client that it hides.
            client.scheme = element.scheme.flatMap(OriginalClient.Scheme.init(text:))
            client.host = element.host.flatMap { RequestHost($0[...]) }
            guard case .address(let address)? = element.client else { break }
            client.isBehindProxy(address)
            guard contains(address) else { break }
        }
        return client
    }

    private func walkXForwarded(from peer: IPAddress?, _ values: (String) -> [String]) -> OriginalClient {
        var client = OriginalClient(address: peer)
        for text in ElementsFromTheRight(values("x-forwarded-for")) {
            guard client.proxies.count < Self.mostHops, case .address(let address)? = ForwardedNode(text) else { break }
            client.isBehindProxy(address)
            guard contains(address) else { break }
        }
        // Proxies append to these two as they do to the addresses, or replace them: so at most as many count from the right.
        let steps = max(client.proxies.count + (peer == nil ? 1 : 0), 1)
        func nearClient(_ name: String) -> Substring? {
            ElementsFromTheRight(values(name)).prefix(steps).reduce(nil as Substring?) { $1 }
        }
        client.scheme = nearClient("x-forwarded-proto").flatMap { OriginalClient.Scheme(text: String($0)) }
        client.host = nearClient("x-forwarded-host").flatMap { RequestHost($0) }
        return client
    }
}
