internal import TuttiResilience
internal import TuttiUpstream

extension UpstreamTimers {
    /// Waits until a moment; false when the task was cancelled before it.
    nonisolated(nonsending) func sleep(until time: MonotonicTime) async -> Bool {
        let suspension = TaskSuspension()
        let timer = schedule(at: time) { suspension.end(.completed) }
        defer { timer.cancel() }
        return await suspension.wait() == .completed
    }
}
