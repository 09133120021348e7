internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience
internal import TuttiUpstream

/// What all calls to one service share, on all workers and from one reload to the next.
final class Service: Sendable {
    let plan: ServicePlan
    let gate: ServiceGate
    /// Reports changes of the service's state; nil when there is no observer.
    let health: ServiceHealth?
    /// Of requests that routes send to it.
    let uploads: UploadShares
    let extraAttempts: ExtraAttempts
    /// A number that no other service of this process has; it is part of the key of cached responses.
    let identity: Int
    let balancer: LoadBalancer
    /// What it gets in `Authorization` from the gateway; nil for nothing.
    let tokens: ServiceTokens?
    private let observer: (any ServiceObserver)?
    /// Responses that don't fit `expects` of a call that takes them all the same.
    private let unexpected = Atomic<Int>(0)
    /// Where its requests go; an attempt keeps to the instances that there were when it began.
    var instances: [PreparedInstance] { balancer.instances }
    /// Whether it gets tokens that the gateway asks an issuer for.
    var takesOwnTokens: Bool { tokens != nil && plan.credentials != .clientToken }
    private static let lastIdentity = Atomic<Int>(0)

    init(_ plan: ServicePlan, observer: (any ServiceObserver)?) {
        self.plan = plan
        self.observer = observer
        health = observer.map { ServiceHealth(plan, observer: $0) }
        gate = ServiceGate(plan, health: health)
        uploads = UploadShares(plan.concurrency)
        extraAttempts = ExtraAttempts(ratio: plan.retryBudget)
        balancer = LoadBalancer(plan)
        tokens = plan.credentials.map(ServiceTokens.init)
        identity = Self.lastIdentity.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// Chooses the instance that a request is sent to, and counts the request there until ``LoadBalancer/ended(_:)``.
    func nextInstance(for content: CallContent, used: UsedInstances?, chance: @autoclosure () -> Double) -> Int {
        let instance = balancer.next(for: content.target, avoiding: used?.indices ?? [], chance: chance())
        balancer.began(instance)
        return instance
    }

    /// Releases the permit of an exchange; the breaker learns the result now if it is a probe's, else when the client's request ends.
    func release(
        _ release: AttemptState.Release, after result: UpstreamResult, of call: PreparedCall,
        in session: RequestSession, now: MonotonicTime
    ) {
        health?.callEnded(release.result, ServiceHealth.End(result), instance: release.instance, now: now)
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
        return state
    }
}
