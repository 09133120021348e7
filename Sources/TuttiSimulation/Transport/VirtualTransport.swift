internal import Synchronization
package import TuttiResilience
package import TuttiUpstream

/// A worker without sockets, with a clock that moves on only when no task can run.
///
/// It runs the jobs of the tasks that prefer it, one after the other on the thread that called ``run(_:)``; when there is
/// none, the clock jumps to the next timer. A composition with timeouts of seconds takes no wall time, and the same
/// script gives the same order of events each time.
package final class VirtualTransport: UpstreamExecutor {
    private struct State {
        var now = MonotonicTime.zero
        var jobs: [UnownedJob] = []
        var timers: [(time: MonotonicTime, id: Int, action: @Sendable () -> Void)] = []
        var nextID = 0
        var waiting: [Int: Waiter] = [:]
        var calls: [ScriptedCall] = []
    }

    /// Who is told of the end of a call.
    private struct Waiter {
        let observer: any UpstreamObserver
        let tag: Int

        func ended(_ result: UpstreamResult) {
            observer.exchangeEnded(tag, result)
        }
    }

    /// What ``cancel(_:)`` finds a call by, beside its number.
    private final class Calls: Sendable {}

    private let identity = Calls()
    private let state = Mutex(State())
    private let script: @Sendable (ScriptedCall) -> ScriptedResponse

    /// A worker whose services answer as `script` says.
    package init(_ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse) {
        self.script = script
    }

    /// The calls that were made so far, in order.
    package var calls: [ScriptedCall] { state.withLock { $0.calls } }

    package var now: MonotonicTime { state.withLock { $0.now } }

    /// Always the whole of a pause: a retry comes when its backoff says at the latest.
    package var jitter: Double { 1 }

    package var statistics: UpstreamStatistics { UpstreamStatistics() }

    /// Runs `body` to the end; what it has begun and not waited for goes on with the next one.
    ///
    /// - Returns: nil when it got stuck: its tasks wait, and no timer is left that could wake one.
    package func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value? {
        let result = SharedResult<Value>()
        let task = Task(executorPreference: self) {
            let value = await body()
            result.value.withLock { $0 = value }
        }
        while true {
            if let job = takeJob() {
                job.runSynchronously(on: asUnownedTaskExecutor())
            } else if let value = result.value.withLock({ $0 }) {
                return value
            } else if let action = takeTimer() {
                action()
            } else {
                task.cancel()
                return nil
            }
        }
    }

    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    package func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        let id = state.withLock { state in
            state.nextID += 1
            state.timers.append((time, state.nextID, action))
            return state.nextID
        }
        return UpstreamTimer { self.cancelTimer(id) }
    }

    package func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange {
        let (index, ends, result) = take(request)
        state.withLock { $0.waiting[index] = Waiter(observer: observer, tag: tag) }
        _ = schedule(at: ends) { self.finish(index, result) }
        return UpstreamExchange(identity: identity, number: UInt64(index))
    }

    package func cancel(_ exchange: UpstreamExchange) {
        guard exchange.identity === identity else { return }
        cancel(Int(exchange.number))
    }

    /// Hands a call to the script: its index, when it ends, and how.
    private func take(_ request: UpstreamRequest) -> (index: Int, ends: MonotonicTime, result: UpstreamResult) {
        var call = ScriptedCall(request, at: now)
        let response = script(call)
        let index = state.withLock { state in
            call.index = state.calls.count
            state.calls.append(call)
            return call.index
        }
        let ends = min(response.after.map { now + $0 } ?? .distantFuture, request.deadline)
        let isInTime = response.after.map { now + $0 < request.deadline } == true
        return (index, ends, isInTime ? response.result : .failure(UpstreamFailure(.timeout, "timed out")))
    }

    private func finish(_ index: Int, _ result: UpstreamResult) {
        state.withLock { $0.waiting.removeValue(forKey: index) }?.ended(result)
    }

    private func cancel(_ index: Int) {
        let waiting = state.withLock { state in
            let waiting = state.waiting.removeValue(forKey: index)
            if waiting != nil { state.calls[index].canceledAt = state.now }
            return waiting
        }
        waiting?.ended(.failure(UpstreamFailure(.canceled, "canceled")))
    }

    private func cancelTimer(_ id: Int) {
        state.withLock { $0.timers.removeAll { $0.id == id } }
    }

    private func takeJob() -> UnownedJob? {
        state.withLock { $0.jobs.isEmpty ? nil : $0.jobs.removeFirst() }
    }

    private func takeTimer() -> (@Sendable () -> Void)? {
        state.withLock { state in
            let next = state.timers.indices.min { left, right in
                (state.timers[left].time, state.timers[left].id) < (state.timers[right].time, state.timers[right].id)
            }
            guard let next else { return nil }
            let timer = state.timers.remove(at: next)
            state.now = max(state.now, timer.time)
            return timer.action
        }
    }
}

/// Where a task leaves its value for the thread that runs it.
private final class SharedResult<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
