/// Whoever is told about changes in the state of services: the log of the gateway, or a test.
package protocol ServiceObserver: Sendable {
    /// A service's state has changed; called on the thread of the call that brought it about, which must not be blocked.
    func serviceChanged(_ event: ServiceEvent)

    /// A call is not undone although its request has failed; called on the thread of the request, which must not be blocked.
    func undoFailed(_ failure: UndoFailure)
}

extension ServiceObserver {
    package func undoFailed(_ failure: UndoFailure) {}
}
