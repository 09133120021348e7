internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// Makes one attempt of a request in a task: drives an ``AttemptState``.
struct OneShotExecutor: Sendable {
    let request: CallRequest
    /// The instances that earlier attempts were sent to; nil where there is only one.
    let used: UsedInstances?

    /// An attempt that has not begun.
    var attempt: AttemptState {
        AttemptState(request.call, request.content)
    }

    /// Makes the attempt to its end.
    ///
    /// - Parameters:
    ///   - start: the attempt, which may have begun elsewhere.
    ///   - firstAction: what it needs next.
    ///   - transport: what sends.
    /// - Returns: how it ended.
    nonisolated(nonsending) func run(
        _ start: AttemptState, from firstAction: AttemptState.Action = .acquire, over transport: some UpstreamRuntime
    ) async -> RequestEnd {
        let service = request.service
        var attempt = start
        var action = firstAction
        // Its token comes first: who waits for one holds no permit.
        if let credential = request.content.credential, action == .acquire,
            let refusal = await credential.refusal(until: request.content.deadline, by: transport)
        {
            return attempt.end(.refused(refusal))
        }
        while true {
            let sent: UpstreamRequest?
            var instance: PreparedInstance?
            switch action {
            case .acquire:
                let (decision, now) = await decision(by: transport)
                action = attempt.decided(decision, among: service.balancer.set, now: now)
                if action == .finish { return attempt.end(.refused(CallEnd(refusal: decision))) }
                continue
            case .send:
                guard
                    let next = service.nextInstance(
                        among: attempt.instances,
                        for: request.session.balanceKey(of: service, target: request.content.target),
                        avoiding: used?.instances ?? [],
                        tried: attempt.instancesTried, by: transport)
                else {
                    service.release(attempt.foundNoInstance(), in: request.session, now: transport.now)
                    return attempt.end(.refused(.noInstance))
                }
                used?.add(next)
                sent = attempt.request(to: next)
                instance = next
            case .sendRedirect:
                sent = attempt.redirectRequest()
            case .finish:
                sent = nil
            }
            guard let sent else { return attempt.end(.refused(.failed(.canceled, "given up"))) }
            let result = await transport.send(sent)
            let now = transport.now
            let ended = attempt.exchangeEnded(result, now: now)
            if let instance { service.exchangeEnded(ended, after: result, at: instance, now: now) }
            if let release = ended.release {
                service.release(release, after: result, at: instance, of: request.call, in: request.session, now: now)
            }
            if ended.action == .finish { return attempt.end(.exchanged(result)) }
            action = ended.action
        }
    }

    /// Acquires a permit, or waits for one; says when that was.
    @inline(__always)
    private nonisolated(nonsending) func decision(
        by clock: some UpstreamClock & UpstreamTimers
    ) async -> (decision: ServiceGate.Decision, at: MonotonicTime) {
        let (gate, client, now) = (request.service.gate, request.session.client, clock.now)
        switch gate.acquire(from: client, now: now) {
        case .decided(let decided):
            return (decided, now)
        case .queued(let id):
            let decision = await gate.wait(as: id, from: client, deadline: request.content.deadline, by: clock)
            return (decision, clock.now)
        }
    }
}
