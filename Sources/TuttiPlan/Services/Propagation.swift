/// Which ids of a client's request a service gets: its `propagate`.
package struct Propagation: OptionSet, Sendable, Hashable {
    package let rawValue: UInt8

    /// The request's id, as `X-Request-Id`.
    package static let requestID = Propagation(rawValue: 1)
    /// The client's `traceparent` and `tracestate` (W3C Trace Context).
    package static let traceContext = Propagation(rawValue: 2)
    /// Everything.
    package static let all: Propagation = [.requestID, .traceContext]

    /// What a set of bits stands for.
    package init(rawValue: UInt8) {
        self.rawValue = rawValue
    }
}
