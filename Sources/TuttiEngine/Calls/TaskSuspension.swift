internal import Synchronization

/// One suspension of a task, which whoever comes first ends: what it waits for, a timer, or its cancellation.
final class TaskSuspension: Sendable {
    /// Why the task goes on.
    enum Reason: Sendable {
        /// What it waited for has happened.
        case completed
        /// Its time is over, or it was cancelled.
        case interrupted
    }

    private enum State {
        /// Can transition to: suspended, ended.
        case running
        /// Can transition to: ended.
        case suspended(CheckedContinuation<Reason, Never>)
        /// Can transition to: nothing.
        case ended(Reason)
    }

    private let state = Mutex(State.running)

    /// Waits until ``end(_:)`` is called, which may be before this; cancelling the task interrupts it.
    nonisolated(nonsending) func wait() async -> Reason {
        await withTaskCancellationHandler {
            await withCheckedContinuation { suspend($0) }
        } onCancel: {
            end(.interrupted)
        }
    }

    /// Resumes the task; without effect after the first time.
    func end(_ reason: Reason) {
        let continuation = state.withLock { state -> CheckedContinuation<Reason, Never>? in
            switch state {
            case .ended: return nil
            case .running:
                state = .ended(reason)
                return nil
            case .suspended(let continuation):
                state = .ended(reason)
                return continuation
            }
        }
        continuation?.resume(returning: reason)
    }

    private func suspend(_ continuation: CheckedContinuation<Reason, Never>) {
        let reason = state.withLock { state -> Reason? in
            if case .ended(let reason) = state { return reason }
            state = .suspended(continuation)
            return nil
        }
        if let reason { continuation.resume(returning: reason) }
    }
}
