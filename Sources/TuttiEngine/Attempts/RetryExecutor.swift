internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Makes the attempts of a request one after the other, each with its hedge, as far as the call's `retry` and the budget allow.
struct RetryExecutor: Sendable {
    let request: CallRequest
    private let oneShot: OneShotExecutor

    /// An executor for attempts that avoid the instances used before.
    init(_ request: CallRequest, used: UsedInstances?) {
        self.request = request
        oneShot = OneShotExecutor(request: request, used: used)
    }

    /// Tries until there is a response, the policy says no more, or the time is over.
    nonisolated(nonsending) func run(over transport: some UpstreamRuntime) async -> RequestEnd {
        let call = request.call
        let mayTryAgain = call.retry != nil || call.hedge != nil
        guard mayTryAgain || request.content.credential != nil else {
            return await oneShot.run(oneShot.attempt, over: transport)
        }
        if mayTryAgain { request.service.extraAttempts.callStarted() }
        let first = await hedged(over: transport)
        // Most requests end here: `goOn` would copy the end, and take memory for its own state, to find that out.
        if let status = first.status, call.accepts(status) { return first }
        return await goOn(after: first, over: transport)
    }

    /// Makes one attempt, and another one where the service has taken the token for none.
    nonisolated(nonsending) func once(over transport: some UpstreamRuntime) async -> RequestEnd {
        await withAnotherToken(after: await oneShot.run(oneShot.attempt, over: transport), over: transport)
    }

    /// Brings an attempt to its end that was begun elsewhere, and tries again if that is due.
    nonisolated(nonsending) func goOn(
        with attempt: AttemptState, from action: AttemptState.Action, over transport: some UpstreamRuntime
    ) async -> RequestEnd {
        await goOn(after: await oneShot.run(attempt, from: action, over: transport), over: transport)
    }

    /// Tries again, if the policy says so, after an attempt that was made elsewhere: another call may have made the same request.
    nonisolated(nonsending) func goOn(
        after first: RequestEnd, over transport: some UpstreamRuntime
    ) async -> RequestEnd {
        var end = await withAnotherToken(after: first, over: transport)
        guard let retry = request.call.retry else { return end }
        let extraAttempts = request.service.extraAttempts
        while end.tries < retry.attempts {
            guard let pause = pause(after: end, failures: max(end.tries, 1), retry, by: transport),
                transport.now + pause < request.content.deadline, extraAttempts.withdraw(.retry)
            else { break }
            if pause > .zero {
                guard await transport.sleep(until: transport.now + pause) else {
                    end.mayBeDoneBefore = end.mayBeDone
                    end.result = .refused(.failed(.canceled, "given up before another try"))
                    break
                }
            }
            let next = await hedged(over: transport)
            let (attempts, tries) = (end.attempts + next.attempts, end.tries + 1)
            // A refusal of the gate says less than the failure of the attempt before it; a cancellation counts.
            let isRefused = if case .refused = next.result { next.reason != .canceled } else { false }
            let mayBeDone = end.mayBeDone || next.mayBeDoneBefore || isRefused && next.mayBeDone
            if !isRefused { end = next }
            (end.attempts, end.tries, end.mayBeDoneBefore) = (attempts, tries, mayBeDone)
            if isRefused {
                extraAttempts.giveBack(.retry)
                break
            }
        }
        return end
    }

    /// One more attempt where the service has taken the token for none, and there is another one.
    ///
    /// The service has done nothing then, so this may be any request; it counts as a part of the same try. Behind a redirect it may have
    /// done what was asked before it sent the request elsewhere.
    private nonisolated(nonsending) func withAnotherToken(
        after first: RequestEnd, over transport: some UpstreamRuntime
    ) async -> RequestEnd {
        guard first.tokenNumber != 0, first.status == 401, !request.call.accepts(401), first.trail?.followed ?? 0 == 0,
            let credential = request.content.credential, credential.refused(first.tokenNumber),
            await credential.settled(until: request.content.deadline, by: transport) == true,
            credential.sent?.number != first.tokenNumber, transport.now < request.content.deadline
        else { return first }
        var next = await oneShot.run(oneShot.attempt, over: transport)
        if case .refused = next.result, next.reason != .canceled { return first }
        next.attempts += first.attempts
        next.tries = first.tries
        // Of a hedged request, the other one may have been done.
        next.mayBeDoneBefore = next.mayBeDoneBefore || first.mayBeDoneBefore
        return next
    }

    /// One attempt, and a second one beside it when it is slow.
    private nonisolated(nonsending) func hedged(over transport: some UpstreamRuntime) async -> RequestEnd {
        guard let delay = request.call.hedgeDelay, transport.now + delay < request.content.deadline else {
            return await oneShot.run(oneShot.attempt, over: transport)
        }
        return await HedgeExecutor(oneShot: oneShot, delay: delay).run(over: transport)
    }

    /// How long to wait before another try; nil when another one makes no sense.
    private func pause(
        after end: RequestEnd, failures: Int, _ retry: RetryPolicy, by clock: some UpstreamClock
    ) -> TimeSpan? {
        let (call, session) = (request.call, request.session)
        let backoff = retry.backoff.delay(after: failures, fraction: clock.jitter)
        switch end.result {
        case .refused: return nil
        case .exchanged(.failure(let failure)):
            // A `post` that may have arrived is not sent again, whatever the reason.
            guard call.plan.isIdempotent || failure.phase == .connecting && end.trail == nil else { return nil }
            return retry.reasons.contains(FailureReason(failure.reason)) ? backoff : nil
        case .exchanged(.response(let response)):
            guard !call.accepts(response.status), retry.statuses.contains(where: { $0.contains(response.status) })
            else { return nil }
            // The service knows best when another try is worth while (RFC 9110, 10.2.3).
            let elapsed = Int((clock.now - session.startedAt).nanoseconds / 1_000_000_000)
            let wanted = response.headers.first { $0.name == .retryAfter }.flatMap {
                RetryAfter.pause($0.value, secondsSince1970: session.secondsSince1970 &+ elapsed)
            }
            return max(backoff, wanted ?? .zero)
        }
    }
}
