package import TuttiResilience

/// The port through which forwarding routes reach services: requests and responses whose bodies pass through as they arrive.
///
/// One for each worker. It is used on the worker's thread alone, and calls its observers there: no task, no lock, no other thread is in
/// between. `TuttiStreams` is the adapter for real sockets.
package protocol UpstreamStreams: AnyObject {
    /// Begins an exchange with a service, over a connection that is idle or a new one.
    ///
    /// Returns before the observer is called for the first time.
    ///
    /// - Parameters:
    ///   - request: what is sent first; its body, where it arrives, follows by ``UpstreamStream/write(_:)``.
    ///   - observer: who is told what comes back; retained until the end of the exchange.
    /// - Returns: by which the exchange is steered.
    func open(_ request: StreamedRequest, observer: any UpstreamStreamObserver) -> any UpstreamStream

    /// Opens a connection to an instance, without TLS, and closes it; calls `ended` once, with the failure or nil.
    func reach(
        _ instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void)

    /// How many connections to services there are, and how many of them nobody uses.
    var connections: (all: Int, idle: Int) { get }

    /// Closes the connections that nobody uses.
    func closeIdle()

    /// How many bytes wait for services to take them, in all.
    var unsent: Int { get }
}
