package import HTTPTypes
package import NIOCore

/// Who is told what comes back from a service.
///
/// In this order:
/// ```
/// informed* ─► responseBegan ─► bodyArrived* ─► responseEnded
///          └─► upgraded ──────► bodyArrived* ─► responseEnded
/// ```
///
/// ``failed(_:)`` may come instead of each of them. The end is told once: ``responseEnded(trailers:)`` or ``failed(_:)``. Of a tunnel,
/// ``responseEnded(trailers:)`` is the end of what the service sends; as long as ``UpstreamStream/end(trailers:)`` was not called, bytes go to
/// it, and ``failed(_:)`` may follow. Called on the worker's thread, which must not be blocked.
package protocol UpstreamStreamObserver: AnyObject {
    /// An interim response, 100 or 102 to 199.
    func informed(_ head: StreamedResponseHead)

    /// The head of the response has arrived; the request may still be on its way.
    func responseBegan(_ head: StreamedResponseHead)

    /// A part of the body has arrived, not empty and at most 128 KiB, or bytes through a tunnel.
    func bodyArrived(_ bytes: ByteBuffer)

    /// The response is complete; the service wants nothing more of the request.
    func responseEnded(trailers: [HTTPField])

    /// The service has switched protocols, as the request asked: bytes flow both ways from now on.
    func upgraded(_ head: StreamedResponseHead)

    /// ``UpstreamStream/isWritable`` has changed.
    func writabilityChanged()

    /// There is no complete response: what has arrived of it must not be taken for the whole.
    func failed(_ failure: UpstreamFailure)
}
