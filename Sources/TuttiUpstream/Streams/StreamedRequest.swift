package import HTTPTypes
package import NIOCore
package import TuttiResilience

/// One request to one instance, whose body may arrive while it is being sent.
package struct StreamedRequest: Sendable {
    /// What a request carries.
    package enum Body: Sendable {
        /// Nothing, and no header says that there is something.
        case none
        /// All of it, which is there already.
        ///
        /// Of at most 64 KiB, it is sent again where the whole request may be.
        case whole(ByteBuffer)
        /// What ``UpstreamStream/write(_:)`` brings: so many bytes, or in chunks when their number is not known.
        case arrives(length: Int?)
    }

    /// How long the service may take.
    package struct Times: Sendable {
        /// For a connection: waiting for one that is free, name, TCP and TLS together.
        package var connect: TimeSpan
        /// For the head of the response: for a connection, and from the end of the request on, both together and over all connections
        /// on which the request is sent.
        package var response: TimeSpan
        /// Without a byte in either direction, once the request is on its way; not while the observer has paused.
        package var idle: TimeSpan
        /// The same once protocols were switched, whether the observer has paused or not.
        package var tunnel: TimeSpan

        /// Times of an exchange; a tunnel has those of another exchange where nothing is said of it.
        package init(connect: TimeSpan, response: TimeSpan, idle: TimeSpan, tunnel: TimeSpan? = nil) {
            self.connect = connect
            self.response = response
            self.idle = idle
            self.tunnel = tunnel ?? idle
        }
    }

    /// Where it goes.
    package var instance: UpstreamInstance
    /// The method.
    package var method: HTTPRequest.Method
    /// Path and query in origin form (RFC 9112, 3.2.1), sent byte for byte.
    ///
    /// One that does not begin with `/`, or has white space, control characters or other bytes than ASCII's, is a mistake in the
    /// caller's code: nothing is sent, and the exchange fails with `connect` in the phase `connecting`.
    package var target: String
    /// The value of `Host`; that of the origin when it is empty.
    package var authority: String
    /// All other headers, in the order in which they are sent.
    ///
    /// Those that belong to a connection or frame a message are left out, because the adapter writes its own: `Connection`, `Host`,
    /// `Content-Length`, `Transfer-Encoding`, `Keep-Alive`, `Proxy-Connection`, `Upgrade`. `TE` is kept where it says `trailers`.
    package var headers: [HTTPField]
    /// What the request carries.
    package var body: Body
    /// The protocol that is asked for by `Upgrade` (RFC 9110, 7.8), `websocket` for instance; nil asks for none.
    package var upgrade: String?
    /// How long it may take.
    package var times: Times

    /// A request.
    package init(
        instance: UpstreamInstance, method: HTTPRequest.Method, target: String, authority: String = "",
        headers: [HTTPField] = [], body: Body = .none, upgrade: String? = nil, times: Times
    ) {
        self.instance = instance
        self.method = method
        self.target = target
        self.authority = authority
        self.headers = headers
        self.body = body
        self.upgrade = upgrade
        self.times = times
    }

    /// Where the instance listens.
    package var origin: UpstreamOrigin { instance.origin }
}
