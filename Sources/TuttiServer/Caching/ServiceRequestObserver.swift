internal import HTTPTypes
internal import NIOCore
internal import TuttiEngine
internal import TuttiUpstream

/// Who is told what comes of a ``ServiceRequest``: `informed* ─► began ─► arrived* ─► ended`, or ``failed(_:)`` in place of each.
protocol ServiceRequestObserver: AnyObject {
    /// An interim response.
    func informed(_ head: StreamedResponseHead)
    /// The head of the response that counts.
    func began(_ head: StreamedResponseHead)
    /// A part of its body.
    func arrived(_ bytes: ByteBuffer)
    /// The response is complete.
    func ended(trailers: [HTTPField])
    /// There is no complete response.
    func failed(_ failure: ForwardingFailure)
}
