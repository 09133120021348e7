package import TuttiUpstream

/// A request that went to a service, and what came back.
package struct RecordedExchange: Sendable {
    /// What was asked.
    package let request: UpstreamRequest
    /// What came back; nil while nothing has.
    package var result: UpstreamResult?
}
