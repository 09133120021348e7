internal import CCurl
internal import Synchronization
package import TuttiResilience
package import TuttiUpstream

/// A thread with one libcurl multi handle, one epoll set and a run queue, which is also a task executor.
///
/// A request's task prefers a lane; its child tasks inherit it. The whole composition, libcurl's callbacks included,
/// then runs on that thread: neither a lock nor a hop lies between the end of a call and the merge.
///
/// The lane's thread keeps the lane alive until ``shutDown()``. All signals are blocked in it: SIGPIPE, which TLS can
/// raise on a closed connection, and those that the process handles elsewhere.
///
/// `@unchecked Sendable`: `loop` is touched by the lane's thread alone, which `isCurrent` makes sure of; its inbox and
/// counters, which other threads use, are `Sendable` themselves; the rest is immutable or under a lock.
package final class CurlLane: UpstreamLane, @unchecked Sendable {
    private let loop: LaneLoop
    private let inbox: LaneInbox
    private let counters: LaneCounters
    private let ending = LaneEnding()

    /// Starts a lane.
    package init(configuration: LaneConfiguration) throws(LaneError) {
        guard CurlLibrary.isReady else {
            throw LaneError(code: .libcurl, message: "libcurl could not be initialised")
        }
        loop = try LaneLoop(configuration: configuration)
        inbox = loop.inbox
        counters = loop.counters
        guard let thread = LaneThread.start(name: configuration.name, { [self] in runThread() }) else {
            _ = loop.cleanUp()
            throw LaneError(
                code: .thread, message: "the thread of a lane could not be created; raise the limit (ulimit -u)")
        }
        ending.started(thread)
    }

    /// Figures about this lane since it was started.
    package var statistics: UpstreamStatistics { counters.snapshot }

    /// The time on the machine's monotonic clock.
    package var now: MonotonicTime { SystemClock.now }

    /// A random number; see ``UpstreamTransport/jitter``.
    package var jitter: Double { Double.random(in: 0...1) }

    /// Whether the current thread is this lane's.
    package var isCurrent: Bool { clane_current() == identity }

    /// Takes a job of a task that prefers this lane.
    ///
    /// After the end of the lane, jobs run on the global executor.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if isCurrent {
            loop.jobs.append(job)
        } else if !inbox.post(.run(job)) {
            globalConcurrentExecutor.enqueue(ExecutorJob(job))
        }
    }

    /// Sends a request once; see ``UpstreamTransport/send(_:)``.
    ///
    /// On the lane already, it stays with its caller's executor: each switch, though it leads nowhere, costs 250
    /// instructions, and this way a transfer has three fewer.
    package nonisolated(nonsending) func send(_ request: UpstreamRequest) async -> UpstreamResult {
        if isCurrent { return await exchange(request) }
        return await withTaskExecutorPreference(self) { await exchangeHere(request) }
    }

    /// Begins to send a request; see ``UpstreamTransport/begin(_:observer:tag:)``.
    package func begin(
        _ request: UpstreamRequest, observer: any UpstreamObserver, tag: Int
    ) -> UpstreamExchange? {
        guard isCurrent else { return nil }
        switch loop.admit(request) {
        case .refused(let failure):
            observer.exchangeEnded(tag, .failure(failure))
            return UpstreamExchange(identity: observer, number: 0)
        case .transfer(let transfer):
            let exchange = UpstreamExchange(identity: transfer, number: transfer.generation)
            loop.start(transfer, .observer(observer, tag: tag))
            return exchange
        }
    }

    /// Gives up an exchange; see ``UpstreamTransport/cancel(_:)``.
    package func cancel(_ exchange: UpstreamExchange) {
        guard let transfer = exchange.identity as? CurlTransfer else { return }
        if isCurrent {
            loop.cancel(transfer, generation: exchange.number)
        } else {
            _ = inbox.post(.cancel(transfer, generation: exchange.number))
        }
    }

    /// Runs an action at the end of the lane's turn; see ``UpstreamLane/atEndOfTurn(_:)``.
    package func atEndOfTurn(_ action: @escaping @Sendable () -> Void) -> Bool {
        guard isCurrent else { return false }
        loop.turnEnds.append(action)
        return true
    }

    /// Runs an action at a moment; see ``UpstreamTransport/schedule(at:_:)``.
    ///
    /// When the lane has ended, the action still runs at its time, on the global executor: nobody waits for ever.
    package func schedule(at time: MonotonicTime, _ action: @escaping @Sendable () -> Void) -> UpstreamTimer {
        let timer = LaneTimer(due: time, action: action)
        if isCurrent {
            loop.timers.insert(timer)
        } else if !inbox.post(.insert(timer)) {
            timer.fireElsewhere()
        }
        return UpstreamTimer { [self] in
            guard timer.claim() else { return }
            if isCurrent {
                loop.timers.remove(timer)
            } else {
                _ = inbox.post(.remove(timer))
            }
        }
    }

    /// What the lane's thread works on, for tests; nil on any other thread.
    func withLoop<Result>(_ body: (LaneLoop) -> Result) -> Result? {
        isCurrent ? body(loop) : nil
    }

    /// Ends running transfers as canceled, runs the queue empty and ends the thread.
    ///
    /// Returns when the thread has ended and all connections are closed. May be called any number of times.
    package func shutDown() async {
        _ = inbox.post(.stop)
        await ending.wait()
    }

    /// Leaves the executor of the caller, which may be an actor's, for the preferred one: the lane.
    @concurrent private func exchangeHere(_ request: UpstreamRequest) async -> UpstreamResult {
        await exchange(request)
    }

    /// The heart of `send`, on the lane's thread.
    private nonisolated(nonsending) func exchange(_ request: UpstreamRequest) async -> UpstreamResult {
        // A lane that has ended runs nothing: the task is on the global executor then.
        guard isCurrent else { return .failure(.laneStopped(.connecting)) }
        let transfer: CurlTransfer
        switch loop.admit(request) {
        case .refused(let failure): return .failure(failure)
        case .transfer(let admitted): transfer = admitted
        }
        let generation = transfer.generation
        // Nothing suspends between here and `start`, so the transfer is this task's alone until then. A cancel before
        // `start` leaves a note in the transfer; one after it ends the transfer; one after its end finds another
        // generation.
        return await withTaskCancellationHandler {
            await withUnsafeContinuation { continuation in
                loop.start(transfer, .task(continuation))
            }
        } onCancel: {
            if isCurrent {
                loop.cancel(transfer, generation: generation)
            } else {
                _ = inbox.post(.cancel(transfer, generation: generation))
            }
        }
    }

    private var identity: UnsafeRawPointer { UnsafeRawPointer(Unmanaged.passUnretained(self).toOpaque()) }

    private func runThread() {
        clane_set_current(identity)
        loop.run(on: asUnownedTaskExecutor())
        let timers = loop.cleanUp()
        clane_set_current(nil)
        for timer in timers { timer.fireElsewhere() }
        ending.ended()
    }
}
