internal import Synchronization
internal import TuttiResilience
internal import TuttiUpstream

/// A worker whose services answer at once, and which does as little as possible itself.
///
/// An exchange ends when no task is left that can run, as with a real worker, whose transfers end between its runs of tasks: so
/// what it takes to wake a task is counted, too.
final class PromptTransport: UpstreamExecutor {
    private struct End {
        let observer: any UpstreamObserver
        let tag: Int
        let result: UpstreamResult
    }

    private struct State {
        var now = MonotonicTime.zero
        var jobs: [UnownedJob] = []
        var ends: [End] = []
    }

    private final class Identity: Sendable {}

    private let state = Mutex(State())
    private let identity = Identity()
    private let response: @Sendable (UpstreamRequest) -> UpstreamResponse

    /// A worker whose services answer as `answer` says.
    init(_ response: @escaping @Sendable (UpstreamRequest) -> UpstreamResponse) {
        self.response = response
    }

    var now: MonotonicTime { state.withLock { $0.now } }
    var jitter: Double { 1 }
    var statistics: UpstreamStatistics { UpstreamStatistics() }

    /// Runs `body` and all that it starts to the end; nil when it got stuck.
    func run<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value? {
        let result = SharedResult<Value>()
        Task(executorPreference: self) {
            let value = await body()
            result.value.withLock { $0 = value }
        }
        while runJobs() || deliverEnds() {}
        return result.value.withLock { $0 }
    }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        state.withLock { $0.jobs.append(job) }
    }

    func begin(_ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int) -> UpstreamExchange {
        let result = UpstreamResult.response(response(request))
        state.withLock { $0.ends.append(End(observer: observer, tag: tag, result: result)) }
        return UpstreamExchange(identity: identity, number: UInt64(tag))
    }

    /// Nothing that is counted is given up.
    func cancel(_ exchange: UpstreamExchange) {}

    /// Nothing that is counted waits for a time.
    func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        UpstreamTimer {}
    }

    private func runJobs() -> Bool {
        let jobs = state.withLock { state in
            defer { state.jobs = [] }
            return state.jobs
        }
        for job in jobs { job.runSynchronously(on: asUnownedTaskExecutor()) }
        return !jobs.isEmpty
    }

    /// The exchanges that were begun have all taken a millisecond.
    private func deliverEnds() -> Bool {
        let ends = state.withLock { state in
            defer { state.ends = [] }
            state.now = state.now + .milliseconds(1)
            return state.ends
        }
        for end in ends { end.observer.exchangeEnded(end.tag, end.result) }
        return !ends.isEmpty
    }
}

/// Where a task leaves its value for the thread that runs it.
private final class SharedResult<Value: Sendable>: Sendable {
    let value = Mutex<Value?>(nil)
}
