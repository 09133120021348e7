internal import Synchronization
internal import TuttiCaching
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// What all calls to one service share, on all workers and from one reload to the next.
final class Service: Sendable {
    let plan: ServicePlan
    let gate: ServiceGate
    /// Reports changes of the service's state; nil when there is no observer.
    let failures: FailureReports?
    /// Of requests that routes send to it.
    let uploads: UploadShares
    let extraAttempts: ExtraAttempts
    /// A number that no other service of this process has; it is part of the key of cached responses.
    let identity: Int
    let balancer: LoadBalancer
    /// What all responses from it are purged by.
    let cacheTags: [CacheTag]
    /// What it gets in `Authorization` from the gateway; nil for nothing.
    let tokens: ServiceTokens?
    /// Ejects instances that fail; nil where the files turn it off.
    private let outliers: Outliers?
    /// What is made of changes of the instances.
    private let reports: InstanceReports
    private let observer: (any ServiceObserver)?
    /// Responses that don't fit `expects` of a call that takes them all the same.
    private let unexpected = Atomic<Int>(0)
    private let useBits = Atomic<UInt8>(0)
    /// The instances that there are now.
    var instances: [PreparedInstance] { balancer.set.members }
    /// What the present plan has it for.
    var uses: ConnectionUses {
        get { ConnectionUses(rawValue: useBits.load(ordering: .relaxed)) }
        set { useBits.store(newValue.rawValue, ordering: .relaxed) }
    }
    /// Whether it has, or may get, more than one instance.
    let mayHaveSeveral: Bool
    /// Whether it gets tokens that the gateway asks an issuer for.
    var takesOwnTokens: Bool { tokens != nil && plan.credentials != .clientToken }
    private static let lastIdentity = Atomic<Int>(0)

    init(_ plan: ServicePlan, zone: String? = nil, observer: (any ServiceObserver)?) {
        self.plan = plan
        cacheTags = [CacheTag(.service, plan.name)]
        mayHaveSeveral = plan.mayHaveSeveralInstances
        self.observer = observer
        failures = observer.map { FailureReports(plan, observer: $0) }
        gate = ServiceGate(plan, reports: failures)
        uploads = UploadShares(plan.concurrency)
        extraAttempts = ExtraAttempts(ratio: plan.retryBudget)
        let balancer = LoadBalancer(plan, zone: zone)
        self.balancer = balancer
        let reports = InstanceReports(service: plan.name, observer: observer)
        self.reports = reports
        outliers = plan.outliers.map { policy in
            Outliers(policy, of: balancer, comparesRates: plan.balance != .hash) { change, instance, reason in
                reports.report(change, of: instance, reason)
            }
        }
        tokens = plan.credentials.map(ServiceTokens.init)
        identity = Self.lastIdentity.wrappingAdd(1, ordering: .relaxed).newValue
        balancer.watch { [weak self] areOthers in self?.instancesChanged(areOthers) }
    }

    /// Chooses the instance that a request is sent to, and counts the request there until its exchange ends; nil where there is none.
    ///
    /// - Parameters:
    ///   - set: the instances that there are; nil for none.
    ///   - key: what `hash` goes by.
    ///   - used: the instances that the request was sent to, each as often as it was.
    ///   - tried: how many of the last of them the present attempt was sent to.
    ///   - clock: tells the time.
    /// - Returns: the instance; nil where none is in use.
    func nextInstance(
        among set: InstanceSet?, for key: @autoclosure () -> UInt64, avoiding used: [PreparedInstance], tried: Int,
        by clock: some UpstreamClock
    ) -> PreparedInstance? {
        guard let set,
            let instance = balancer.next(among: set, for: key(), avoiding: used, tried: tried, now: clock.now)
        else { return nil }
        instance.began()
        return instance
    }

    /// What `hash` goes by where the file doesn't say it: the path.
    static func balanceKey(of target: String) -> UInt64 {
        target.utf8.prefix { $0 != UInt8(ascii: "?") }.fnv1a()
    }

    /// An exchange with an instance has ended, which the instance is told.
    func exchangeEnded(
        _ ended: AttemptState.Ended, after result: UpstreamResult, at instance: PreparedInstance, now: MonotonicTime
    ) {
        instance.ended()
        instanceShowed(ended.verdict, FailureReports.End(result), at: instance, after: ended.time, now: now)
    }

    /// A request has shown what an instance does.
    func instanceShowed(
        _ verdict: CircuitBreaker.CallResult, _ end: @autoclosure () -> FailureReports.End,
        at instance: PreparedInstance,
        after time: TimeSpan, now: MonotonicTime
    ) {
        // How long one takes matters where there is another one.
        instance.showed(verdict, after: mayHaveSeveral ? time : nil, now: now)
        outliers?.ended(end(), verdict: verdict, at: instance, now: now)
    }

    /// Tells the observer of a change.
    func report(_ change: ServiceEvent.Change, reason: String? = nil) {
        observer?.serviceChanged(ServiceEvent(service: plan.name, change: change, reason: reason))
    }

    /// Calls `watcher` each time there are other instances from now on; nil calls nobody any more.
    func watchInstances(_ watcher: (@Sendable () -> Void)?) {
        reports.next.withLock { $0 = watcher }
    }

    private func instancesChanged(_ areOthers: Bool) {
        outliers?.instancesChanged()
        reports.changed(areOthers) { balancer.set }
    }

    /// Tells the observer that a check has found an instance unhealthy, or healthy again.
    func checked(_ instance: PreparedInstance, _ change: ServiceEvent.Change, reason: String?) {
        reports.report(change, of: instance, reason)
    }

    /// Lets the requests of an instance end and sends it no more, or takes that back.
    ///
    /// - Parameters:
    ///   - address: host and port: `10.0.0.7:8080`, `[::1]:80`; the address where one was found for its name.
    ///   - drains: false takes it back.
    /// - Returns: false where the service has none of that address.
    func drain(_ address: String, _ drains: Bool) -> Bool {
        let found = balancer.set.members.filter { $0.address == address }
        for instance in found where balancer.set(.draining, drains, of: instance) {
            reports.report(drains ? .draining : .drained, of: instance, nil)
        }
        return !found.isEmpty
    }

    /// Gives the permit of an attempt back that was not sent.
    func release(_ ticket: CircuitBreaker.Ticket?, in session: RequestSession, now: MonotonicTime) {
        if let ticket { gate.release(ticket, .ignored, from: session.client, now: now) }
    }

    /// Releases the permit of an exchange; the breaker learns the result now if it is a probe's, else when the client's request ends.
    func release(
        _ release: AttemptState.Release, after result: UpstreamResult, at instance: PreparedInstance?,
        of call: PreparedCall,
        in session: RequestSession, now: MonotonicTime
    ) {
        failures?.callEnded(
            release.result, FailureReports.End(result), instance: release.isRedirect ? nil : instance, now: now)
        if let latency = release.latency { call.observe(latency: latency) }
        gate.callShowed(ConcurrencyLimiter.LoadSign(result, verdict: release.result))
        guard let ballot = call.ballot, !release.ticket.isProbe else {
            return gate.release(release.ticket, release.result, from: session.client, now: now)
        }
        session.ballots.note(release.result, release.ticket, at: ballot)
        gate.release(release.ticket, .ignored, from: session.client, now: now)
    }

    /// Counts and reports a response that doesn't fit what a call expects, where the call takes it all the same.
    func answeredUnexpectedly(_ reason: String, to call: String, of endpoint: String) {
        unexpected.wrappingAdd(1, ordering: .relaxed)
        observer?.serviceChanged(
            ServiceEvent(service: plan.name, change: .unexpected(endpoint: endpoint, call: call), reason: reason))
    }

    /// The service's state for metrics.
    var state: ServiceState {
        var state = gate.snapshot(name: plan.name)
        state.queued += uploads.waiting
        let counts = extraAttempts.counts
        state.retries = counts.retries
        state.hedges = counts.hedges
        state.attemptsRefused = counts.refused
        state.unexpected = unexpected.load(ordering: .relaxed)
        let set = balancer.set
        state.instances = zip(set.members, set.plans).map { InstanceState($0, $1) }
        (state.instancesUsed, state.isPanicking) = (set.usedCount, set.isPanicking)
        state.ejections = outliers?.ejections ?? 0
        return state
    }
}
