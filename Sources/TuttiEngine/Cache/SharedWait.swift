internal import Synchronization
internal import TuttiResilience
internal import TuttiUpstream

/// A wait for what somebody else's request comes to.
final class SharedWait<Outcome: Sendable>: Sendable {
    /// Why the wait is over.
    enum End: Sendable {
        case shared(Outcome)
        /// There is something, and it is not for others.
        case notShared
        /// The time is over.
        case late
        /// Whoever waits has gone.
        case canceled
    }

    private let outcome = Mutex<Outcome?>(nil)
    private let suspension = TaskSuspension()

    /// Ends the wait; nil for what is not shared.
    func end(with outcome: Outcome?) {
        self.outcome.withLock { $0 = outcome }
        suspension.end(.completed)
    }

    /// Waits until ``end(with:)`` is called, which may be before this, but at most until that moment.
    nonisolated(nonsending) func outcome(until deadline: MonotonicTime, by timers: some UpstreamTimers) async -> End {
        let timer =
            deadline == .distantFuture ? nil : timers.schedule(at: deadline) { self.suspension.end(.interrupted) }
        defer { timer?.cancel() }
        guard await suspension.wait() == .completed else { return Task.isCancelled ? .canceled : .late }
        return outcome.withLock { $0 }.map { .shared($0) } ?? .notShared
    }
}
