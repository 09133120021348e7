/// Sends requests to services, and says how each exchange has ended.
package protocol UpstreamTransport: AnyObject, Sendable {
    /// Begins to send a request once and returns at once; the transport calls `observer` when the exchange has ended, by a response or
    /// by the reason why there is none.
    ///
    /// May be called from any thread. On the transport's own, nothing lies between the call and the exchange; from another one
    /// it is handed over. It ends with `.failure(.timeout)` at the request's deadline at the latest. The end may come before this
    /// returns.
    ///
    /// It doesn't retry, with one exception that is libcurl's: when a connection that was open already closes before any
    /// byte of the response, an idempotent request (RFC 9110, 9.2.2) is sent again over a new connection (RFC 9112, 9.3.1).
    /// The service may then have seen it twice. A POST or a PATCH is never sent twice.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - observer: whom the transport calls, once.
    ///   - tag: a number that the observer gets back, to know which exchange has ended.
    /// - Returns: a name for ``cancel(_:)``.
    func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange

    /// Gives up an exchange, which then ends with `.failure(.canceled)`; the service sees its connection close.
    ///
    /// May be called from any thread; without effect when the exchange has ended.
    func cancel(_ exchange: UpstreamExchange)
}
