internal import Synchronization
internal import TuttiPlan
package import TuttiUpstream

/// The health checks of a process: of the services of the present generation, each instance checked once and not once a worker.
///
/// Checks pass neither gate nor breaker, carry nothing of clients, and go on while no request comes.
package final class HealthChecks: Sendable {
    private struct State {
        var services: [ObjectIdentifier: ServiceChecks] = [:]
        var isStopped = false
    }

    private let tools: CheckTools
    private let state = Mutex(State())

    /// No checks yet.
    ///
    /// - Parameters:
    ///   - runtime: sends the requests of checks.
    ///   - probe: makes those checks that only open a connection.
    ///   - warmers: open connections ahead of requests, of each worker one.
    package init(
        over runtime: any UpstreamRuntime, probe: any ConnectionProbe, warmers: [any ConnectionWarmer] = []
    ) {
        tools = CheckTools(runtime: runtime, probe: probe, warmers: warmers)
    }

    /// Ends all checks, for good.
    package func stop() {
        let ended = state.withLock { state in
            state.isStopped = true
            defer { state.services = [:] }
            return Array(state.services.values)
        }
        for checks in ended { checks.stop() }
    }

    /// Checks these services from now on, and no others; those that it was given before go on.
    func follow(_ services: [Service]) {
        let (begun, ended) = state.withLock { state -> ([ServiceChecks], [ServiceChecks]) in
            guard !state.isStopped else { return ([], []) }
            let former = state.services
            state.services = [:]
            var begun: [ServiceChecks] = []
            for service in services {
                guard let plan = service.plan.health else { continue }
                let key = ObjectIdentifier(service)
                if let known = former[key] {
                    state.services[key] = known
                } else {
                    let checks = ServiceChecks(of: service, by: plan, with: tools)
                    state.services[key] = checks
                    begun.append(checks)
                }
            }
            return (begun, former.filter { state.services[$0.key] == nil }.map(\.value))
        }
        for checks in ended { checks.stop() }
        for checks in begun { checks.start() }
    }
}
