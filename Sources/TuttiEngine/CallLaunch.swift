internal import TuttiExpressions
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// A call to be made, with everything its task needs.
struct CallLaunch: Sendable {
    let index: Int
    let call: PreparedCall
    let service: Service
    let content: CallContent
    /// The document, as far as `select` reads it.
    let scope: Scope

    /// Makes the call: waits for its turn, sends it, tells the breaker, judges the answer.
    nonisolated(nonsending) func run(over lane: some UpstreamTransport) async -> CallEnd {
        let ticket: CircuitBreaker.Ticket
        let sent: MonotonicTime
        let entry: ServiceGate.Entry
        let arrival = lane.now
        switch service.gate.arrive(now: arrival) {
        case .decided(let decided):
            entry = decided
            sent = arrival
        case .wait(let id):
            entry = await service.gate.wait(as: id, deadline: content.deadline, transport: lane)
            sent = lane.now
        }
        switch entry {
        case .entered(let admitted):
            ticket = admitted
        case .breakerOpen(let retryAfter):
            var end = CallEnd.failed(.breakerOpen, "the circuit breaker of its service is open")
            end.retryAfter = String(max(1, (retryAfter.milliseconds + 999) / 1000))
            return end
        case .overloaded:
            var end = CallEnd.failed(.overloaded, "too many calls to its service run and wait already")
            end.retryAfter = "1"
            return end
        case .late:
            return .failed(.timeout, "it waited for its turn until its time was over")
        case .canceled:
            return .failed(.canceled, "given up while it waited for its turn")
        }
        let result = await send(over: lane)
        let health = call.health(of: result, allowed: content.deadline - sent)
        service.gate.leave(ticket, health, now: lane.now)
        return call.judge(result, scope: scope)
    }

    /// Sends the call to the instance whose turn it is.
    ///
    /// An instance that can't be connected to is passed over for the next one: nothing has been sent, so that is no
    /// second try, and one dead instance of several neither fails calls nor opens the service's breaker.
    private nonisolated(nonsending) func send(over lane: some UpstreamTransport) async -> UpstreamResult {
        var left = service.plan.instances.count
        while let request = call.request(content, instance: service.nextInstance()) {
            let result = await lane.send(request)
            left -= 1
            guard left > 0, case .failure(let failure) = result, failure.phase == .connecting,
                failure.reason != .canceled, lane.now < content.deadline
            else { return result }
        }
        return .failure(UpstreamFailure(.connect, "its service has no instance", phase: .connecting))
    }
}
