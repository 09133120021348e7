/// What another thread asks of a reactor.
enum ReactorCommand: Sendable {
    /// Run a job of a task.
    case run(UnownedJob)
    /// Run an action.
    case perform(@Sendable () -> Void)
    /// Add a timer.
    case insert(ReactorTimer)
    /// Cancel a timer.
    case remove(ReactorTimer)
    /// End what is in flight, run the queue empty and end the thread.
    case stop
}
