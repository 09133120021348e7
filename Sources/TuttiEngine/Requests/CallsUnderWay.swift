internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The calls of one request that have been started and have not ended.
///
/// Most calls are one exchange and nothing else: no retry, no hedge, no kept answer, a place at once. Such a one is begun right
/// here and takes no task: with three calls that saves a tenth of the instructions of a request. Every other one runs in a child
/// task, and its end comes to the same desk.
struct CallsUnderWay<Lane: UpstreamTransport> {
    /// An exchange without a task.
    private struct Direct {
        let launch: CallLaunch
        let content: CallContent
        let ticket: CircuitBreaker.Ticket
        let sentAt: MonotonicTime
        /// Instances that have not been tried.
        var left: Int
        var used: [Int] = []
        var exchange: UpstreamExchange?
    }

    let lane: Lane
    let desk: CallDesk
    /// How many there are.
    private(set) var count = 0
    private var directs: [Direct?]

    init(callCount: Int, lane: Lane, desk: CallDesk) {
        self.lane = lane
        self.desk = desk
        directs = Array(repeating: nil, count: callCount)
    }

    /// Starts a call.
    mutating func start(_ launch: CallLaunch, now: MonotonicTime, in group: inout DiscardingTaskGroup) {
        count += 1
        guard case .request(let content) = launch.work, launch.call.isPlain, directs.indices.contains(launch.index)
        else {
            return runInTask(launch, in: &group) { await launch.run(over: $0) }
        }
        let attempts = RequestAttempts(
            call: launch.call, service: launch.service, content: content, session: launch.session)
        switch launch.service.gate.arrive(now: now) {
        case .decided(.entered(let ticket)):
            directs[launch.index] = Direct(
                launch: launch, content: content, ticket: ticket, sentAt: now, left: launch.service.choice.count)
            guard !send(launch.index) else { return }
            // Not on the transport's thread, or it has stopped: the task's way of sending copes with that.
            directs[launch.index] = nil
            runInTask(launch, in: &group) { lane in
                let end = await attempts.exchange(content, ticket, sentAt: now, over: lane)
                return launch.call.judge(end, scope: launch.scope).end
            }
        case .decided(let refusal):
            desk.post(.call(launch.index, CallEnd(refusal: refusal)))
        case .wait(let id):
            runInTask(launch, in: &group) { lane in
                let end = await attempts.attempt(arrival: .wait(id), over: lane)
                return launch.call.judge(end, scope: launch.scope).end
            }
        }
    }

    /// Something has arrived: the call that has ended by it; nil when it goes on.
    mutating func take(_ arrival: CallDesk.Arrival, now: MonotonicTime) -> (index: Int, end: CallEnd)? {
        switch arrival {
        case .call(let index, let end):
            count -= 1
            return (index, end)
        case .exchange(let index, let result):
            guard directs.indices.contains(index), let direct = directs[index] else { return nil }
            let (launch, service) = (direct.launch, direct.launch.service)
            if let instance = direct.used.last { service.choice.ended(instance) }
            // An instance that can't be connected to is passed over, as in ``RequestAttempts``.
            if direct.left > 0, result.isPassedOver, now < direct.content.deadline, send(index) { return nil }
            directs[index] = nil
            count -= 1
            let health = launch.call.health(of: result, allowed: direct.content.deadline - direct.sentAt)
            service.gate.leave(direct.ticket, health, now: now)
            let end = RequestEnd(result: .exchanged(result), attempts: 1)
            return (index, launch.call.judge(end, scope: launch.scope).end)
        }
    }

    /// Gives all of them up; their ends still come.
    func cancelAll(in group: inout DiscardingTaskGroup) {
        for direct in directs {
            if let exchange = direct?.exchange { lane.cancel(exchange) }
        }
        group.cancelAll()
    }

    /// Sends a direct call's request to an instance; false when the transport does not begin anything here.
    private mutating func send(_ index: Int) -> Bool {
        guard var direct = directs[index] else { return false }
        let choice = direct.launch.service.choice
        let instance = choice.next(for: direct.content.target, avoiding: direct.used, chance: lane.jitter)
        guard let request = direct.launch.call.request(direct.content, instance: instance) else { return false }
        direct.left -= 1
        direct.used.append(instance)
        directs[index] = direct
        choice.began(instance)
        guard let exchange = lane.begin(request, observer: desk, tag: index) else {
            choice.ended(instance)
            return false
        }
        directs[index]?.exchange = exchange
        return true
    }

    private func runInTask(
        _ launch: CallLaunch, in group: inout DiscardingTaskGroup,
        _ body: @escaping @Sendable (Lane) async -> CallEnd
    ) {
        // Runs up to its first wait right here: a call is under way before the next one is looked at.
        group.addImmediateTask { [lane, desk] in desk.post(.call(launch.index, await body(lane))) }
    }
}

extension UpstreamResult {
    /// Whether nothing was sent because the instance can't be connected to.
    var isPassedOver: Bool {
        guard case .failure(let failure) = self else { return false }
        return failure.phase == .connecting && failure.reason != .canceled
    }
}
