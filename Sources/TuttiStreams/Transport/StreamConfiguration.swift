/// How the exchanges of a worker are set up; the defaults suit a gateway in front of services on the same network.
package struct StreamConfiguration: Sendable {
    /// The most connections to one instance from this worker.
    package var connectionsPerInstance = 1_024
    /// The most requests that wait for one of them.
    package var waitingPerInstance = 1_024
    /// Where the numbers of descriptors end that connections to services may have: those behind it are for others.
    package var descriptorCeiling = Int.max

    /// The defaults.
    package init() {}
}
