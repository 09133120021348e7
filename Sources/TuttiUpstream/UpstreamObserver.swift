/// Whom a transport calls when an exchange that was begun has ended.
package protocol UpstreamObserver: AnyObject, Sendable {
    /// The exchange with that tag has ended.
    ///
    /// Called on the transport's thread, from between its own work: it must not block, and begins nothing itself.
    func exchangeEnded(_ tag: Int, _ result: UpstreamResult)
}
