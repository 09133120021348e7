internal import TuttiPlan
internal import TuttiResilience

/// What a gate's lock guards: breaker, limiter, and the calls that wait.
///
/// It resumes no waiter itself but returns whom to resume: the gate does that once it has released the lock.
struct ServiceGateState {
    /// What a call gets that asks for a permit.
    enum Acquisition {
        /// It has a permit, or is refused.
        case decided(ServiceGate.Decision)
        /// It waits for a permit under that ID.
        case queued(ConcurrencyLimiter.WaiterID)
    }

    /// How waiting ended.
    enum WaitResult: Sendable {
        /// The waiter has a permit.
        case permit
        /// Its deadline passed.
        case late
        /// Its task was cancelled.
        case canceled
    }

    /// The states whose changes are reported; kept apart from the breaker, which is too large to be copied for a look at it.
    struct Condition: Equatable {
        var breaker = CircuitBreaker.StateName.closed
        var limiter = ServiceEvent.LimiterState.free
    }

    /// Who is resumed when waiting ends.
    enum Waiter: Sendable {
        /// A task that is suspended.
        case task(CheckedContinuation<WaitResult, Never>)
        /// A request that waits at its mailbox, and its call with that index.
        case mailbox(CallMailbox, call: Int)
        /// A forwarded request, which has no task; called on any thread.
        case callback(@Sendable () -> Void)

        /// Says how waiting ended; not to be called under the gate's lock.
        func resume(returning result: WaitResult) {
            switch self {
            case .task(let continuation): continuation.resume(returning: result)
            // Such a request abandons its waiting calls itself, so `permit` is the only result that gets here.
            case .mailbox(let mailbox, let call): mailbox.post(.permit(call))
            // And so does such a one.
            case .callback(let callback): callback()
            }
        }
    }

    /// How far a waiting call is.
    ///
    /// Its task is suspended only some time after it was queued; waiting may end in between.
    private enum WaiterState {
        /// In the queue, its task still running. Can transition to: suspended, settled.
        case running
        /// In the queue; whom to resume. Can transition to: out of the table.
        case suspended(Waiter)
        /// Out of the queue before its task was suspended. Can transition to: out of the table.
        case settled(WaitResult)
    }

    private(set) var breaker: CircuitBreaker
    private(set) var limiter: ConcurrencyLimiter
    /// How often the breaker has opened.
    private(set) var openings = 0
    private(set) var condition = Condition()
    private var waiters: [ConcurrencyLimiter.WaiterID: WaiterState] = [:]

    init(_ service: ServicePlan) {
        breaker = CircuitBreaker(policy: service.breaker)
        limiter = ConcurrencyLimiter(policy: service.concurrency)
    }

    /// Asks for a permit for a call; without a `waiter`, a task that is queued must ``suspend(_:_:)`` itself.
    mutating func acquire(
        from client: ClientGroup, now: MonotonicTime, mayWait: Bool = true, waiter: Waiter? = nil
    ) -> Acquisition {
        if case .open(let until) = breaker.state, now < until {
            return .decided(.breakerOpen(retryAfter: until - now))  // an open breaker never fills the queue
        }
        guard mayWait || limiter.hasPermit else { return .decided(.overloaded) }
        switch limiter.acquire() {
        case .rejected:
            condition.limiter = .full
            return .decided(.overloaded)
        case .queued(let id):
            if condition.limiter == .free { condition.limiter = .queueing }
            waiters[id] = waiter.map { .suspended($0) } ?? .running
            return .queued(id)
        case .acquired:
            let decision = admit(from: client, now: now)
            if case .acquired = decision { return .decided(decision) }
            // There was a permit at once, so nobody waits for the one that is given back here.
            _ = limiter.release()
            return .decided(decision)
        }
    }

    /// Asks the breaker about a call that has a permit of the limiter.
    mutating func admit(from client: ClientGroup, now: MonotonicTime) -> ServiceGate.Decision {
        switch breaker.admit(from: client, now: now) {
        case .admitted(let ticket):
            if let transition = ticket.transition { breakerChanged(transition) }
            return .acquired(ticket)
        case .rejected(let retryAfter):
            return .breakerOpen(retryAfter: retryAfter)
        }
    }

    /// Tells the breaker how an admitted call ended.
    mutating func callEnded(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, from client: ClientGroup,
        now: MonotonicTime
    ) {
        if let transition = breaker.callEnded(ticket, result, from: client, now: now) { breakerChanged(transition) }
    }

    /// Tells the breaker the vote of a client's request, whose calls were admitted while it was closed.
    mutating func requestEnded(
        _ ticket: CircuitBreaker.Ticket, _ vote: BreakerVote, from client: ClientGroup, now: MonotonicTime
    ) {
        if let transition = breaker.requestEnded(ticket, vote, from: client, now: now) { breakerChanged(transition) }
    }

    /// Gives a permit back; returns whom to resume, who has it from now on.
    mutating func releasePermit() -> Waiter? {
        guard let id = limiter.release() else {
            if condition.limiter != .free, limiter.hasPermit { condition.limiter = .free }
            return nil
        }
        return hasPermit(id)
    }

    /// Tells the limiter what a call has shown of the service's load; returns whom to resume, who has a new permit.
    mutating func callEnded(_ sign: ConcurrencyLimiter.LoadSign) -> Waiter? {
        limiter.callEnded(sign).flatMap { hasPermit($0) }
    }

    /// A waiter has a permit; returns whom to resume.
    ///
    /// Never inlined: in a task, the optional of a waiter would take memory of the task, 2,500 instructions for three calls.
    @inline(never)
    private mutating func hasPermit(_ id: ConcurrencyLimiter.WaiterID) -> Waiter? {
        switch waiters[id] {
        case .suspended(let waiter):
            waiters[id] = nil
            return waiter
        case .running:
            waiters[id] = .settled(.permit)
            return nil
        case .settled, nil:
            return nil  // settled waiters have left the limiter's queue
        }
    }

    /// Notes the continuation of a waiter whose task is about to be suspended; returns the result when waiting has ended already.
    mutating func suspend(
        _ id: ConcurrencyLimiter.WaiterID, _ continuation: CheckedContinuation<WaitResult, Never>
    ) -> WaitResult? {
        if case .settled(let result) = waiters[id] {
            waiters[id] = nil
            return result
        }
        waiters[id] = .suspended(.task(continuation))
        return nil
    }

    /// Takes a call out of the queue; returns whom to resume, nil when it has a permit already or its task is still running.
    mutating func abandon(_ id: ConcurrencyLimiter.WaiterID, _ result: WaitResult) -> Waiter? {
        guard limiter.abandon(id) else { return nil }  // it has a permit already and releases it itself
        switch waiters[id] {
        case .suspended(let waiter):
            waiters[id] = nil
            return waiter
        case .running:
            waiters[id] = .settled(result)
            return nil
        case .settled, nil:
            return nil
        }
    }

    private mutating func breakerChanged(_ transition: CircuitBreaker.Transition) {
        switch transition {
        case .opened:
            openings &+= 1
            condition.breaker = .open
        case .halfOpened: condition.breaker = .halfOpen
        case .closed: condition.breaker = .closed
        }
    }
}
