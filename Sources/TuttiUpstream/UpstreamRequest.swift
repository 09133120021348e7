package import HTTPTypes
package import TuttiResilience

/// What all requests of one call to one instance of a service have in common, prepared at load time.
///
/// A transport may keep prepared state per route (an easy handle with its options set, a rendered header list), found by
/// the route's ``slot``; that state is dropped some time after the route is released.
package final class UpstreamRoute: Sendable {
    /// Where the instance listens.
    package let origin: UpstreamOrigin
    /// The method of each request.
    package let method: HTTPRequest.Method
    /// The name of the call, for people and for recordings; a transport has no use for it.
    package let label: String
    /// Headers that are the same in each request.
    package let headers: [HTTPField]
    /// Headers that describe the body: they are sent with one that is not empty, after ``fields``.
    package let bodyFields: [HTTPField]
    /// How long opening a connection (name, TCP, TLS) may take.
    package let connectTimeout: TimeSpan
    /// The most bytes of a response body, before and after content decoding, each.
    package let maximumResponseBytes: Int
    /// Names of the response's headers that are wanted back; all others are counted, bounded and dropped.
    package let wantedHeaders: [HTTPField.Name]
    /// Where a transport keeps what it has prepared for the route.
    package let slot = RouteSlot()

    /// Prepares a route.
    package init(
        origin: UpstreamOrigin,
        method: HTTPRequest.Method,
        label: String = "",
        headers: [HTTPField] = [],
        bodyFields: [HTTPField] = [],
        connectTimeout: TimeSpan,
        maximumResponseBytes: Int,
        wantedHeaders: [HTTPField.Name] = []
    ) {
        self.origin = origin
        self.method = method
        self.label = label
        self.headers = headers
        self.bodyFields = bodyFields
        self.connectTimeout = connectTimeout
        self.maximumResponseBytes = maximumResponseBytes
        self.wantedHeaders = wantedHeaders
    }

    deinit {
        slot.release()
    }
}

/// Scheme, host and port of an instance, as in RFC 6454.
package struct UpstreamOrigin: Sendable, Hashable, CustomStringConvertible {
    /// The schemes a service can be reached by.
    package enum Scheme: String, Sendable {
        /// HTTP/1.1 in clear text.
        case http
        /// HTTP over TLS.
        case https
    }

    /// `http` or `https`.
    package var scheme: Scheme
    /// A name or an IP literal; IPv6 without brackets.
    package var host: String
    /// 1 to 65535.
    package var port: Int

    /// An origin of its three parts.
    package init(scheme: Scheme, host: String, port: Int) {
        self.scheme = scheme
        self.host = host
        self.port = port
    }

    package var description: String {
        host.contains(":") ? "\(scheme.rawValue)://[\(host)]:\(port)" : "\(scheme.rawValue)://\(host):\(port)"
    }
}

/// One request to one instance.
package struct UpstreamRequest: Sendable {
    /// The prepared part.
    package var route: UpstreamRoute
    /// Path and query in origin form (RFC 9112, 3.2.1), percent-encoded, beginning with `/`.
    ///
    /// Anything else is a mistake of the caller's code, not of its input: nothing is sent, and the exchange fails with
    /// `connect` in the phase `connecting`.
    package var target: String
    /// Headers of this request alone, sent after the route's.
    ///
    /// Values hold neither CR, LF nor NUL.
    package var headers: [HTTPField]
    /// The request body; nil sends none, empty sends `Content-Length: 0`.
    package var body: [UInt8]?
    /// When the exchange is given up.
    package var deadline: MonotonicTime

    /// A request over `route`.
    package init(
        route: UpstreamRoute, target: String, headers: [HTTPField] = [], body: [UInt8]? = nil, deadline: MonotonicTime
    ) {
        self.route = route
        self.target = target
        self.headers = headers
        self.body = body
        self.deadline = deadline
    }
}
