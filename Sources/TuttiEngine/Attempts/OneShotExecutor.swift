internal import TuttiResilience
internal import TuttiUpstream

/// Makes one attempt of a request in a task: drives an ``AttemptState``.
struct OneShotExecutor: Sendable {
    let request: CallRequest
    /// The instances that earlier attempts were sent to; nil where there is only one.
    let used: UsedInstances?

    /// An attempt that has not begun.
    var attempt: AttemptState {
        AttemptState(request.call, request.content, instances: request.service.instances)
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
            var instance: Int?
            switch action {
            case .acquire:
                let (decision, now) = await decision(by: transport)
                action = attempt.decided(decision, now: now)
                if action == .finish { return attempt.end(.refused(CallEnd(refusal: decision))) }
                continue
            case .send:
                let next = service.nextInstance(for: request.content, used: used, chance: transport.jitter)
                used?.add(next)
                sent = attempt.request(to: next)
                instance = next
            case .sendRedirect:
                sent = attempt.redirectRequest()
            case .finish:
                sent = nil
            }
            let result: UpstreamResult
            if let sent {
                result = await transport.send(sent)
            } else {
                result = .failure(.noInstance)
            }
            if let instance { service.balancer.ended(instance) }
            let now = transport.now
            let (release, next) = attempt.exchangeEnded(result, now: now)
            if let release { service.release(release, after: result, of: request.call, in: request.session, now: now) }
            if next == .finish { return attempt.end(.exchanged(result)) }
            action = next
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
