internal import Synchronization
internal import TuttiPlan

/// What all calls to one service share, on all workers and from one reload to the next.
final class Service: Sendable {
    let plan: ServicePlan
    let gate: ServiceGate
    /// Tells about changes; nil when nobody wants to know.
    let health: ServiceHealth?
    let extraAttempts: ExtraAttempts
    /// Never that of another service of this process: cached responses are found by it.
    let identity: Int
    let choice: LoadBalancer
    private static let lastIdentity = Atomic<Int>(0)

    init(_ plan: ServicePlan, observer: (any ServiceObserver)?) {
        self.plan = plan
        health = observer.map { ServiceHealth(plan, observer: $0) }
        gate = ServiceGate(plan, health: health)
        extraAttempts = ExtraAttempts(ratio: plan.retryBudget)
        choice = LoadBalancer(plan)
        identity = Self.lastIdentity.wrappingAdd(1, ordering: .relaxed).newValue
    }

    /// The service's state for metrics.
    var state: ServiceState {
        var state = gate.snapshot(name: plan.name)
        let counts = extraAttempts.counts
        state.retries = counts.retries
        state.hedges = counts.hedges
        state.attemptsRefused = counts.refused
        return state
    }
}
