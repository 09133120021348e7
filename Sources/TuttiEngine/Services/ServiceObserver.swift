/// Whoever is told about changes in the state of services: the log of the gateway, or a test.
package protocol ServiceObserver: Sendable {
    /// A service's state has changed; called on the thread of the call that brought it about, which must not be blocked.
    func serviceChanged(_ event: ServiceEvent)
}
