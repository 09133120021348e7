/// Whom a transport calls when an exchange that was begun has ended.
package protocol UpstreamObserver: AnyObject, Sendable {
    /// The exchange with that tag has ended.
    ///
    /// Called on the transport's thread, between its other work, or by the caller of `begin` on that one's: it must not block, and
    /// must not begin another exchange.
    func exchangeEnded(_ tag: Int, _ result: UpstreamResult)
}
