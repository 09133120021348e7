internal import TuttiUpstream

extension UpstreamRuntime {
    /// Runs an operation in a task of its own, on the same worker where there is one: whoever begins it may leave.
    @discardableResult
    func detach<Result: Sendable>(
        _ operation: @escaping @Sendable () async -> Result
    ) -> Task<Result, Never> {
        if let worker = self as? any TaskExecutor {
            Task(executorPreference: worker, operation: operation)
        } else {
            Task(operation: operation)
        }
    }
}
