internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The calls of one request that have been started and have not ended.
///
/// Most calls are one exchange and nothing else: no retry, no hedge, no kept answer, a place at once. Such a one is begun right
/// here and takes no task: with three calls that saves a tenth of the instructions of a request. Every other one runs in a child
/// task, and its end comes to the same desk.
///
/// Not generic over the transport: generic types that are not specialised are looked up at run time, over and over.
final class CallsUnderWay {
    /// An exchange without a task.
    private final class Direct {
        let launch: CallLaunch
        let content: CallContent
        let ticket: CircuitBreaker.Ticket
        let sentAt: MonotonicTime
        /// Instances that have been tried, the present one last.
        var used: [Int] = []
        var exchange: UpstreamExchange?

        init(_ launch: CallLaunch, _ content: CallContent, _ ticket: CircuitBreaker.Ticket, sentAt: MonotonicTime) {
            self.launch = launch
            self.content = content
            self.ticket = ticket
            self.sentAt = sentAt
        }
    }

    private let lane: any UpstreamTransport
    private let desk: CallDesk
    /// How many there are.
    private(set) var count = 0
    private var directs: [Direct?]

    init(callCount: Int, lane: any UpstreamTransport, desk: CallDesk) {
        self.lane = lane
        self.desk = desk
        directs = Array(repeating: nil, count: callCount)
    }

    /// Starts a call.
    func start(_ launch: CallLaunch, now: MonotonicTime, in group: inout DiscardingTaskGroup) {
        count += 1
        guard case .request(let content) = launch.work, launch.call.isPlain, directs.indices.contains(launch.index)
        else {
            return runInTask(launch, in: &group) { await launch.run(over: $0) }
        }
        switch launch.service.gate.arrive(now: now) {
        case .decided(.entered(let ticket)):
            let direct = Direct(launch, content, ticket, sentAt: now)
            directs[launch.index] = direct
            guard !send(direct) else { return }
            // Not on the transport's thread, or it has stopped: the task's way of sending copes with that.
            directs[launch.index] = nil
            let attempts = launch.attempts(of: content)
            runInTask(launch, in: &group) { lane in
                let end = await attempts.exchange(content, ticket, sentAt: now, over: lane)
                return launch.call.judge(end, scope: launch.scope).end
            }
        case .decided(let refusal):
            desk.post(.call(launch.index, CallEnd(refusal: refusal)))
        case .wait(let id):
            let attempts = launch.attempts(of: content)
            runInTask(launch, in: &group) { lane in
                let end = await attempts.attempt(arrival: .wait(id), over: lane)
                return launch.call.judge(end, scope: launch.scope).end
            }
        }
    }

    /// Something has arrived: the call that has ended by it; nil when it goes on.
    func take(_ arrival: CallDesk.Arrival, now: MonotonicTime) -> (index: Int, end: CallEnd)? {
        switch arrival {
        case .call(let index, let end):
            count -= 1
            return (index, end)
        case .exchange(let index, let result):
            guard directs.indices.contains(index), let direct = directs[index] else { return nil }
            let (call, service) = (direct.launch.call, direct.launch.service)
            if let instance = direct.used.last { service.choice.ended(instance) }
            // An instance that can't be connected to is passed over, as in ``RequestAttempts``.
            if direct.used.count < service.choice.count, result.isPassedOver, now < direct.content.deadline,
                send(direct)
            {
                return nil
            }
            directs[index] = nil
            count -= 1
            let health = call.health(of: result, allowed: direct.content.deadline - direct.sentAt)
            service.gate.leave(direct.ticket, health, now: now)
            let end = RequestEnd(result: .exchanged(result), attempts: 1)
            return (index, call.judge(end, scope: direct.launch.scope).end)
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
    private func send(_ direct: Direct) -> Bool {
        let (call, choice) = (direct.launch.call, direct.launch.service.choice)
        let instance = choice.next(for: direct.content.target, avoiding: direct.used, chance: self.lane.jitter)
        guard let request = call.request(direct.content, instance: instance) else { return false }
        direct.used.append(instance)
        choice.began(instance)
        guard let exchange = lane.begin(request, observer: desk, tag: direct.launch.index) else {
            choice.ended(instance)
            return false
        }
        direct.exchange = exchange
        return true
    }

    private func runInTask(
        _ launch: CallLaunch, in group: inout DiscardingTaskGroup,
        _ body: @escaping @Sendable (any UpstreamTransport) async -> CallEnd
    ) {
        // Runs up to its first wait right here: a call is under way before the next one is looked at.
        group.addImmediateTask { [lane, desk] in desk.post(.call(launch.index, await body(lane))) }
    }
}

extension CallLaunch {
    fileprivate func attempts(of content: CallContent) -> RequestAttempts {
        RequestAttempts(call: call, service: service, content: content, session: session)
    }
}

extension UpstreamResult {
    /// Whether nothing was sent because the instance can't be connected to.
    var isPassedOver: Bool {
        guard case .failure(let failure) = self else { return false }
        return failure.phase == .connecting && failure.reason != .canceled
    }
}
