/// Stops calling a service that keeps failing, and finds out with a few probes when it is well again.
///
/// A value without a clock, a lock or a task: its owner guards it, passes the time in and does what it is told.
/// `BitwiseCopyable` lets the compiler hold it to having no memory of its own: no event allocates. Threads that share a
/// breaker read the clock before they take its lock, so a `now` somewhat earlier than the last one is expected.
///
/// The words are those of Nygard, *Release It!*, chapter "Stability Patterns".
package struct CircuitBreaker: Sendable, BitwiseCopyable {
    /// Where the breaker stands.
    package enum State: Sendable, Hashable, BitwiseCopyable {
        /// Calls pass, and their results are counted. Can transition to: open.
        case closed

        /// Every call is rejected until that moment; the first call from then on is a probe.
        /// Can transition to: half open.
        case open(until: MonotonicTime)

        /// Probes are being made: `underWay` have not ended yet, `succeeded` ended well, together never more than
        /// the policy's `probes`. Can transition to: closed, open.
        case halfOpen(underWay: Int, succeeded: Int)
    }

    /// The policy given at the start.
    package let policy: BreakerPolicy

    /// Where the breaker stands, as of the last event.
    package private(set) var state = State.closed

    /// Goes up with every change of state.
    private var epoch: UInt64 = 0

    private var results: ResultWindow

    /// The longest that a call is told to wait while the last probes are under way: how long they take is unknown.
    package static let probeWait = TimeSpan.milliseconds(100)

    /// A closed breaker that has seen no calls.
    package init(policy: BreakerPolicy) {
        self.policy = policy
        results = ResultWindow(length: policy.window)
    }

    /// A call wants to start.
    package mutating func admit(now: MonotonicTime) -> Admission {
        switch state {
        case .closed:
            return .admitted(Ticket(epoch: epoch, transition: nil))
        case .open(let until) where now < until:
            return .rejected(retryAfter: until - now)
        case .open:
            enter(.halfOpen(underWay: 1, succeeded: 0))
            return .admitted(Ticket(epoch: epoch, transition: .halfOpened))
        case .halfOpen(let underWay, let succeeded) where underWay + succeeded < policy.probes:
            state = .halfOpen(underWay: underWay + 1, succeeded: succeeded)
            return .admitted(Ticket(epoch: epoch, transition: nil))
        case .halfOpen:
            return .rejected(retryAfter: min(Self.probeWait, policy.openFor))
        }
    }

    /// An admitted call ended; returns the change of state that this brought about, if any.
    ///
    /// The result of a call that was admitted in an earlier epoch is passed over.
    package mutating func callEnded(_ ticket: Ticket, _ result: CallResult, now: MonotonicTime) -> Transition? {
        guard ticket.epoch == epoch else { return nil }
        switch state {
        case .closed:
            return countedCallEnded(result, now: now)
        case .open:
            return nil  // no ticket is given out in an open epoch
        case .halfOpen(let underWay, let succeeded):
            guard underWay > 0 else { return nil }  // a ticket handed back twice
            return probeEnded(result, underWay: underWay - 1, succeeded: succeeded, now: now)
        }
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

    /// Each counted result is weighed, a success too: it may be the one that completes the minimum of calls.
    private mutating func countedCallEnded(_ result: CallResult, now: MonotonicTime) -> Transition? {
        guard result != .ignored else { return nil }
        results.callEnded(failed: result == .failed, now: now)
        guard results.calls >= policy.minimumCalls else { return nil }
        // A division, not `ratio * calls`: 3 of 10 is then exactly what a file's `0.3` is read as.
        guard Double(results.failures) / Double(results.calls) >= policy.failureRatio else { return nil }
        return open(now: now)
    }

    private mutating func probeEnded(
        _ result: CallResult, underWay: Int, succeeded: Int, now: MonotonicTime
    ) -> Transition? {
        switch result {
        case .failed:
            return open(now: now)
        case .ignored:
            state = .halfOpen(underWay: underWay, succeeded: succeeded)
            return nil
        case .succeeded where succeeded + 1 < policy.probes:
            state = .halfOpen(underWay: underWay, succeeded: succeeded + 1)
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
    }
}
