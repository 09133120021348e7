internal import TuttiPlan
internal import TuttiResilience

extension Service: InstanceConsumer {
    /// Takes the instances that were found; those that may not be called as the service says are left out, and said.
    func instancesFound(_ instances: [ServiceInstance]) {
        let fitting = instances.filter { plan.connection.problem(of: $0) == nil }
        balancer.replace(with: fitting, now: SystemClock.now)
        guard fitting.count < instances.count,
            let problem = instances.lazy.compactMap({ self.plan.connection.problem(of: $0) }).first
        else { return }
        report(.unfit(instances.count - fitting.count), reason: problem)
    }
}
