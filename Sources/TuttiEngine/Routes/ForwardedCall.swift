internal import HTTPTypes
internal import TuttiPlan
package import TuttiResilience
package import TuttiUpstream

/// The attempts to have a service answer one forwarded request: permits, instances, retries, and what is reported of them.
///
/// A state machine without a task, a timer or a socket. Its owner does what an action says, and reports what has happened; all of it
/// on one thread. Nothing has an effect any more after an action ``Action/fail(_:)``, ``responseEnded()`` or ``giveUp()``.
/// ```
/// begin ──► wait ──permitArrived──► send ──responseBegan──► passOn ──responseEnded──► over
///   └──────────────────────────────▲ └──failed──► send, pause or fail
///                            timeIsUp └───────────────────┘
/// ```
///
/// A response's status is told to the breaker when the response begins, if it is a failure or that of a probe; else with the end of the
/// body, which may still break off. The permit is held to the end in any case.
package final class ForwardedCall {
    /// What the owner does next.
    package enum Action {
        /// Open the stream of ``streamed(headers:body:upgrade:)``, and report what comes of it.
        case send
        /// Wait for a permit, or for a token: until `onPermit` is called, but at most to that moment, at which ``timeIsUp()`` is due.
        case wait(until: MonotonicTime)
        /// Cancel what was sent, drop what has come, and call ``timeIsUp()`` at that moment: then there is another attempt.
        case pause(until: MonotonicTime)
        /// Pass the response on.
        case passOn
        /// Nobody answers: the client gets the problem, or, if a part of a response has gone out, its connection breaks off.
        case fail(ForwardingFailure)
        /// Nothing.
        case none
    }

    enum Stage {
        /// Can transition to: authorizing, sharing, queued, exchanging, over.
        case new
        /// Waits for the token that it shows. Can transition to: sharing, queued, exchanging, over.
        case authorizing
        /// Waits for another token than the one with that number, which the service has taken for none. Can transition to: sharing, queued,
        /// exchanging, over.
        case renewing(Int)
        /// Waits until its client has fewer requests that are not complete yet. Can transition to: queued, exchanging, over.
        case sharing(ConcurrencyLimiter.WaiterID)
        /// Waits for a permit. Can transition to: exchanging, pausing, over.
        case queued(ConcurrencyLimiter.WaiterID)
        /// Before another attempt; what the last one came to. Can transition to: queued, exchanging, over.
        case pausing
        /// It was sent to an instance. Can transition to: exchanging (another instance), pausing, responding, over.
        case exchanging(CircuitBreaker.Ticket)
        /// A response is being passed on; without a ticket when the breaker knows its result. Can transition to: over.
        case responding(CircuitBreaker.Ticket?)
        /// Can transition to: nothing.
        case over
    }

    let request: OutgoingRequest
    let retry: RetryPolicy?
    private let clock: any UpstreamClock
    let onPermit: @Sendable () -> Void
    var stage = Stage.new
    private var beganAt: MonotonicTime
    /// Until then another attempt may begin.
    var deadline: MonotonicTime
    /// Until then the present attempt may have its response, from whichever instance.
    var attemptEnd = MonotonicTime.zero
    /// When it was sent to the present instance.
    private var sentAt = MonotonicTime.zero
    /// How long the present instance may take to its response.
    var responseTime = TimeSpan.zero
    /// The service's instances when the present attempt got its permit; nil before.
    var instances: InstanceSet?
    /// How many of them it was sent to.
    var instancesTried = 0
    /// The instance that it was sent to last.
    var instance: PreparedInstance?
    /// The instances it was sent to, each as often as it was; kept where there are several.
    private var used: [PreparedInstance] = []
    /// How many attempts were begun one after the other.
    var tries = 0
    /// The number of the token that it has shown; 0 for none.
    var tokenNumber = 0
    /// The number by which it waits for its token; nil while it doesn't.
    var tokenWait: Int?
    /// Whether it was sent again because of its token.
    var hasRenewed = false
    /// Why the last attempt failed.
    var failure: ForwardingFailure?
    /// Whether the client is still sending the request.
    var isArriving: Bool
    /// Whether a part of the client's share of uploads is to be given back.
    var hasShare = false
    /// Whether the service has switched protocols.
    var isTunnel = false

    /// What has become of it, as the log and the metrics count a call.
    ///
    /// It is complete when nothing has an effect any more. The call has the name of its service. Its outcome is `ok` with any status that
    /// the service's breaker doesn't count, since it is passed on. Its duration is the time to the head of the response, or to the
    /// failure: how long a body takes is often up to the client.
    package private(set) var report: CallReport

    var destination: RouteDestination { request.destination }
    var service: Service { request.destination.service }

    /// The attempts of a request, which begin now.
    ///
    /// - Parameters:
    ///   - request: what is sent.
    ///   - isArriving: whether the client is still sending the request: then ``requestArrived()`` has to follow.
    ///   - clock: the worker's.
    ///   - onPermit: is called on any thread when a permit was waited for and is there, or a token was and is there or can't be had: then
    ///     ``permitArrived()`` is due.
    package init(
        _ request: OutgoingRequest, isArriving: Bool = false, by clock: any UpstreamClock,
        onPermit: @escaping @Sendable () -> Void
    ) {
        self.request = request
        self.isArriving = isArriving
        self.clock = clock
        self.onPermit = onPermit
        retry = request.destination.retry(of: request.method)
        beganAt = clock.now
        deadline = beganAt + request.destination.timeout
        report = CallReport(
            name: request.destination.service.plan.name, service: request.destination.index,
            outcome: .failed(.canceled))
    }

    // MARK: - Events

    /// Begins the first attempt; called once.
    package func begin() -> Action {
        guard case .new = stage else { return .none }
        if retry != nil { service.extraAttempts.callStarted() }
        switch request.shown {
        case nil, .nothing?: return acquire(now: beganAt)
        case .token(let token)?: return authorize(with: token, now: beganAt)
        case .missing?: return end(with: ForwardingFailure(.forbidden, ServiceTokens.missing), now: beganAt)
        }
    }

    /// `onPermit` was called.
    package func permitArrived() -> Action {
        let now = clock.now
        switch stage {
        case .authorizing: return authorize(now: now)
        case .renewing(let number): return renewed(number, now: now)
        case .sharing:
            hasShare = true
            if !isArriving { releaseShare() }
            return now < deadline ? acquirePermit(now: now) : refused(.late, now: now)
        case .queued:
            guard now < deadline else {
                service.gate.releasePermit()
                return refused(.late, now: now)
            }
            return decided(service.gate.admit(from: request.client, now: now), now: now)
        // It may have been given up in between, and has given back what has arrived.
        case .new, .pausing, .exchanging, .responding, .over: return .none
        }
    }

    /// The client has sent all of the request.
    package func requestArrived() {
        isArriving = false
        releaseShare()
    }

    /// The moment of the last action has come.
    package func timeIsUp() -> Action {
        let now = clock.now
        switch stage {
        case .authorizing:
            return end(with: ForwardingFailure(.credentials, "its token has not come in time"), now: now)
        case .renewing(let number): return renewed(number, now: now)
        case .sharing(let id):
            return service.uploads.abandon(id, of: request.client) ? refused(.late, now: now) : .none
        case .queued(let id):
            // Where it has a permit already, `onPermit` has been called for it.
            return service.gate.abandon(id) ? refused(.late, now: now) : .none
        case .pausing: return acquire(now: now)
        case .new, .exchanging, .responding, .over: return .none
        }
    }

    /// The head of a response is there, or the service has switched protocols.
    ///
    /// - Parameters:
    ///   - head: the head.
    ///   - mayRepeat: whether the request can be sent again as it was: nothing of its body has gone out, or all of it was kept.
    /// - Returns: ``Action/passOn``, or ``Action/pause(until:)`` where the service is asked again.
    package func responseBegan(_ head: StreamedResponseHead, mayRepeat: Bool) -> Action {
        guard case .exchanging(let ticket) = stage else { return .none }
        let now = clock.now
        let verdict = destination.health.verdict(status: head.status)
        noteEnd(verdict, .status(head.status), after: now - sentAt, now: now)
        service.gate.callShowed(ConcurrencyLimiter.LoadSign(status: head.status))
        report.status = head.status
        isTunnel = head.status == 101
        if head.status == 401, let next = renew(mayRepeat: mayRepeat, now: now) {
            release(ticket, verdict, now: now)
            report.attempts += 1
            return next
        }
        if mayRepeat, let retry, retry.statuses.contains(where: { $0.contains(head.status) }) {
            let wanted = head.headers.first { $0.name == .retryAfter }.flatMap {
                RetryAfter.pause($0.value, secondsSince1970: SystemClock.secondsSince1970)
            }
            if let next = pause(retry, atLeast: wanted ?? .zero, now: now) {
                release(ticket, verdict, now: now)
                report.attempts += 1
                failure = ForwardingFailure(
                    .status, "status \(head.status)", answered: head.status,
                    retryAfter: head.headers.first { $0.name == .retryAfter }.flatMap {
                        RetryAfter.passedOn($0.value)
                    })
                return next
            }
        }
        report.attempts += 1
        report.duration = now - beganAt
        report.wasSent = true
        report.outcome = verdict == .failed ? .failed(.status) : .ok
        if verdict == .failed { report.message = "status \(head.status)" }
        if verdict == .failed || ticket.isProbe {
            service.gate.callJudged(ticket, verdict, from: request.client, now: now)
            stage = .responding(nil)
        } else {
            stage = .responding(ticket)
        }
        return .passOn
    }

    /// The response is complete, or the tunnel is closed.
    package func responseEnded() {
        guard case .responding(let ticket) = stage else { return }
        let now = clock.now
        isOver()
        if let ticket {
            release(ticket, .succeeded, now: now)
        } else {
            releaseJudged()
        }
    }

    /// The stream has failed.
    ///
    /// - Parameters:
    ///   - failure: why.
    ///   - mayRepeat: whether the request can be sent again as it was: nothing of its body has gone out, or all of it was kept.
    ///   - isRequestSent: whether the whole request has gone out: else a timeout may be the client's.
    /// - Returns: ``Action/send`` for the next instance, ``Action/pause(until:)``, or ``Action/fail(_:)``.
    package func failed(_ failure: UpstreamFailure, mayRepeat: Bool, isRequestSent: Bool) -> Action {
        let now = clock.now
        switch stage {
        case .exchanging(let ticket): return failed(failure, ticket, mayRepeat, isRequestSent, now: now)
        case .responding(let ticket):
            isOver()
            let verdict = verdict(failure, allowed: destination.idleTimeout, isRequestSent)
            if let ticket {
                noteEnd(verdict, .failure(failure.reason), after: now - sentAt, now: now)
                release(ticket, verdict, now: now)
                report.outcome = .failed(FailureReason(failure.reason))
                report.message = failure.message
            } else {
                releaseJudged()
            }
            return .fail(ForwardingFailure(failure))
        case .new, .authorizing, .renewing, .sharing, .queued, .pausing, .over: return .none
        }
    }

    /// Nobody waits for the response any more: the client has left, or its request was broken off or is refused.
    ///
    /// The owner cancels the stream, and the timer.
    package func giveUp() {
        let now = clock.now
        switch stage {
        case .sharing(let id):
            if !service.uploads.abandon(id, of: request.client) { hasShare = true }
            canceled(now: now)
        case .queued(let id):
            // The permit may be on its way; `permitArrived` won't see it, so it goes back here.
            if !service.gate.abandon(id) { service.gate.releasePermit() }
            canceled(now: now)
        case .exchanging(let ticket):
            report.attempts += 1
            report.wasSent = true
            release(ticket, .ignored, now: now)
            canceled(now: now)
        // The service has answered, and it is not known whether its body would have come to its end.
        case .responding(let ticket):
            isOver()
            if let ticket { release(ticket, .succeeded, now: now) } else { releaseJudged() }
        case .new, .authorizing, .renewing, .pausing: canceled(now: now)
        case .over: break
        }
    }

    // MARK: - Attempts

    func send(_ ticket: CircuitBreaker.Ticket, now: MonotonicTime) -> Action {
        stage = .exchanging(ticket)
        let next = service.nextInstance(
            among: instances, for: request.balanceKey ?? Service.balanceKey(of: request.target), avoiding: used,
            tried: instancesTried, by: clock)
        guard let next else {
            service.gate.release(ticket, .ignored, from: request.client, now: now)
            if failure != nil { service.extraAttempts.giveBack(.retry) }
            return end(with: failure ?? .noInstance, now: now)
        }
        instance = next
        if service.mayHaveSeveral { used.append(next) }
        instancesTried += 1
        sentAt = now
        responseTime = max(attemptEnd - now, TimeSpan(nanoseconds: 1))
        return .send
    }

    private func failed(
        _ failure: UpstreamFailure, _ ticket: CircuitBreaker.Ticket, _ mayRepeat: Bool, _ isRequestSent: Bool,
        now: MonotonicTime
    ) -> Action {
        // As in a call, an instance that can't be connected to is passed over for the next one, with the same permit.
        if mayRepeat, let instances, instancesTried < instances.mostTried, now < attemptEnd,
            UpstreamResult.failure(failure).isUnconnected
        {
            let verdict = verdict(failure, allowed: responseTime, isRequestSent)
            instance?.ended()
            showed(verdict, .failure(failure.reason), after: now - sentAt, now: now)
            return send(ticket, now: now)
        }
        let verdict = verdict(failure, allowed: responseTime, isRequestSent)
        noteEnd(verdict, .failure(failure.reason), after: now - sentAt, now: now)
        service.gate.callShowed(ConcurrencyLimiter.LoadSign(failure.reason, verdict: verdict))
        release(ticket, verdict, now: now)
        report.attempts += 1
        report.status = nil
        let end = ForwardingFailure(failure)
        report.wasSent = !end.isUnsent
        self.failure = end
        if mayRepeat, let retry, retry.reasons.contains(end.reason),
            RouteDestination.isIdempotent(request.method) || failure.phase == .connecting,
            let next = pause(retry, atLeast: .zero, now: now)
        {
            return next
        }
        return self.end(with: end, now: now)
    }

    /// Waits for another attempt; nil when there is none: too many were made, or there is no time or no budget left.
    private func pause(_ retry: RetryPolicy, atLeast wanted: TimeSpan, now: MonotonicTime) -> Action? {
        let pause = max(retry.backoff.delay(after: max(tries, 1), fraction: clock.jitter), wanted)
        guard tries < retry.attempts, now + pause < deadline, service.extraAttempts.withdraw(.retry) else { return nil }
        stage = .pausing
        return .pause(until: now + pause)
    }

    func end(with failure: ForwardingFailure, now: MonotonicTime) -> Action {
        isOver()
        report.outcome = .failed(failure.reason)
        report.status = failure.answered
        report.message = failure.message
        report.duration = now - beganAt
        return .fail(failure)
    }

    private func isOver() {
        stage = .over
        releaseShare()
        if let tokenWait { token?.leave(tokenWait) }
    }

    private func canceled(now: MonotonicTime) {
        isOver()
        report.outcome = .failed(.canceled)
        report.duration = now - beganAt
    }
}
