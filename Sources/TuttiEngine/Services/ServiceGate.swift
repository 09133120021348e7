internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Gives out the permits of one service: its circuit breaker and its limiter, shared by all workers.
///
/// One lock guards both for a few instructions; waiters are resumed after it was released. The breaker admits a call when it gets
/// its permit, not when it begins to wait, so that each probe of a half-open breaker is a call that is made.
final class ServiceGate: Sendable {
    /// What became of a call that asked for a permit.
    enum Decision: Sendable {
        /// It has a permit, and owes a ``release(_:_:from:now:)``.
        case acquired(CircuitBreaker.Ticket)
        /// The breaker is open; asking again is pointless before so much time has passed.
        case breakerOpen(retryAfter: TimeSpan)
        /// The queue is full.
        case overloaded
        /// The call's time was over before it got a permit.
        case late
        /// The caller gave up while it waited.
        case canceled
    }

    private let state: Mutex<ServiceGateState>
    /// Who reports changes of the breaker and the limiter.
    private let reports: FailureReports?
    /// Whether the number of permits adapts to what calls show of the service's load.
    private let adapts: Bool

    init(_ service: ServicePlan, reports: FailureReports? = nil) {
        self.reports = reports
        adapts = service.concurrency.atLeast != nil
        state = Mutex(ServiceGateState(service))
    }

    /// Asks for a permit for a call; a task that is queued must ``wait(as:from:deadline:by:)``.
    ///
    /// Waiting is a function of its own because most calls don't wait, and an asynchronous call that returns at once is not free.
    ///
    /// - Parameters:
    ///   - client: whose call it is.
    ///   - now: the time.
    ///   - mayWait: whether the call queues when all permits are in use; otherwise the decision is `overloaded`.
    ///   - waiter: who is resumed when a queued call gets a permit, and then calls ``admit(from:now:)`` or ``releasePermit()``; nil
    ///     for a task.
    /// - Returns: the decision, or under which ID the call waits.
    func acquire(
        from client: ClientGroup, now: MonotonicTime, mayWait: Bool = true,
        waiter: ServiceGateState.Waiter? = nil
    ) -> ServiceGateState.Acquisition {
        withState { $0.acquire(from: client, now: now, mayWait: mayWait, waiter: waiter) }
    }

    /// Whether the limiter would give a permit at once.
    var hasPermit: Bool { state.withLock { $0.limiter.hasPermit } }

    /// Suspends the task of a queued call until it has a permit, or its time is over.
    func wait(
        as id: ConcurrencyLimiter.WaiterID, from client: ClientGroup, deadline: MonotonicTime,
        by clock: some UpstreamClock & UpstreamTimers
    ) async -> Decision {
        switch await permit(for: id, deadline: deadline, by: clock) {
        case .permit: admit(from: client, now: clock.now)
        case .late: .late
        case .canceled: .canceled
        }
    }

    /// Tells the breaker what a call has come to that keeps its permit: a response has begun, and its body is under way.
    func callJudged(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, from client: ClientGroup,
        now: MonotonicTime
    ) {
        withState { $0.callEnded(ticket, result, from: client, now: now) }
    }

    /// Gives the permit of a call back that has ended, and tells the breaker how it ended.
    func release(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, from client: ClientGroup,
        now: MonotonicTime
    ) {
        let next = withState { state in
            state.callEnded(ticket, result, from: client, now: now)
            return state.releasePermit()
        }
        // Consumed: mostly it is nil, and `next?` would copy that first.
        if let waiter = consume next { waiter.resume(returning: .permit) }
    }

    /// Tells the limiter what a call has shown of the service's load, where that changes anything.
    func callShowed(_ sign: @autoclosure () -> ConcurrencyLimiter.LoadSign?) {
        guard adapts, let sign = sign() else { return }
        withState { $0.callEnded(sign) }?.resume(returning: .permit)
    }

    /// Tells the breaker the vote of a client's request, whose calls have released their permits without a result.
    func requestEnded(
        _ ticket: CircuitBreaker.Ticket, _ vote: BreakerVote, from client: ClientGroup, now: MonotonicTime
    ) {
        withState { $0.requestEnded(ticket, vote, from: client, now: now) }
    }

    /// Asks the breaker about a call that has waited for its permit; the permit goes on to the next waiter if the breaker is open.
    func admit(from client: ClientGroup, now: MonotonicTime) -> Decision {
        let (decision, next) = withState { state in
            let decision = state.admit(from: client, now: now)
            if case .acquired = decision { return (decision, nil as ServiceGateState.Waiter?) }
            return (decision, state.releasePermit())
        }
        next?.resume(returning: .permit)
        return decision
    }

    /// Gives the permit of a call back that has waited for it and is not made after all, or whose result the breaker knows.
    func releasePermit() {
        withState { $0.releasePermit() }?.resume(returning: .permit)
    }

    /// Takes a call out of the queue that waits without a task; false when it has a permit already, and is told so.
    func abandon(_ id: ConcurrencyLimiter.WaiterID) -> Bool {
        withState { $0.abandon(id, .canceled) } != nil
    }

    /// The service's state for metrics.
    func snapshot(name: String) -> ServiceState {
        state.withLock { state in
            ServiceState(
                name: name,
                breaker: state.breaker.stateName,
                breakerOpenings: state.openings,
                running: state.limiter.running,
                permits: state.limiter.permits,
                queued: state.limiter.queued)
        }
    }

    /// Suspends the task until the waiter has a permit, its deadline has passed, or the task was cancelled.
    private func permit(
        for id: ConcurrencyLimiter.WaiterID, deadline: MonotonicTime, by timers: some UpstreamTimers
    ) async -> ServiceGateState.WaitResult {
        let timer = timers.schedule(at: deadline) { self.giveUp(id, .late) }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let result = state.withLock { $0.suspend(id, continuation) }
                if let result { continuation.resume(returning: result) }
            }
        } onCancel: {
            giveUp(id, .canceled)
        }
    }

    private func giveUp(_ id: ConcurrencyLimiter.WaiterID, _ result: ServiceGateState.WaitResult) {
        withState { $0.abandon(id, result) }?.resume(returning: result)
    }

    /// Calls `body` under the lock, and reports afterwards which states it has changed.
    private func withState<Result: Sendable>(_ body: (inout ServiceGateState) -> Result) -> Result {
        var changes: (from: ServiceGateState.Condition, to: ServiceGateState.Condition)?
        let result = state.withLock { state in
            let before = state.condition
            let result = body(&state)
            if state.condition != before { changes = (before, state.condition) }
            return result
        }
        if let changes { report(changes.from, changes.to) }
        return result
    }

    @inline(never)  // rare
    private func report(_ old: ServiceGateState.Condition, _ new: ServiceGateState.Condition) {
        guard let reports else { return }
        if old.breaker != new.breaker { reports.report(.breaker(from: old.breaker, to: new.breaker)) }
        if old.limiter != new.limiter { reports.report(.limiter(from: old.limiter, to: new.limiter)) }
    }
}
