internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The permits that an attempt needs: its client's share of uploads, and the service's.
extension ForwardedCall {
    func acquire(now: MonotonicTime) -> Action {
        tries += 1
        guard isArriving, !hasShare else { return acquirePermit(now: now) }
        switch service.uploads.acquire(of: request.client, waiter: onPermit) {
        case .acquired:
            hasShare = true
            return acquirePermit(now: now)
        case .queued(let id):
            stage = .sharing(id)
            return .wait(until: deadline)
        case .rejected: return refused(.overloaded, now: now)
        }
    }

    func acquirePermit(now: MonotonicTime) -> Action {
        switch service.gate.acquire(from: request.client, now: now, waiter: .callback(onPermit)) {
        case .decided(let decision): return decided(decision, now: now)
        case .queued(let id):
            stage = .queued(id)
            return .wait(until: deadline)
        }
    }

    func decided(_ decision: ServiceGate.Decision, now: MonotonicTime) -> Action {
        guard case .acquired(let ticket) = decision else { return refused(decision, now: now) }
        instances = service.balancer.set
        instancesTried = 0
        attemptEnd = deadline
        if let bound = retry?.attemptTimeout { attemptEnd = min(attemptEnd, now + bound) }
        return send(ticket, now: now)
    }

    /// The gate gives no permit: of a second attempt, that says less than the failure of the first.
    func refused(_ decision: ServiceGate.Decision, now: MonotonicTime) -> Action {
        if let failure {
            service.extraAttempts.giveBack(.retry)
            return end(with: failure, now: now)
        }
        return end(with: ForwardingFailure(refusal: decision), now: now)
    }

    func releaseShare() {
        guard hasShare else { return }
        hasShare = false
        service.uploads.release(of: request.client)
    }

    /// Gives the permit back, and tells the breaker the result.
    func release(_ ticket: CircuitBreaker.Ticket, _ result: CircuitBreaker.CallResult, now: MonotonicTime) {
        instance?.ended()
        service.gate.release(ticket, result, from: request.client, now: now)
    }

    /// Gives the permit of an exchange back whose result the breaker knows.
    func releaseJudged() {
        instance?.ended()
        service.gate.releasePermit()
    }
}
