/// A worker: a runtime that also executes the tasks of the requests it serves, so that a whole composition stays on one thread.
package protocol UpstreamExecutor: UpstreamRuntime, TaskExecutor {
    /// Figures about this worker since it was started.
    var statistics: UpstreamStatistics { get }
}
