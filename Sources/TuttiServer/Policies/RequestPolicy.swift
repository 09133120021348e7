/// One thing that is asked of a request before it is served: who may ask, how often, from where.
///
/// It is made with a generation, has no state of a request, and is called on the event loop of the exchange. See ``RequestPolicies`` for
/// the order of all of them.
protocol RequestPolicy: Sendable {
    /// Lets the request go on, or ends it.
    ///
    /// - It goes on by `next(exchange)`: now, or later on the exchange's event loop. Until then its body is not read. A policy that waits
    ///   says by ``Exchange/whenAbandoned(_:)`` what it gives up when the client leaves; going on then has no effect.
    /// - It ends by ``Exchange/refuse(_:)``, or with any other decision of `Exchange+Decision.swift`.
    /// - ``Exchange/editHead(_:)`` changes the head of the response on its way out, whoever makes it.
    func handle(_ exchange: Exchange, next: NextPolicies)
}
