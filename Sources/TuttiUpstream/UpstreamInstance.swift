/// Where requests go: an instance of a service.
///
/// Nothing of a call depends on it (``UpstreamCall``), so that instances may come and go while calls stay.
///
/// A transport may keep prepared state per instance (a parsed address), found by its ``key``; that state is dropped some time after
/// the instance is released.
package final class UpstreamInstance: Sendable {
    /// Where it listens.
    package let origin: UpstreamOrigin
    /// Where a transport keeps what it has prepared for the instance.
    package let key = TransportKey()

    /// An instance that listens there.
    package init(origin: UpstreamOrigin) {
        self.origin = origin
    }

    deinit {
        key.release()
    }
}
