/// Names an exchange in flight, so that it can be canceled.
package struct UpstreamExchange: Sendable {
    /// The object by which the transport finds it.
    package let identity: any AnyObject & Sendable
    /// Distinguishes it from other exchanges with the same identity.
    package let number: UInt64

    /// One that had ended when it got a name: there is nothing to cancel.
    package static let ended = UpstreamExchange(identity: Nobody(), number: 0)

    private final class Nobody: Sendable {}

    /// An exchange.
    package init(identity: any AnyObject & Sendable, number: UInt64) {
        self.identity = identity
        self.number = number
    }
}
