/// Names an exchange in flight, so that it can be canceled.
package struct UpstreamExchange: Sendable {
    /// The object by which the transport finds it.
    package let identity: any AnyObject & Sendable
    /// Distinguishes it from other exchanges with the same identity.
    package let number: UInt64

    /// An exchange.
    package init(identity: any AnyObject & Sendable, number: UInt64) {
        self.identity = identity
        self.number = number
    }
}
