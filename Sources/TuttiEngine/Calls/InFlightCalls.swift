internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The calls of one request that have been started and have not ended.
///
/// The first attempt of most calls is made right here, without a task: its exchange ends with a message in the mailbox, and so does
/// its wait for a permit. With three calls that saves a tenth of the instructions of a request, and nearly a fifth of its CPU where
/// most calls wait. Hedged calls, `each`, and calls that may share a response run in a child task; so does what follows a first
/// attempt: a redirect, or a retry. The ends of all come to the same mailbox.
///
/// Not generic over the transport: generic types that are not specialised are looked up at run time, over and over.
final class InFlightCalls {
    /// A call whose first attempt is made without a task.
    private final class DirectCall {
        let launch: CallLaunch
        var attempt: AttemptState
        /// The instances that it was sent to; nil as long as it's at most one.
        var used: UsedInstances?
        /// What it waits for a permit under; nil when it doesn't wait.
        var waiterID: ConcurrencyLimiter.WaiterID?
        /// What was sent last; nil when nothing was.
        var exchange: UpstreamExchange?

        init(_ launch: CallLaunch, _ content: CallContent) {
            self.launch = launch
            attempt = AttemptState(launch.call, content)
        }
    }

    private let transport: any UpstreamRuntime
    private let mailbox: CallMailbox
    /// How many there are.
    private(set) var count = 0
    private var directs: [DirectCall?]
    /// Fires when the first of the waiting calls is late.
    private var lateness: (at: MonotonicTime, timer: UpstreamTimer)?

    init(callCount: Int, transport: any UpstreamRuntime, mailbox: CallMailbox) {
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
        guard case .request(let content) = launch.work, launch.call.startsWithoutTask,
            directs.indices.contains(launch.index), content.credential.map({ $0.standing() == .ready }) ?? true
        else {
            return runInTask(launch, in: &group) { await launch.run(over: $0) }
        }
        if launch.call.retry != nil { launch.service.extraAttempts.callStarted() }
        let direct = DirectCall(launch, content)
        switch launch.service.gate.acquire(
            from: launch.session.client, now: now, waiter: .mailbox(mailbox, call: launch.index))
        {
        case .decided(let decision):
            if direct.attempt.decided(decision, among: launch.service.balancer.set, now: now) == .send {
                send(direct)
            } else {
                mailbox.post(.call(launch.index, CallEnd(refusal: decision)))
            }
        case .queued(let id):
            direct.waiterID = id
            directs[launch.index] = direct
            expectLateness(at: content.deadline)
        }
    }

    /// Handles a message of the mailbox; returns the call that has ended by it, nil when it goes on.
    func receive(
        _ message: CallMailbox.Message, now: MonotonicTime, in group: inout DiscardingTaskGroup
    ) -> (index: Int, end: CallEnd)? {
        switch message {
        case .call(let index, let end):
            count -= 1
            return (index, end)
        case .permit(let index):
            return permitArrived(index, now: now)
        case .late:
            endLate(now: now)
            return nil
        case .exchange(let index, let result):
            return exchangeEnded(index, result, now: now, in: &group)
        }
    }

    /// Gives all of them up; their ends still come.
    ///
    /// What a call with an `undo` has sent goes on to its end: what came of it decides what there is to undo.
    func cancelAll(in group: inout DiscardingTaskGroup) {
        for (index, direct) in directs.enumerated() {
            guard let direct else { continue }
            direct.attempt.cancel()
            if let exchange = direct.exchange {
                if direct.launch.call.undo == nil { transport.cancel(exchange) }
            } else if let id = direct.waiterID, direct.launch.service.gate.abandon(id) {
                directs[index] = nil
                mailbox.post(.call(index, CallEnd(refusal: .canceled)))
            }
        }
        group.cancelAll()
    }

    // MARK: - Waiting for a permit

    private func permitArrived(_ index: Int, now: MonotonicTime) -> (index: Int, end: CallEnd)? {
        guard directs.indices.contains(index), let direct = directs[index] else { return nil }
        let gate = direct.launch.service.gate
        direct.waiterID = nil
        let decision: ServiceGate.Decision
        if let refusal = direct.attempt.refusal(now: now) {
            gate.releasePermit()
            decision = refusal
        } else {
            decision = gate.admit(from: direct.launch.session.client, now: now)
        }
        if direct.attempt.decided(decision, among: direct.launch.service.balancer.set, now: now) == .send {
            send(direct)
            return nil
        }
        directs[index] = nil
        count -= 1
        return (index, CallEnd(refusal: decision))
    }

    /// Has the message `late` posted at that moment, or before.
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
            guard let direct, let id = direct.waiterID else { continue }
            if direct.attempt.content.deadline > now {
                expectLateness(at: direct.attempt.content.deadline)
            } else if direct.launch.service.gate.abandon(id) {
                directs[index] = nil
                mailbox.post(.call(index, CallEnd(refusal: .late)))
            }
        }
    }

    // MARK: - Exchanges

    /// Sends a call's request to an instance.
    private func send(_ direct: DirectCall) {
        let (index, service) = (direct.launch.index, direct.launch.service)
        // Most requests are sent once: then nothing has to be avoided.
        if direct.attempt.instance != nil { noteUsed(direct) }
        guard
            let instance = service.nextInstance(
                among: direct.attempt.instances,
                for: direct.launch.session.balanceKey(of: service, target: direct.attempt.content.target),
                avoiding: direct.used?.instances ?? [],
                tried: direct.attempt.instancesTried, by: transport)
        else {
            service.release(direct.attempt.foundNoInstance(), in: direct.launch.session, now: transport.now)
            directs[index] = nil
            return mailbox.post(.call(index, .noInstance))
        }
        directs[index] = direct
        direct.exchange = transport.begin(direct.attempt.request(to: instance), observer: mailbox, tag: index)
    }

    /// Notes the instance that a call was sent to last, so that its next request goes to another one.
    private func noteUsed(_ direct: DirectCall) {
        guard let instance = direct.attempt.instance, direct.launch.service.mayHaveSeveral else { return }
        let used = direct.used ?? UsedInstances()
        used.add(instance)
        direct.used = used
    }

    private func exchangeEnded(
        _ index: Int, _ result: UpstreamResult, now: MonotonicTime, in group: inout DiscardingTaskGroup
    ) -> (index: Int, end: CallEnd)? {
        guard directs.indices.contains(index), let direct = directs[index] else { return nil }
        let launch = direct.launch
        let ended = direct.attempt.exchangeEnded(result, now: now)
        let instance = direct.attempt.instance
        if let instance { launch.service.exchangeEnded(ended, after: result, at: instance, now: now) }
        if let release = ended.release {
            launch.service.release(release, after: result, at: instance, of: launch.call, in: launch.session, now: now)
        }
        switch ended.action {
        case .send:
            send(direct)
            return nil
        case .acquire, .sendRedirect:
            continueInTask(direct, from: ended.action, in: &group)
            return nil
        case .finish:
            directs[index] = nil
            let end = direct.attempt.end(.exchanged(result))
            if launch.call.retry != nil || end.tokenNumber != 0 && end.status == 401,
                end.status.map(launch.call.accepts) != true, !direct.attempt.isCanceled
            {
                let (retries, target) = (retries(of: direct), direct.attempt.content.target)
                runInTask(launch, in: &group) { transport in
                    let end = await retries.goOn(after: end, over: transport)
                    return launch.judged(end, target: target, now: transport.now)
                }
                return nil
            }
            count -= 1
            let judged = launch.call.judge(end, of: launch.service, scope: launch.scope, in: launch.session).end
            if launch.call.invalidates {
                launch.call.invalidate(
                    after: judged, target: direct.attempt.content.target, of: launch.service, in: launch.session,
                    now: now)
            }
            return (index, judged)
        }
    }

    // MARK: - Tasks

    private func continueInTask(
        _ direct: DirectCall, from action: AttemptState.Action, in group: inout DiscardingTaskGroup
    ) {
        let (launch, attempt, retries) = (direct.launch, direct.attempt, retries(of: direct))
        directs[launch.index] = nil
        runInTask(launch, in: &group) { transport in
            let end = await retries.goOn(with: attempt, from: action, over: transport)
            return launch.judged(end, target: attempt.content.target, now: transport.now)
        }
    }

    private func retries(of direct: DirectCall) -> RetryExecutor {
        let launch = direct.launch
        noteUsed(direct)
        return RetryExecutor(
            CallRequest(
                call: launch.call, service: launch.service, content: direct.attempt.content, session: launch.session),
            used: direct.used ?? (launch.service.mayHaveSeveral ? UsedInstances() : nil))
    }

    private func runInTask(
        _ launch: CallLaunch, in group: inout DiscardingTaskGroup,
        _ body: @escaping @Sendable (any UpstreamRuntime) async -> CallEnd
    ) {
        // Runs up to its first wait right here: a call is in flight before the next one starts.
        group.addImmediateTask { [transport, mailbox] in mailbox.post(.call(launch.index, await body(transport))) }
    }
}
