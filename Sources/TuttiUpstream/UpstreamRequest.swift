package import HTTPTypes
package import TuttiResilience

/// One request to one instance.
package struct UpstreamRequest: Sendable {
    /// What all requests of the call say.
    package var call: UpstreamCall
    /// Where it goes.
    package var instance: UpstreamInstance
    /// Path and query in origin form (RFC 9112, 3.2.1), percent-encoded, beginning with `/`.
    ///
    /// Anything else is a mistake in the caller's code, not in its input: nothing is sent, and the exchange fails with
    /// `connect` in the phase `connecting`.
    package var target: String
    /// Headers of this request alone, sent after the call's.
    ///
    /// Values hold neither CR, LF nor NUL.
    package var headers: [HTTPField]
    /// The request body; nil sends none, empty sends `Content-Length: 0`.
    package var body: [UInt8]?
    /// The moment at which the exchange is given up.
    package var deadline: MonotonicTime

    /// A request of `call` to `instance`.
    package init(
        call: UpstreamCall, instance: UpstreamInstance, target: String, headers: [HTTPField] = [],
        body: [UInt8]? = nil, deadline: MonotonicTime
    ) {
        self.call = call
        self.instance = instance
        self.target = target
        self.headers = headers
        self.body = body
        self.deadline = deadline
    }
}
