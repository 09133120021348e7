/// What a worker has done since it was started.
package struct UpstreamStatistics: Sendable, Hashable {
    /// Transfers handed to the worker.
    package var transfersStarted = 0
    /// Transfers that went over a connection that was already open.
    package var connectionsReused = 0
    /// Connections opened, those included that were refused: one for each address that was tried.
    package var connectionsOpened = 0
    /// Connections open now, idle ones included.
    package var connectionsOpen = 0
    /// Transfers running now.
    package var transfersRunning = 0

    /// All zero.
    package init() {}
}
