internal import HTTPTypes
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The attempts of one request: the first, its hedge, and retries.
struct RequestAttempts: Sendable {
    let call: PreparedCall
    let service: Service
    let content: CallContent
    let session: RequestSession
    /// Where it has been sent already; nil where there is only one instance.
    private let used: UsedInstances?

    init(call: PreparedCall, service: Service, content: CallContent, session: RequestSession) {
        self.call = call
        self.service = service
        self.content = content
        self.session = session
        used = service.choice.count > 1 ? UsedInstances() : nil
    }

    /// Tries until there is a response, the policy says no more, or the time is over.
    nonisolated(nonsending) func run(over transport: some UpstreamTransport) async -> RequestEnd {
        guard call.retry != nil || call.hedge != nil else { return await attempt(over: transport) }
        service.extraAttempts.callStarted()
        let first = await hedged(over: transport)
        // Most requests end here: `goOn` would copy the end, and take memory for its own state, to find that out.
        if let status = first.status, call.accepts(status) { return first }
        return await goOn(after: first, over: transport)
    }

    /// Tries again, if the policy says so, after tries that may have been another call's, which made the same request.
    nonisolated(nonsending) func goOn(after first: RequestEnd, over transport: some UpstreamTransport) async
        -> RequestEnd
    {
        var end = first
        guard let retry = call.retry else { return end }
        while end.tries < retry.attempts {
            guard let pause = pause(after: end, failures: max(end.tries, 1), retry, over: transport),
                transport.now + pause < content.deadline, service.extraAttempts.withdraw(.retry)
            else { break }
            if pause > .zero {
                guard await transport.sleep(until: transport.now + pause) else {
                    end.result = .refused(.failed(.canceled, "given up before another try"))
                    break
                }
            }
            let next = await hedged(over: transport)
            let (attempts, tries) = (end.attempts + next.attempts, end.tries + 1)
            // What the gate refuses says less than why the attempt before it failed; that nobody waits any more says all.
            let isRefused = if case .refused = next.result { next.reason != .canceled } else { false }
            if !isRefused { end = next }
            (end.attempts, end.tries) = (attempts, tries)
            if isRefused {
                service.extraAttempts.giveBack(.retry)
                break
            }
        }
        return end
    }

    /// How long to wait before another try; nil when another one makes no sense.
    private func pause(
        after end: RequestEnd, failures: Int, _ retry: RetryPolicy, over transport: some UpstreamTransport
    ) -> TimeSpan? {
        let backoff = retry.backoff.delay(after: failures, fraction: transport.jitter)
        switch end.result {
        case .refused: return nil
        case .exchanged(.failure(let failure)):
            // A `post` that may have arrived is not sent again, whatever the reason is called.
            guard call.plan.isIdempotent || failure.phase == .connecting && end.trail == nil else { return nil }
            return retry.reasons.contains(FailureReason(failure.reason)) ? backoff : nil
        case .exchanged(.response(let response)):
            guard !call.accepts(response.status), retry.statuses.contains(where: { $0.contains(response.status) })
            else { return nil }
            // The service knows best when it is worth while (RFC 9110, 10.2.3).
            let elapsed = Int((transport.now - session.startedAt).nanoseconds / 1_000_000_000)
            let wanted = response.headers.first { $0.name == .retryAfter }.flatMap {
                RetryAfter.pause($0.value, secondsSince1970: session.secondsSince1970 &+ elapsed)
            }
            return max(backoff, wanted ?? .zero)
        }
    }

    /// One attempt, and a second one beside it when it is slow.
    private nonisolated(nonsending) func hedged(over transport: some UpstreamTransport) async -> RequestEnd {
        guard let delay = call.hedgeDelay, transport.now + delay < content.deadline else {
            return await attempt(over: transport)
        }
        return await HedgedAttempt(attempts: self, delay: delay).run(over: transport)
    }

    /// One attempt: waits for its turn, sends, tells the breaker.
    ///
    /// `acquisition` is what the gate has said already; nil asks it. The time of an attempt begins when it is sent.
    nonisolated(nonsending) func attempt(
        acquisition: ServiceGateState.Acquisition? = nil, over transport: some UpstreamTransport
    ) async -> RequestEnd {
        let (decision, sentAt) = await enter(acquisition, over: transport)
        guard case .acquired(let ticket) = decision else {
            return RequestEnd(result: .refused(CallEnd(refusal: decision)), attempts: 0)
        }
        var content = content
        if let bound = call.retry?.attemptTimeout { content.deadline = min(content.deadline, sentAt + bound) }
        return await exchange(content, ticket, sentAt: sentAt, over: transport)
    }

    /// Waits for a place at the service, and for its breaker; says when that was.
    @inline(__always)
    private nonisolated(nonsending) func enter(
        _ acquisition: ServiceGateState.Acquisition?, over transport: some UpstreamTransport
    ) async -> (decision: ServiceGate.Decision, at: MonotonicTime) {
        let now = transport.now
        switch acquisition ?? service.gate.acquire(from: session.client, now: now) {
        case .decided(let decided):
            return (decided, now)
        case .queued(let id):
            let decision = await service.gate.wait(
                as: id, from: session.client, deadline: content.deadline, transport: transport)
            return (decision, transport.now)
        }
    }

    /// Goes where a response points, as far as the call's `follow` allows; each request passes the gate as any other does.
    @inline(never)  // its state would be part of that of each exchange
    private nonisolated(nonsending) func follow(
        _ first: RequestEnd, from instance: Int, _ content: CallContent, over transport: some UpstreamTransport
    ) async -> RequestEnd {
        var end = first
        var followed = 0
        guard var hop = call.firstHop(content, instance: instance) else { return end }
        while let response = end.response {
            switch call.next(after: hop, response, followed: followed) {
            case .none:
                return end
            case .stop(let why):
                end.trail = RedirectTrail(followed: followed, note: why)
                return end
            case .follow(let next):
                hop = next
            }
            followed += 1
            end.trail = RedirectTrail(followed: followed)
            let (decision, sentAt) = await enter(nil, over: transport)
            guard case .acquired(let ticket) = decision else {
                end.result = .refused(CallEnd(refusal: decision))
                return end
            }
            let result = await transport.send(call.request(hop, content))
            // How another host is says nothing about the service.
            let health = hop.isForeign ? .ignored : call.health(of: result, allowed: content.deadline - sentAt)
            let ended = transport.now
            service.health?.callEnded(health, result, instance: nil, now: ended)
            service.release(ticket, health, of: call, in: session, now: ended)
            end.result = .exchanged(result)
            end.attempts += 1
        }
        return end
    }

    /// An attempt that has passed the gate.
    nonisolated(nonsending) func exchange(
        _ content: CallContent, _ ticket: CircuitBreaker.Ticket, sentAt: MonotonicTime,
        over transport: some UpstreamTransport
    ) async -> RequestEnd {
        let (result, instance) = await send(content, over: transport)
        let ended = transport.now
        let health = call.health(of: result, allowed: content.deadline - sentAt)
        service.health?.callEnded(health, result, instance: instance, now: ended)
        service.release(ticket, health, of: call, in: session, now: ended)
        if case .response(let response) = result, response.status < 500 { call.observe(latency: ended - sentAt) }
        let end = RequestEnd(result: .exchanged(result), attempts: 1)
        guard call.plan.follow != nil, let instance else { return end }
        return await follow(end, from: instance, content, over: transport)
    }

    /// Sends the request to one of the instances, as `balance` says, and to one that it was not sent to before if there is one.
    ///
    /// An instance that can't be connected to is passed over for the next one: nothing has been sent, so that is no
    /// second try, and one dead instance of several neither fails calls nor opens the service's breaker.
    private nonisolated(nonsending) func send(
        _ content: CallContent, over transport: some UpstreamTransport
    ) async -> (result: UpstreamResult, instance: Int?) {
        let choice = service.choice
        var left = choice.count
        while true {
            let instance = choice.next(for: content.target, avoiding: used?.indices ?? [], chance: transport.jitter)
            guard let request = call.request(content, instance: instance) else { break }
            used?.add(instance)
            choice.began(instance)
            let result = await transport.send(request)
            choice.ended(instance)
            left -= 1
            guard left > 0, result.isPassedOver, transport.now < content.deadline else { return (result, instance) }
        }
        return (.failure(UpstreamFailure(.connect, "its service has no instance", phase: .connecting)), nil)
    }
}

extension CallEnd {
    /// The end of an attempt that its service's gate did not let through.
    init(refusal: ServiceGate.Decision) {
        switch refusal {
        case .breakerOpen(let retryAfter):
            self = .failed(.breakerOpen, "the circuit breaker of its service is open")
            self.retryAfter = String(max(1, (retryAfter.milliseconds + 999) / 1000))
        case .overloaded:
            self = .failed(.overloaded, "too many calls to its service run and wait already")
            retryAfter = "1"
        case .late: self = .failed(.timeout, "it waited for its turn until its time was over")
        case .canceled, .acquired: self = .failed(.canceled, "given up while it waited for its turn")
        }
    }
}
