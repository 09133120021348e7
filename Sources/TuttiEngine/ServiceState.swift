/// The state of one service as the gateway sees it now, for metrics and the admin pages.
package struct ServiceState: Sendable, Hashable {
    /// The service's name.
    package var name: String
    /// `closed`, `open` or `half-open`.
    package var breaker: String
    /// How often the breaker has opened since the start.
    package var breakerOpenings: Int
    /// Calls running now.
    package var running: Int
    /// Calls waiting for their turn now.
    package var queued: Int
}
