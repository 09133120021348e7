internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The calls of one request that have been started and have not ended.
///
/// Most calls are one exchange and nothing else: no retry, no hedge, no cached response. Such a one is begun right here and takes no
/// task, and waits here when all places of its service are taken: with three calls that saves a tenth of the instructions of a
/// request, and nearly a fifth of its CPU where most calls wait. Every other one runs in a child task, and its end comes to the same
/// desk.
///
/// Not generic over the transport: generic types that are not specialised are looked up at run time, over and over.
final class InFlightCalls {
    /// An exchange without a task.
    private final class Direct {
        /// How far it is.
        enum Stage {
            /// In its service's queue. Can transition to: sent.
            case waiting(ConcurrencyLimiter.WaiterID)
            /// Under way since that moment.
            case sent(CircuitBreaker.Ticket, at: MonotonicTime)
        }

        let launch: CallLaunch
        let content: CallContent
        var stage: Stage
        /// Instances that have been tried, the present one last.
        var used: [Int] = []
        var exchange: UpstreamExchange?

        init(_ launch: CallLaunch, _ content: CallContent, _ stage: Stage) {
            self.launch = launch
            self.content = content
            self.stage = stage
        }
    }

    private let transport: any UpstreamTransport
    private let mailbox: CallMailbox
    /// How many there are.
    private(set) var count = 0
    private var directs: [Direct?]
    private var isCanceled = false
    /// Fires when the first of the waiting calls is late.
    private var lateness: (at: MonotonicTime, timer: UpstreamTimer)?

    init(callCount: Int, transport: any UpstreamTransport, mailbox: CallMailbox) {
        self.transport = transport
        self.mailbox = mailbox
        // Not `Array(repeating:count:)`, which looks its type up at run time.
        directs = (0..<callCount).map { _ in nil }
    }

    deinit {
        lateness?.timer.cancel()
    }

    /// Starts a call.
    func start(_ launch: CallLaunch, now: MonotonicTime, in group: inout DiscardingTaskGroup) {
        count += 1
        guard case .request(let content) = launch.work, launch.call.isPlain, directs.indices.contains(launch.index)
        else {
            return runInTask(launch, in: &group) { await launch.run(over: $0) }
        }
        switch launch.service.gate.acquire(
            from: launch.session.client, now: now, waiter: .mailbox(mailbox, call: launch.index))
        {
        case .decided(.acquired(let ticket)):
            enter(Direct(launch, content, .sent(ticket, at: now)), ticket, now: now, in: &group)
        case .decided(let refusal):
            mailbox.post(.call(launch.index, CallEnd(refusal: refusal)))
        case .queued(let id):
            directs[launch.index] = Direct(launch, content, .waiting(id))
            expectLateness(at: content.deadline)
        }
    }

    /// Something has arrived: the call that has ended by it; nil when it goes on.
    func receive(
        _ message: CallMailbox.Message, now: MonotonicTime, in group: inout DiscardingTaskGroup
    ) -> (index: Int, end: CallEnd)? {
        switch message {
        case .call(let index, let end):
            count -= 1
            return (index, end)
        case .permit(let index):
            return permitCame(index, now: now, in: &group)
        case .late:
            endLate(now: now)
            return nil
        case .exchange(let index, let result):
            guard directs.indices.contains(index), let direct = directs[index],
                case .sent(let ticket, let sentAt) = direct.stage
            else { return nil }
            let (call, service) = (direct.launch.call, direct.launch.service)
            if let instance = direct.used.last { service.choice.ended(instance) }
            // An instance that can't be connected to is passed over, as in ``RequestAttempts``.
            if !isCanceled, direct.used.count < service.choice.count, result.isPassedOver,
                now < direct.content.deadline,
                send(direct)
            {
                return nil
            }
            directs[index] = nil
            count -= 1
            let health = call.health(of: result, allowed: direct.content.deadline - sentAt)
            service.health?.callEnded(health, result, instance: direct.used.last, now: now)
            service.release(ticket, health, of: call, in: direct.launch.session, now: now)
            let end = RequestEnd(result: .exchanged(result), attempts: 1)
            return (index, call.judge(end, scope: direct.launch.scope).end)
        }
    }

    /// Gives all of them up; their ends still come.
    func cancelAll(in group: inout DiscardingTaskGroup) {
        isCanceled = true
        for (index, direct) in directs.enumerated() {
            guard let direct else { continue }
            switch direct.stage {
            case .sent: if let exchange = direct.exchange { transport.cancel(exchange) }
            case .waiting(let id):
                guard direct.launch.service.gate.abandon(id) else { continue }
                directs[index] = nil
                mailbox.post(.call(index, CallEnd(refusal: .canceled)))
            }
        }
        group.cancelAll()
    }

    // MARK: - Waiting for a place

    private func permitCame(
        _ index: Int, now: MonotonicTime, in group: inout DiscardingTaskGroup
    ) -> (index: Int, end: CallEnd)? {
        guard directs.indices.contains(index), let direct = directs[index] else { return nil }
        directs[index] = nil
        let gate = direct.launch.service.gate
        if isCanceled || direct.content.deadline <= now {
            gate.releasePermit()
            count -= 1
            return (index, CallEnd(refusal: isCanceled ? .canceled : .late))
        }
        let decision = gate.admit(from: direct.launch.session.client, now: now)
        guard case .acquired(let ticket) = decision else {
            count -= 1
            return (index, CallEnd(refusal: decision))
        }
        direct.stage = .sent(ticket, at: now)
        enter(direct, ticket, now: now, in: &group)
        return nil
    }

    /// Has `late` arrive at the desk at that moment, or before.
    private func expectLateness(at time: MonotonicTime) {
        if let lateness {
            if lateness.at <= time { return }
            lateness.timer.cancel()
        }
        lateness = (time, transport.schedule(at: time) { [mailbox] in mailbox.post(.late) })
    }

    private func endLate(now: MonotonicTime) {
        lateness?.timer.cancel()
        lateness = nil
        for (index, direct) in directs.enumerated() {
            guard let direct, case .waiting(let id) = direct.stage else { continue }
            if direct.content.deadline > now {
                expectLateness(at: direct.content.deadline)
            } else if direct.launch.service.gate.abandon(id) {
                directs[index] = nil
                mailbox.post(.call(index, CallEnd(refusal: .late)))
            }
        }
    }

    // MARK: - Sending

    /// Sends what has passed the gate.
    private func enter(
        _ direct: Direct, _ ticket: CircuitBreaker.Ticket, now: MonotonicTime, in group: inout DiscardingTaskGroup
    ) {
        let launch = direct.launch
        directs[launch.index] = direct
        guard !send(direct) else { return }
        // Not on the transport's thread, or it has stopped: the task's way of sending copes with that.
        directs[launch.index] = nil
        let content = direct.content
        let attempts = RequestAttempts(
            call: launch.call, service: launch.service, content: content, session: launch.session)
        runInTask(launch, in: &group) { transport in
            let end = await attempts.exchange(content, ticket, sentAt: now, over: transport)
            return launch.call.judge(end, scope: launch.scope).end
        }
    }

    /// Sends a direct call's request to an instance; false when the transport does not begin anything here.
    private func send(_ direct: Direct) -> Bool {
        let (call, choice) = (direct.launch.call, direct.launch.service.choice)
        let instance = choice.next(for: direct.content.target, avoiding: direct.used, chance: self.transport.jitter)
        guard let request = call.request(direct.content, instance: instance) else { return false }
        direct.used.append(instance)
        choice.began(instance)
        guard let exchange = transport.begin(request, observer: mailbox, tag: direct.launch.index) else {
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
        // Runs up to its first wait right here: a call is in flight before the next one is looked at.
        group.addImmediateTask { [transport, mailbox] in mailbox.post(.call(launch.index, await body(transport))) }
    }
}

extension UpstreamResult {
    /// Whether nothing was sent because the instance can't be connected to.
    var isPassedOver: Bool {
        guard case .failure(let failure) = self else { return false }
        // Where this side has no descriptor left, it has none for another instance either.
        return failure.phase == .connecting && failure.reason != .canceled && failure.reason != .overloaded
    }
}
