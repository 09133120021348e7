package import TuttiPlan

/// Where requests go: an instance of a service.
///
/// Nothing of a call depends on it (``UpstreamCall``), so that instances may come and go while calls stay.
///
/// A transport may keep prepared state per instance (a parsed address), found by its ``key``; that state is dropped some time after
/// the instance is released.
package final class UpstreamInstance: Sendable {
    /// Where it listens.
    package let origin: UpstreamOrigin
    /// The IP literal that connections are opened to; nil where the host of the origin is looked up.
    ///
    /// `Host` and the certificate go by the origin all the same.
    package let address: String?
    /// How connections to it are opened, and how long they are kept.
    package let connection: ConnectionPlan
    /// How many connections to it are open.
    package let openConnections: OpenConnections
    /// Where a transport keeps what it has prepared for the instance.
    package let key = TransportKey()

    /// An instance that listens there.
    package init(origin: UpstreamOrigin, address: String? = nil, connection: ConnectionPlan = .standard) {
        self.origin = origin
        self.address = address
        self.connection = connection
        openConnections = .to(origin, at: address)
    }

    deinit {
        key.release()
    }
}
