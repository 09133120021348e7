internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// The checks of one instance: one after the other, until they are stopped.
final class InstanceCheck: UpstreamObserver {
    private struct State {
        var count: HealthCount
        /// The failed checks since the last good one.
        var failures = 0
        var begunAt = MonotonicTime.zero
        var timer: UpstreamTimer?
        var exchange: UpstreamExchange?
        /// When connections are opened ahead of requests again.
        var warmingDue = MonotonicTime.zero
        var isStopped = false
    }

    private let instance: PreparedInstance
    private let service: Service
    private let checked: PreparedCheck
    private let findings: CheckFindings
    private let tools: CheckTools
    private let state: Mutex<State>

    /// Checks that have not begun.
    init(
        of instance: PreparedInstance, in service: Service, by checked: PreparedCheck, noting findings: CheckFindings,
        with tools: CheckTools
    ) {
        self.instance = instance
        self.service = service
        self.checked = checked
        self.findings = findings
        self.tools = tools
        state = Mutex(State(count: HealthCount(fall: checked.plan.fall, rise: checked.plan.rise)))
    }

    private var runtime: any UpstreamRuntime { tools.runtime }

    /// Begins with the first check, within a tenth of `every`: those of many instances don't come all at once.
    func start() {
        let tenth = Double(checked.plan.every.nanoseconds / 10) * runtime.jitter
        schedule(at: runtime.now + TimeSpan(nanoseconds: Int64(tenth)))
    }

    /// Makes no more checks, and gives up the one that is being made.
    func stop() {
        let (timer, exchange) = state.withLock { state in
            state.isStopped = true
            defer { (state.timer, state.exchange) = (nil, nil) }
            return (state.timer, state.exchange)
        }
        timer?.cancel()
        if let exchange { runtime.cancel(exchange) }
    }

    private func schedule(at time: MonotonicTime) {
        let timer = runtime.schedule(at: time) { [weak self] in self?.check() }
        let isStopped = state.withLock { state in
            if !state.isStopped { state.timer = timer }
            return state.isStopped
        }
        if isStopped { timer.cancel() }
    }

    private func check() {
        let now = runtime.now
        let isStopped = state.withLock { state in
            state.begunAt = now
            return state.isStopped
        }
        guard !isStopped else { return }
        guard let call = checked.call else {
            return tools.probe.connect(to: instance.upstream, within: checked.plan.timeout) { [weak self] failure in
                self?.ended(PreparedCheck.Finding(failure))
            }
        }
        let request = UpstreamRequest(
            call: call, instance: instance.upstream, target: instance.basePath + checked.target,
            deadline: now + checked.plan.timeout)
        let exchange = runtime.begin(request, observer: self, tag: 0)
        // It may have ended already; to give up what has ended does nothing.
        let isStoppedNow = state.withLock { state in
            state.exchange = exchange
            return state.isStopped
        }
        if isStoppedNow { runtime.cancel(exchange) }
    }

    func exchangeEnded(_ tag: Int, _ result: UpstreamResult) {
        ended(checked.finding(result))
    }

    private func ended(_ finding: PreparedCheck.Finding) {
        let (begunAt, change) = state.withLock { state -> (MonotonicTime?, ServiceEvent.Change?) in
            guard !state.isStopped else { return (nil, nil) }
            state.exchange = nil
            return (state.begunAt, note(finding, &state))
        }
        guard let begunAt else { return }
        var changes: [InstanceChange] = []
        if let change {
            var reason: String?
            if case .failed(let why) = finding { reason = why }
            service.checked(instance, change, reason: reason)
            changes.append(InstanceChange(.unhealthy, reason != nil, of: instance))
        }
        // It has had a check: it waits for none any more.
        if finding != .nothing, instance.standing.contains(.unchecked) {
            changes.append(InstanceChange(.unchecked, false, of: instance))
        }
        if !changes.isEmpty { findings.note(changes) }
        if finding == .good { keepWarm() }
        // Up to a tenth earlier, so that the checks of many gateways don't keep in step.
        let every = checked.plan.every.nanoseconds
        let early = Int64(Double(every / 10) * (1 - min(max(runtime.jitter, 0), 1)))
        schedule(at: max(begunAt + TimeSpan(nanoseconds: every - early), runtime.now))
    }

    /// Has connections opened ahead of requests: with the first good check of an instance that is in use, and again before they have been idle
    /// for too long.
    private func keepWarm() {
        let connection = instance.upstream.connection
        guard connection.warm > 0, let call = checked.call else { return }
        let now = runtime.now
        let isUsed = instance.standing.isDisjoint(with: [.draining, .unhealthy, .ejected])
        let isDue = state.withLock { state in
            guard isUsed, now >= state.warmingDue, !state.isStopped else {
                if !isUsed { state.warmingDue = .zero }
                return false
            }
            state.warmingDue = now + TimeSpan(nanoseconds: connection.keepAlive.nanoseconds / 2)
            return true
        }
        guard isDue else { return }
        let request = UpstreamRequest(
            call: call, instance: instance.upstream, target: instance.basePath + checked.target,
            deadline: now + checked.plan.timeout)
        for warmer in tools.warmers { warmer.warm(by: request, count: connection.warm, for: service.uses) }
    }

    private func note(_ finding: PreparedCheck.Finding, _ state: inout State) -> ServiceEvent.Change? {
        let isFirst = state.count.state == .unknown
        switch finding {
        case .nothing: return nil
        case .good:
            state.failures = 0
            guard state.count.checkEnded(succeeded: true) else { return nil }
            // The first good one is no news.
            return isFirst ? nil : .healthy
        case .failed:
            state.failures &+= 1
            return state.count.checkEnded(succeeded: false) ? .unhealthy(checks: state.failures) : nil
        }
    }
}
