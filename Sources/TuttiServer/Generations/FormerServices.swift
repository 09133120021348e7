internal import TuttiEngine
internal import TuttiPlan

/// What services have counted that ended with their generation: openings of breakers, retries, hedges.
///
/// A service that a reload changes begins anew, and has counted nothing; its metrics count on. While requests of the
/// former generation run, its services still count, so they are asked until the last of these requests has ended.
struct FormerServices {
    /// A former generation: `generation` is released with its last request, the rest in ``settle()``.
    private struct Former {
        weak var generation: Generation?
        let content: GenerationContent
        /// The indices, in its plan, of the services that ended with it.
        let services: [Int]

        /// The states of the services that ended.
        func states() -> [ServiceState] {
            let states = content.answering.serviceStates
            return services.filter(states.indices.contains).map { states[$0] }
        }
    }

    private var former: [Former] = []
    private var settled: [String: ServiceState] = [:]

    /// A generation was replaced; services whose plan is in the new one live on.
    mutating func replaced(_ generation: Generation, content: GenerationContent, by successor: GatewayPlan) {
        let kept = Set(successor.services)
        former.append(
            Former(
                generation: generation, content: content,
                services: content.plan.services.indices.filter { !kept.contains(content.plan.services[$0]) }))
    }

    /// Adds up the counts of generations that have lost their last request; returns their contents, for the caller to release.
    ///
    /// From the oldest on, up to the first that still has requests: they may use a service that ended with a later generation.
    ///
    /// A plan of 10,000 endpoints takes milliseconds to release, which must not happen on a worker.
    mutating func settle() -> [GenerationContent] {
        let ended = former.prefix { $0.generation == nil }
        for former in ended { Self.add(former.states(), to: &settled) }
        former.removeFirst(ended.count)
        return ended.map(\.content)
    }

    /// The plans of generations that have requests, or may have some.
    var plans: [GatewayPlan] { former.filter { $0.generation != nil }.map(\.content.plan) }

    /// The counts of the services that have ended, by name.
    func byName() -> [String: ServiceState] {
        var sums = settled
        for former in former { Self.add(former.states(), to: &sums) }
        return sums
    }

    private static func add(_ states: [ServiceState], to sums: inout [String: ServiceState]) {
        for state in states { sums[state.name, default: ServiceState(name: state.name)].countOn(from: state) }
    }
}
