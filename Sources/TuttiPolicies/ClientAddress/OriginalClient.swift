internal import HTTPTypes

/// Who sent a request, and with what, before the trusted proxies forwarded it.
package struct OriginalClient: Sendable, Equatable {
    /// How a request came.
    package enum Scheme: String, Sendable, Equatable {
        /// In the clear.
        case http
        /// Over TLS.
        case https

        /// A scheme in any case.
        init?(text: String) {
            self.init(rawValue: text.lowercased())
        }
    }

    /// Its address; nil for one that has connected to a socket in the file system.
    package private(set) var address: IPAddress?
    /// The trusted proxies between it and the gateway, in the order in which the request went through them; the last one is the other
    /// side of the connection.
    package private(set) var proxies: [IPAddress] = []
    /// `X-Forwarded-For` with the addresses of the client and these proxies; nil where there is none.
    private(set) var forwardedFor: HTTPField?
    /// The scheme that the client used, if a proxy says so; else it's the connection's own.
    package internal(set) var scheme: Scheme?
    /// The `Host` that the client sent, if a proxy says so; else it's the request's own.
    package internal(set) var host: RequestHost?

    /// A client that has sent a request itself.
    package init(address: IPAddress?, scheme: Scheme? = nil, host: RequestHost? = nil) {
        self.address = address
        forwardedFor = address.map { HTTPField(name: ForwardingHeaders.forwardedFor, value: $0.description) }
        self.scheme = scheme
        self.host = host
    }

    /// What was taken for the client is a proxy, and the client has this address.
    mutating func isBehindProxy(_ client: IPAddress) {
        if let address { proxies.insert(address, at: 0) }
        address = client
        let addresses = forwardedFor.map { "\(client), \($0.value)" } ?? client.description
        forwardedFor = HTTPField(name: ForwardingHeaders.forwardedFor, value: addresses)
    }
}
