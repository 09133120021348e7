/// An exchange in flight, as its transport knows it.
package struct UpstreamExchange: Sendable {
    /// What the transport finds it by.
    package let identity: any AnyObject & Sendable
    /// Tells it from others with the same identity.
    package let number: UInt64

    /// An exchange.
    package init(identity: any AnyObject & Sendable, number: UInt64) {
        self.identity = identity
        self.number = number
    }
}
