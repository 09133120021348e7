/// A listener: an address where clients connect, and what they speak there.
package struct ListenerPlan: Sendable, Hashable {
    /// Whether HTTP/2 is spoken beside HTTP/1.1.
    package enum HTTP2: Sendable, Hashable {
        /// Where client and server agree on it in the TLS handshake (ALPN, RFC 7301); never without TLS.
        case negotiated
        /// Also without TLS, by clients that begin with it (RFC 9113, 3.3).
        case priorKnowledge
        /// Not at all.
        case never
    }

    /// Where it listens.
    package let address: ListenAddress
    /// Its certificates and what it asks of clients; nil for a listener without TLS.
    package let tls: TLSPlan?
    /// Whether it speaks HTTP/2.
    package let http2: HTTP2
    /// The port of the `https` URL that each request is redirected to; nil where requests are served.
    package let httpsPort: Int?

    /// Whether each connection begins with a header of the PROXY protocol, which says who has connected.
    package let hasProxyHeaders: Bool
    /// The permissions of a socket in the file system: whoever may write to it may connect.
    package let socketMode: UInt32
    /// Under which name a service manager passes its socket (`FileDescriptorName` of systemd); nil where it goes by the address alone.
    package let socketName: String?

    /// What clients may ask of it; nil where the bounds of all listeners hold.
    package let bounds: ConnectionBounds?

    /// The permissions that a socket in the file system has by itself: those of its user and group.
    package static let standardMode: UInt32 = 0o660

    /// A listener of its parts; with its address alone, it speaks HTTP/1.1 without TLS.
    package init(
        address: ListenAddress, tls: TLSPlan? = nil, http2: HTTP2 = .negotiated, httpsPort: Int? = nil,
        hasProxyHeaders: Bool = false, socketMode: UInt32 = standardMode, socketName: String? = nil,
        bounds: ConnectionBounds? = nil
    ) {
        self.address = address
        self.tls = tls
        self.http2 = http2
        self.httpsPort = httpsPort
        self.hasProxyHeaders = hasProxyHeaders
        self.socketMode = socketMode
        self.socketName = socketName
        self.bounds = bounds
    }

    /// The same listener at another address.
    package func with(address: ListenAddress) -> ListenerPlan {
        ListenerPlan(
            address: address, tls: tls, http2: http2, httpsPort: httpsPort, hasProxyHeaders: hasProxyHeaders,
            socketMode: socketMode, socketName: socketName, bounds: bounds)
    }
}
