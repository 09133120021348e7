internal import NIOHTTP1
internal import TuttiEngine

/// What a connection asks about its requests: it knows bytes, order and time, and its responder knows what a request means.
///
/// There is one per event loop and listener, touched on that loop alone. It knows nothing of HTTP/1.1 on the wire.
protocol RequestResponder: AnyObject {
    /// The header section of a request has arrived: fills in the exchange, or throws why it is not served.
    ///
    /// On return the body is read, up to the exchange's limit.
    func admit(_ head: HTTPRequestHead, to exchange: Exchange) throws(Refusal) -> Admission

    /// The request is complete: makes the response, at once or later through `reply`.
    func response(_ exchange: Exchange, reply: ReplyPort) -> Reply

    /// The request could not be read, or not in time; the exchange may have no head.
    func refuse(_ exchange: Exchange)

    /// The last byte of the response was handed to the system, or the client left.
    func ended(_ exchange: Exchange)

    /// Requests that are routed from now on are served with another generation.
    func install(_ generation: Generation)
}
