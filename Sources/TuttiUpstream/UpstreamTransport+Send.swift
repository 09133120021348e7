extension UpstreamTransport {
    /// Sends a request once and returns its response, or why there is none: ``begin(_:observer:tag:)`` for a task that waits for the
    /// one end.
    ///
    /// When the task is cancelled, the exchange is given up at once, and the result is `.failure(.canceled)`.
    package nonisolated(nonsending) func send(_ request: UpstreamRequest) async -> UpstreamResult {
        await AwaitedExchange(over: self).result(of: request)
    }
}
