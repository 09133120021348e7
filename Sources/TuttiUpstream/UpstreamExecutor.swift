/// A transport that is also the executor of the requests it serves, so that a whole composition stays on one thread.
package protocol UpstreamExecutor: UpstreamTransport, TaskExecutor {
    /// Figures about this worker since it was started.
    var statistics: UpstreamStatistics { get }
}
