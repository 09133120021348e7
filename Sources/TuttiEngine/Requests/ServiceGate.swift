internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Lets calls through to one service: its circuit breaker and its limiter, shared by all workers.
///
/// Both stand under one lock that is held for a few instructions; waiters are woken after it was let go. The
/// breaker admits a call at the moment it starts, not when it begins to wait, so that a probe is a call that is made.
final class ServiceGate: Sendable {
    /// What a call is told that wants to start.
    enum Entry: Sendable {
        /// It may start, and owes a ``leave(_:_:from:now:)``.
        case entered(CircuitBreaker.Ticket)
        /// The breaker is open; asking again is pointless before so much time has passed.
        case breakerOpen(retryAfter: TimeSpan)
        /// The queue is full.
        case overloaded
        /// The call's time was over before its turn came.
        case late
        /// The caller gave up while it waited.
        case canceled
    }

    private let state: Mutex<ServiceGateState>

    init(_ service: ServicePlan) {
        state = Mutex(ServiceGateState(service))
    }

    /// A call wants to start; one that is told to wait, and has no `sleeper`, must do so with ``wait(as:from:deadline:transport:)``.
    ///
    /// Apart from waiting, because most calls don't, and an asynchronous call that returns at once is not free.
    ///
    /// - Parameters:
    ///   - client: whose call it is.
    ///   - now: the time.
    ///   - mayWait: whether it waits when all places are taken; otherwise it is told that the service is overloaded.
    ///   - sleeper: who is told of the call's turn, after which ``start(from:now:)`` or ``decline()`` is due.
    /// - Returns: whether it may start, must wait, or is refused.
    func arrive(
        from client: ClientGroup, now: MonotonicTime, mayWait: Bool = true,
        sleeper: ServiceGateState.Sleeper? = nil
    ) -> ServiceGateState.Arrival {
        state.withLock { $0.arrive(from: client, now: now, mayWait: mayWait, sleeper: sleeper) }
    }

    /// Whether a call could start at once, as far as the limiter goes.
    var hasPlace: Bool { state.withLock { $0.limiter.hasPlace } }

    /// Waits until the call may start, or its time is over.
    func wait(
        as id: ConcurrencyLimiter.WaiterID, from client: ClientGroup, deadline: MonotonicTime,
        transport: some UpstreamTransport
    ) async -> Entry {
        switch await turn(of: id, deadline: deadline, transport: transport) {
        case .turn: start(from: client, now: transport.now)
        case .late: .late
        case .canceled: .canceled
        }
    }

    /// A call that had entered has ended.
    func leave(
        _ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, from client: ClientGroup,
        now: MonotonicTime
    ) {
        let next = state.withLock { state in
            state.callEnded(ticket, result, from: client, now: now)
            return state.passPlaceOn()
        }
        // Consumed: mostly it is nil, and `next?` would copy that first.
        if let sleeper = consume next { sleeper.wake(.turn) }
    }

    /// A client's request has ended, whose calls have given up their places and said nothing yet.
    func requestEnded(
        _ ticket: CircuitBreaker.Ticket, _ vote: BreakerVote, from client: ClientGroup, now: MonotonicTime
    ) {
        state.withLock { $0.requestEnded(ticket, vote, from: client, now: now) }
    }

    /// A call whose turn has come starts, unless the breaker has opened.
    func start(from client: ClientGroup, now: MonotonicTime) -> Entry {
        let (entry, next) = state.withLock { state in
            let entry = state.start(from: client, now: now)
            if case .entered = entry { return (entry, nil as ServiceGateState.Sleeper?) }
            return (entry, state.passPlaceOn())
        }
        next?.wake(.turn)
        return entry
    }

    /// A call whose turn has come is not made after all.
    func decline() {
        state.withLock { $0.passPlaceOn() }?.wake(.turn)
    }

    /// A call that waits with a sleeper gives up; false when its turn has come already, and it will be told so.
    func abandon(_ id: ConcurrencyLimiter.WaiterID) -> Bool {
        state.withLock { $0.abandon(id, .canceled) } != nil
    }

    /// The service's state for metrics.
    func snapshot(name: String) -> ServiceState {
        state.withLock { state in
            ServiceState(
                name: name,
                breaker: state.breaker.stateName,
                breakerOpenings: state.openings,
                running: state.limiter.running,
                queued: state.limiter.queued)
        }
    }

    /// Waits until the waiter has its turn, its deadline has passed, or its task was cancelled.
    private func turn(
        of id: ConcurrencyLimiter.WaiterID, deadline: MonotonicTime, transport: some UpstreamTransport
    ) async -> ServiceGateState.Verdict {
        let timer = transport.schedule(at: deadline) { self.settle(id, .late) }
        defer { timer.cancel() }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let verdict = state.withLock { $0.suspend(id, continuation) }
                if let verdict { continuation.resume(returning: verdict) }
            }
        } onCancel: {
            settle(id, .canceled)
        }
    }

    private func settle(_ id: ConcurrencyLimiter.WaiterID, _ verdict: ServiceGateState.Verdict) {
        state.withLock { $0.abandon(id, verdict) }?.wake(verdict)
    }
}
