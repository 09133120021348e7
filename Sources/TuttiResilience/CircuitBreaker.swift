/// Stops calling a service that keeps failing, and finds out with a few probes when it is well again.
///
/// A value without a clock, a lock or a task: its owner guards it, passes the time in and does what the result says.
/// `BitwiseCopyable` lets the compiler hold it to having no memory of its own: no event allocates. Threads that share a
/// breaker read the clock before they take its lock, so a `now` somewhat earlier than the last one is expected.
///
/// It counts votes of clients' requests. A client may cause a failure by what it asks for, and must not open the breaker for all
/// others by that. So such failures count only when several clients see them: see `hasFailed()`.
///
/// The words are those of Nygard, *Release It!*, chapter "Stability Patterns".
package struct CircuitBreaker: Sendable, BitwiseCopyable {
    /// Where the breaker stands.
    package enum State: Sendable, Hashable, BitwiseCopyable {
        /// Calls pass, and votes are counted. Can transition to: open.
        case closed

        /// Every call is rejected until that moment; the first call from then on is a probe.
        /// Can transition to: half open.
        case open(until: MonotonicTime)

        /// Probes are being made: `inFlight` have acquired a permit, `succeeded` ended well, together never more than the policy's
        /// `probes`. Each client whose probe failed may have another, without a permit. Can transition to: closed, open.
        case halfOpen(inFlight: Int, succeeded: Int)
    }

    /// The policy given at the start.
    package let policy: BreakerPolicy

    /// Where the breaker stands, as of the last event.
    package private(set) var state = State.closed

    /// Goes up with every change of state.
    private var epoch: UInt64 = 0

    private var results: ResultWindow

    /// The groups of clients whose probes failed in this epoch, a bit each.
    private var doubters: UInt32 = 0

    /// The groups that have asked in this half-open epoch, whether or not they acquired a permit.
    private var asking: UInt32 = 0

    /// The groups that have a probe in flight, one at most each.
    private var probing: UInt32 = 0

    /// The groups that had a probe which did not succeed: their further ones acquire no permit, so that others can.
    private var spent: UInt32 = 0

    /// The longest wait that a refused call is given while the last probes are in flight: how long they take is unknown.
    package static let probeWait = TimeSpan.milliseconds(100)

    /// A closed breaker that has seen no calls.
    package init(policy: BreakerPolicy) {
        self.policy = policy
        results = ResultWindow(length: policy.window)
    }

    /// A call of this client wants to start.
    package mutating func admit(from client: ClientGroup, now: MonotonicTime) -> Admission {
        switch state {
        case .closed:
            return .admitted(Ticket(epoch: epoch, isProbe: false, transition: nil))
        case .open(let until) where now < until:
            return .rejected(retryAfter: until - now)
        case .open:
            enter(.halfOpen(inFlight: 1, succeeded: 0))
            (asking, probing) = (client.bit, client.bit)
            return .admitted(Ticket(epoch: epoch, isProbe: true, transition: .halfOpened))
        case .halfOpen(let inFlight, let succeeded):
            asking |= client.bit
            let isSpent = spent & client.bit != 0
            guard probing & client.bit == 0, isSpent || inFlight + succeeded < policy.probes else {
                return .rejected(retryAfter: min(Self.probeWait, policy.openFor))
            }
            probing |= client.bit
            if !isSpent { state = .halfOpen(inFlight: inFlight + 1, succeeded: succeeded) }
            return .admitted(Ticket(epoch: epoch, isProbe: true, transition: nil))
        }
    }

    /// An admitted call ended; returns the change of state that this brought about, if any.
    ///
    /// Its result is a whole vote. The result of a call that was admitted in an earlier epoch is passed over.
    package mutating func callEnded(
        _ ticket: Ticket, _ result: CallResult, from client: ClientGroup, now: MonotonicTime
    ) -> Transition? {
        guard ticket.epoch == epoch else { return nil }
        switch state {
        case .closed:
            return requestEnded(ticket, BreakerVote(result), from: client, now: now)
        case .open:
            return nil  // no ticket is given out in an open epoch
        case .halfOpen(let inFlight, let succeeded):
            guard probing & client.bit != 0 else { return nil }  // a ticket handed back twice
            probing &= ~client.bit
            let permits = spent & client.bit == 0 ? 1 : 0
            return probeEnded(result, inFlight: inFlight - permits, succeeded: succeeded, from: client, now: now)
        }
    }

    /// A client's request ended, whose calls were admitted while the breaker was closed; returns the change of state.
    ///
    /// `ticket` is that of one of them; a vote from an earlier epoch is passed over, and an empty one is none.
    package mutating func requestEnded(
        _ ticket: Ticket, _ vote: BreakerVote, from client: ClientGroup, now: MonotonicTime
    ) -> Transition? {
        guard ticket.epoch == epoch, case .closed = state, vote.results > 0 else { return nil }
        results.add(vote, from: client, now: now)
        // Each vote is weighed, one without failures too: it may be the one that completes the minimum.
        return hasFailed() ? open(now: now) : nil
    }

    /// The name of the state, for metrics.
    ///
    /// An open breaker whose time has passed is still open, until a call comes and is admitted as a probe: nothing is
    /// known of the service before, and a service without calls would otherwise show as half open for ever.
    package var stateName: StateName {
        switch state {
        case .closed: .closed
        case .open: .open
        case .halfOpen: .halfOpen
        }
    }

    /// Whether the breaker opens: the votes of the window have enough failures, and not by one client's doing.
    ///
    /// - That a service can't be reached is no client's doing, and counts by itself.
    /// - A timeout counts by itself where all votes come from one client, as they do behind a load balancer: no other client
    ///   can confirm it.
    /// - Any other failure counts when at least `clients` clients see it, and the share `failureRatio` of all clients. Each is
    ///   judged by its own votes: a client with 1,000 requests has no more to say than one with ten.
    ///
    /// It changes nothing. It is `mutating` so that the window, 6 KB, is read in place: otherwise each vote would copy it twice.
    private mutating func hasFailed() -> Bool {
        let ratio = policy.failureRatio
        guard results.all.votes >= policy.minimumCalls, results.all.reaches(ratio) else { return false }
        if results.unreachable.reaches(ratio) { return true }
        let clients = results.clients(failing: ratio)
        if clients.voting == 1, results.withoutResponse.reaches(ratio) { return true }
        return clients.failing >= policy.clients && Double(clients.failing) / Double(clients.voting) >= ratio
    }

    private mutating func probeEnded(
        _ result: CallResult, inFlight: Int, succeeded: Int, from client: ClientGroup, now: MonotonicTime
    ) -> Transition? {
        switch result {
        case .unreachable:
            return open(now: now)
        case .silent where asking == client.bit:
            return open(now: now)  // there is nobody else to ask
        case .failed, .silent:
            // One client that asks for what fails can't hold a breaker open: its probe releases the permit for another's call.
            spent |= client.bit
            doubters |= client.bit
            if doubters.nonzeroBitCount >= policy.clients { return open(now: now) }
            state = .halfOpen(inFlight: inFlight, succeeded: succeeded)
            return nil
        case .ignored:
            spent |= client.bit
            state = .halfOpen(inFlight: inFlight, succeeded: succeeded)
            return nil
        case .succeeded where succeeded + 1 < policy.probes:
            state = .halfOpen(inFlight: inFlight, succeeded: succeeded + 1)
            return nil
        case .succeeded:
            results.clear()
            enter(.closed)
            return .closed
        }
    }

    private mutating func open(now: MonotonicTime) -> Transition {
        enter(.open(until: now + policy.openFor))
        return .opened
    }

    private mutating func enter(_ next: State) {
        state = next
        epoch &+= 1
        (doubters, asking, probing, spent) = (0, 0, 0, 0)
    }
}

extension CircuitBreaker {
    /// The proof of an admitted call: handed back to ``callEnded(_:_:now:)`` exactly once, whatever became of the call.
    ///
    /// It carries the epoch of its admission, so that a result which arrives after the breaker has changed its state
    /// counts for nothing. A probe whose ticket is never handed back never releases its permit.
    package struct Ticket: Sendable, Hashable, BitwiseCopyable {
        let epoch: UInt64

        /// Whether the call is a probe, whose result the breaker waits for; that of any other may go into a vote later.
        package let isProbe: Bool

        /// What this admission did to the breaker: `.halfOpened` for the first probe, otherwise nil.
        package let transition: Transition?
    }

    /// The response to a call that wants to start.
    package enum Admission: Sendable, Hashable, BitwiseCopyable {
        /// The call may start.
        case admitted(Ticket)

        /// The call fails as `breaker_open`; asking again is pointless before so much time has passed.
        case rejected(retryAfter: TimeSpan)
    }

    /// What an ended call says about the health of its service.
    package enum CallResult: Sendable, Hashable, CaseIterable {
        /// The service answered, and whether or not we could use the body: nothing of it counts as a failure.
        case succeeded

        /// It answered with a failure, or broke off: what was asked for may be the reason, so others must have seen it too.
        case failed

        /// There was no response in time.
        case silent

        /// There was no connection to be had: no client can bring that about by what it asks for.
        case unreachable

        /// It says nothing: the call was cancelled, or was admitted and then never made.
        case ignored
    }

    /// A change of state, for the log and the metrics.
    package enum Transition: String, Sendable, Hashable, BitwiseCopyable {
        /// From closed or half open to open.
        case opened

        /// From half open to closed.
        case closed

        /// From open to half open.
        case halfOpened = "half-opened"
    }

    /// The name of a state: a label of bounded variety.
    package enum StateName: String, Sendable, Hashable, CaseIterable {
        /// Calls pass.
        case closed

        /// Calls are rejected.
        case open

        /// Probes are being made.
        case halfOpen = "half-open"
    }
}
