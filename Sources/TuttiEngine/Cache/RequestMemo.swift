internal import Synchronization
internal import TuttiCaching
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The requests that one client's request has made, so that identical ones are made once.
///
/// The first to ask makes the request; others wait for its end, each until its own time is over, and share it. A timeout of the
/// first is not shared: one that has more time makes the request anew. Neither is a response from before a call that changed
/// something: the number of such calls is part of the key.
final class RequestMemo: Sendable {
    private enum Entry {
        /// In flight. Can transition to: ended, out of the table.
        case running([TaskSuspension])
        /// Can transition to: nothing.
        case ended(RequestEnd)
    }

    /// A request, and how many calls had changed something when it was asked for.
    struct Key: Hashable {
        var request: CacheKey
        var writes: Int
    }

    private enum Claim {
        /// Nobody has made it: the caller does.
        case make
        /// It is in flight: the caller waits for its end.
        case wait(TaskSuspension)
        /// It has ended so.
        case take(RequestEnd)
    }

    private let entries = Mutex<[Key: Entry]>([:])

    /// Makes a request, or shares the end of the same one.
    nonisolated(nonsending) func once(
        _ key: Key, deadline: MonotonicTime, by clock: some UpstreamClock & UpstreamTimers,
        make: nonisolated(nonsending) () async -> RequestEnd
    ) async -> RequestEnd {
        while true {
            switch claim(key) {
            case .take(var end):
                end.attempts = 0
                return end
            case .make:
                let end = await make()
                finish(key, end, isShared: end.reason != .timeout || clock.now < deadline)
                return end
            case .wait(let suspension):
                let timer = clock.schedule(at: deadline) { suspension.end(.interrupted) }
                defer { timer.cancel() }
                guard await suspension.wait() == .interrupted else { continue }
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
            case .running(let waiters):
                let suspension = TaskSuspension()
                entries[key] = .running(waiters + [suspension])
                return .wait(suspension)
            case .ended(let end):
                return .take(end)
            }
        }
    }

    private func finish(_ key: Key, _ end: RequestEnd, isShared: Bool) {
        let waiters = entries.withLock { entries -> [TaskSuspension] in
            guard case .running(let waiters) = entries[key] else { return [] }
            entries[key] = isShared && end.reason != .canceled ? .ended(end) : nil
            return waiters
        }
        for waiter in waiters { waiter.end(.completed) }
    }
}
