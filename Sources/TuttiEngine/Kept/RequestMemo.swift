internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The requests that one client's request has made, so that identical ones are made once.
///
/// The first to ask makes the request; others wait for its end, each until its own time is over, and share it. A timeout is not
/// shared: who has more time makes the request anew.
final class RequestMemo: Sendable {
    private enum Entry {
        /// Under way. Can transition to: ended, out of the table.
        case running([Sleeper])
        /// Can transition to: nothing.
        case ended(RequestEnd)
    }

    private enum Claim {
        case make
        case wait(Sleeper)
        case take(RequestEnd)
    }

    private let entries = Mutex<[RequestKey: Entry]>([:])

    /// Makes a request, or shares the end of the same one.
    nonisolated(nonsending) func once(
        _ key: RequestKey, deadline: MonotonicTime, over lane: some UpstreamTransport,
        make: nonisolated(nonsending) () async -> RequestEnd
    ) async -> RequestEnd {
        while true {
            switch claim(key) {
            case .take(var end):
                end.attempts = 0
                return end
            case .make:
                let end = await make()
                finish(key, end)
                return end
            case .wait(let sleeper):
                let timer = lane.schedule(at: deadline) { sleeper.wake(.disturbed) }
                defer { timer.cancel() }
                let waking = await withTaskCancellationHandler {
                    await withCheckedContinuation { sleeper.sleep($0) }
                } onCancel: {
                    sleeper.wake(.disturbed)
                }
                guard waking == .disturbed else { continue }
                let end =
                    Task.isCancelled
                    ? CallEnd.failed(.canceled, "given up while the same request was under way")
                    : .failed(.timeout, "the same request was under way until its time was over")
                return RequestEnd(result: .refused(end), attempts: 0)
            }
        }
    }

    private func claim(_ key: RequestKey) -> Claim {
        entries.withLock { entries in
            switch entries[key] {
            case nil:
                entries[key] = .running([])
                return .make
            case .running(let sleepers):
                let sleeper = Sleeper()
                entries[key] = .running(sleepers + [sleeper])
                return .wait(sleeper)
            case .ended(let end):
                return .take(end)
            }
        }
    }

    private func finish(_ key: RequestKey, _ end: RequestEnd) {
        let sleepers = entries.withLock { entries -> [Sleeper] in
            guard case .running(let sleepers) = entries[key] else { return [] }
            entries[key] = end.reason == .timeout || end.reason == .canceled ? nil : .ended(end)
            return sleepers
        }
        for sleeper in sleepers { sleeper.wake(.rested) }
    }
}
