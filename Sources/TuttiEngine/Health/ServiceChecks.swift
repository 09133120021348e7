internal import Synchronization
internal import TuttiPlan

/// The checks of one service: one ``InstanceCheck`` for each instance that it has at the moment.
final class ServiceChecks: Sendable {
    private struct State {
        var checks: [ObjectIdentifier: InstanceCheck] = [:]
        var isStopped = false
    }

    private let service: Service
    private let checked: PreparedCheck
    private let findings: CheckFindings
    private let tools: CheckTools
    private let state = Mutex(State())

    /// Checks of a service that have not begun.
    init(of service: Service, by plan: HealthCheckPlan, with tools: CheckTools) {
        self.service = service
        self.tools = tools
        checked = PreparedCheck(plan, of: service.plan)
        findings = CheckFindings(for: service.balancer, by: tools.runtime)
    }

    /// Begins, and follows the service's instances from now on.
    func start() {
        service.watchInstances { [weak self] in self?.instancesChanged() }
        instancesChanged()
    }

    /// Ends them; what they have found stays.
    func stop() {
        service.watchInstances(nil)
        let ended = state.withLock { state in
            state.isStopped = true
            defer { state.checks = [:] }
            return Array(state.checks.values)
        }
        for check in ended { check.stop() }
        findings.stop()
    }

    /// Begins with instances that are new, and leaves those that are gone.
    private func instancesChanged() {
        let members = service.instances
        let (begun, ended) = state.withLock { state -> ([InstanceCheck], [InstanceCheck]) in
            guard !state.isStopped else { return ([], []) }
            let former = state.checks
            state.checks = [:]
            var begun: [InstanceCheck] = []
            for member in members {
                let key = ObjectIdentifier(member)
                let known = former[key]
                let check =
                    known
                    ?? InstanceCheck(of: member, in: service, by: checked, noting: findings, with: tools)
                if known == nil { begun.append(check) }
                state.checks[key] = check
            }
            return (begun, former.filter { state.checks[$0.key] == nil }.map(\.value))
        }
        for check in ended { check.stop() }
        for check in begun { check.start() }
    }
}
