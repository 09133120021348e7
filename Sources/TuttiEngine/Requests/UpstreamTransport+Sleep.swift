internal import Synchronization
internal import TuttiResilience
internal import TuttiUpstream

extension UpstreamTransport {
    /// Waits until a moment; false when the task was cancelled before it.
    nonisolated(nonsending) func sleep(until time: MonotonicTime) async -> Bool {
        let sleeper = Sleeper()
        let timer = schedule(at: time) { sleeper.wake(.rested) }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { sleeper.sleep($0) }
        } onCancel: {
            sleeper.wake(.disturbed)
        } == .rested
    }
}

/// A task that waits for a timer or its own cancellation, whichever comes first.
final class Sleeper: Sendable {
    enum Waking: Sendable {
        case rested
        case disturbed
    }

    private enum State {
        /// Can transition to: asleep, woken.
        case awake
        /// Can transition to: woken.
        case asleep(CheckedContinuation<Waking, Never>)
        /// Can transition to: nothing.
        case woken(Waking)
    }

    private let state = Mutex(State.awake)

    func sleep(_ continuation: CheckedContinuation<Waking, Never>) {
        let waking = state.withLock { state -> Waking? in
            if case .woken(let waking) = state { return waking }
            state = .asleep(continuation)
            return nil
        }
        if let waking { continuation.resume(returning: waking) }
    }

    func wake(_ waking: Waking) {
        let continuation = state.withLock { state -> CheckedContinuation<Waking, Never>? in
            switch state {
            case .woken: return nil
            case .awake:
                state = .woken(waking)
                return nil
            case .asleep(let continuation):
                state = .woken(waking)
                return continuation
            }
        }
        continuation?.resume(returning: waking)
    }
}
