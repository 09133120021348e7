/// What is asked about the requests of a listener: connections know bytes, order and time, and their responder knows what a request
/// means.
///
/// There is one per event loop and listener, touched on that loop alone. It knows nothing of any protocol on the wire.
protocol RequestResponder: AnyObject {
    /// A request has begun, or something that was to be one and can't be read: counts it and gives it an id.
    ///
    /// - Parameters:
    ///   - exchange: as far as the request could be read without applying any rule.
    ///   - sentID: the id that the client has sent.
    func began(_ exchange: Exchange, sentID: String?)

    /// The head of a request is there: decides what becomes of it, now or later (`Exchange+Decision.swift`).
    func admit(_ exchange: Exchange)

    /// The body was collected: makes the response, now or later (`Exchange+Response.swift`).
    func respond(to exchange: Exchange)

    /// The last byte of the response was handed to the system, or the client left.
    func ended(_ exchange: Exchange)

    /// Requests that are routed from now on are served with another generation.
    func install(_ generation: Generation)
}
