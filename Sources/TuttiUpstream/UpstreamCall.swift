package import HTTPTypes
package import TuttiResilience

/// What all requests of one call say, to whichever instance they go, prepared at load time.
///
/// Where they go is an ``UpstreamInstance``.
///
/// A transport may keep prepared state per call (an easy handle with its options set, a rendered header list), found by
/// the call's ``key``; that state is dropped some time after the call is released.
package final class UpstreamCall: Sendable {
    /// The method of each request.
    package let method: HTTPRequest.Method
    /// The name of the call, for people and for recordings; a transport has no use for it.
    package let label: String
    /// Headers that are the same in each request.
    package let headers: [HTTPField]
    /// Headers that describe the body: they are sent with one that is not empty, after ``headers``.
    package let bodyFields: [HTTPField]
    /// How long opening a connection (name, TCP, TLS) may take.
    package let connectTimeout: TimeSpan
    /// The most bytes of a response body, before and after content decoding, each.
    package let maximumResponseBytes: Int
    /// Names of the response's headers that are wanted back; all others are counted, bounded and dropped.
    package let wantedHeaders: [HTTPField.Name]
    /// Where a transport keeps what it has prepared for the call.
    package let key = TransportKey()

    /// Prepares a call.
    package init(
        method: HTTPRequest.Method,
        label: String = "",
        headers: [HTTPField] = [],
        bodyFields: [HTTPField] = [],
        connectTimeout: TimeSpan,
        maximumResponseBytes: Int,
        wantedHeaders: [HTTPField.Name] = []
    ) {
        self.method = method
        self.label = label
        self.headers = headers
        self.bodyFields = bodyFields
        self.connectTimeout = connectTimeout
        self.maximumResponseBytes = maximumResponseBytes
        self.wantedHeaders = wantedHeaders
    }

    deinit {
        key.release()
    }
}
