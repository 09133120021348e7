internal import TuttiPlan
internal import TuttiResilience

/// What stands under a gate's lock.
///
/// It hands out the sleepers to wake and wakes none itself: that happens outside the lock.
struct ServiceGateState {
    /// The response to a call that wants to start.
    enum Arrival {
        case decided(ServiceGate.Entry)
        case wait(ConcurrencyLimiter.WaiterID)
    }

    /// How waiting ended.
    enum Verdict: Sendable {
        /// The waiter holds a place.
        case turn
        /// Its deadline passed.
        case late
        /// Its task was cancelled.
        case canceled
    }

    /// Who is told how waiting ended.
    enum Sleeper: Sendable {
        /// A task that is suspended.
        case task(CheckedContinuation<Verdict, Never>)
        /// The request whose call has that index; it runs on, and settles itself what ends by its own doing.
        case mailbox(CallMailbox, call: Int)

        /// Tells of the verdict; not to be called under the gate's lock.
        func wake(_ verdict: Verdict) {
            switch self {
            case .task(let continuation): continuation.resume(returning: verdict)
            // Such a call abandons itself: it gets no other verdict.
            case .mailbox(let mailbox, let call): mailbox.post(.turn(call))
            }
        }
    }

    /// How far a waiting call is: between its arrival and its task's suspension anything may happen to it.
    private enum Waiter {
        /// In the queue, its task still running. Can transition to: suspended, settled.
        case arriving
        /// In the queue, to be told of its turn. Can transition to: out of the table.
        case suspended(Sleeper)
        /// Out of the queue before its task was suspended. Can transition to: out of the table.
        case settled(Verdict)
    }

    private(set) var breaker: CircuitBreaker
    private(set) var limiter: ConcurrencyLimiter
    /// How often the breaker has opened.
    private(set) var openings = 0
    private var waiters: [ConcurrencyLimiter.WaiterID: Waiter] = [:]

    init(_ service: ServicePlan) {
        breaker = CircuitBreaker(policy: service.breaker)
        limiter = ConcurrencyLimiter(policy: service.concurrency)
    }

    /// A call wants to start; with a sleeper it is told of its turn without further ado.
    mutating func arrive(
        from client: ClientGroup, now: MonotonicTime, mayWait: Bool = true, sleeper: Sleeper? = nil
    ) -> Arrival {
        if case .open(let until) = breaker.state, now < until {
            return .decided(.breakerOpen(retryAfter: until - now))  // an open breaker never fills the queue
        }
        guard mayWait || limiter.hasPlace else { return .decided(.overloaded) }
        switch limiter.arrive() {
        case .reject:
            return .decided(.overloaded)
        case .wait(let id):
            waiters[id] = sleeper.map { .suspended($0) } ?? .arriving
            return .wait(id)
        case .start:
            let entry = start(from: client, now: now)
            if case .entered = entry { return .decided(entry) }
            // Nobody waits while there is a place to be had, so this one goes to nobody.
            _ = limiter.leave()
            return .decided(entry)
        }
    }

    /// A call that holds a place starts: the breaker has the last word.
    mutating func start(from client: ClientGroup, now: MonotonicTime) -> ServiceGate.Entry {
        switch breaker.admit(from: client, now: now) {
        case .admitted(let ticket): .entered(ticket)
        case .rejected(let retryAfter): .breakerOpen(retryAfter: retryAfter)
        }
    }

    /// An admitted call ended.
    mutating func callEnded(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, from client: ClientGroup,
        now: MonotonicTime
    ) {
        if breaker.callEnded(ticket, result, from: client, now: now) == .opened { openings &+= 1 }
    }

    /// A request ended, whose calls were admitted while the breaker was closed.
    mutating func requestEnded(
        _ ticket: CircuitBreaker.Ticket, _ vote: BreakerVote, from client: ClientGroup, now: MonotonicTime
    ) {
        if breaker.requestEnded(ticket, vote, from: client, now: now) == .opened { openings &+= 1 }
    }

    /// A place is given up; returns the waiter that holds it from now on, when it is suspended.
    mutating func passPlaceOn() -> Sleeper? {
        guard let id = limiter.leave() else { return nil }
        switch waiters[id] {
        case .suspended(let sleeper):
            waiters[id] = nil
            return sleeper
        case .arriving:
            waiters[id] = .settled(.turn)
            return nil
        case .settled, nil:
            return nil  // settled waiters have left the limiter's queue
        }
    }

    /// A waiter's task is about to be suspended; returns the verdict when there is one already.
    mutating func suspend(
        _ id: ConcurrencyLimiter.WaiterID, _ continuation: CheckedContinuation<Verdict, Never>
    ) -> Verdict? {
        if case .settled(let verdict) = waiters[id] {
            waiters[id] = nil
            return verdict
        }
        waiters[id] = .suspended(.task(continuation))
        return nil
    }

    /// A waiter gives up; returns it when it is suspended and has not been given a place.
    mutating func abandon(_ id: ConcurrencyLimiter.WaiterID, _ verdict: Verdict) -> Sleeper? {
        guard limiter.abandon(id) else { return nil }  // it holds a place already and will give it back itself
        switch waiters[id] {
        case .suspended(let sleeper):
            waiters[id] = nil
            return sleeper
        case .arriving:
            waiters[id] = .settled(verdict)
            return nil
        case .settled, nil:
            return nil
        }
    }
}
