internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The requests that one client's request has made, so that identical ones are made once.
///
/// The first to ask makes the request; others wait for its end, each until its own time is over, and share it. That the first
/// had no more time is not shared: who has more makes the request anew. Nor is a response from before something was changed: its
/// key says how often that was.
final class RequestMemo: Sendable {
    private enum Entry {
        /// Under way. Can transition to: ended, out of the table.
        case running([Sleeper])
        /// Can transition to: nothing.
        case ended(RequestEnd)
    }

    /// A request, and how many calls had changed something when it was asked for.
    struct Key: Hashable {
        var request: RequestKey
        var writes: Int
    }

    private enum Claim {
        case make
        case wait(Sleeper)
        case take(RequestEnd)
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// Makes a request, or shares the end of the same one.
    nonisolated(nonsending) func once(
        _ key: Key, deadline: MonotonicTime, over transport: some UpstreamTransport,
        make: nonisolated(nonsending) () async -> RequestEnd
    ) async -> RequestEnd {
        while true {
            switch claim(key) {
            case .take(var end):
                end.attempts = 0
                return end
            case .make:
                let end = await make()
                finish(key, end, isShared: end.reason != .timeout || transport.now < deadline)
                return end
            case .wait(let sleeper):
                let timer = transport.schedule(at: deadline) { sleeper.wake(.disturbed) }
                defer { timer.cancel() }
                let waking = await withTaskCancellationHandler {
                    await withCheckedContinuation { sleeper.sleep($0) }
                } onCancel: {
                    sleeper.wake(.disturbed)
                }
                guard waking == .disturbed else { continue }
                let end =
                    Task.isCancelled
                    ? CallEnd.failed(.canceled, "given up while the same request was in flight")
                    : .failed(.timeout, "the same request was in flight until its time was over")
                return RequestEnd(result: .refused(end), attempts: 0)
            }
        }
    }

    private func claim(_ key: Key) -> Claim {
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

    private func finish(_ key: Key, _ end: RequestEnd, isShared: Bool) {
        let sleepers = entries.withLock { entries -> [Sleeper] in
            guard case .running(let sleepers) = entries[key] else { return [] }
            entries[key] = isShared && end.reason != .canceled ? .ended(end) : nil
            return sleepers
        }
        for sleeper in sleepers { sleeper.wake(.rested) }
    }
}
