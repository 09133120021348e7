internal import TuttiEngine
internal import TuttiPlan

/// How often the breakers of services have opened that ended with their generation.
///
/// A service that a reload changes begins with a new breaker, which has never opened; the metric counts on. While
/// requests of the former generation run, its breaker may still open, so it is asked until the last of them has ended.
struct BreakerOpenings {
    /// A former generation: `generation` goes with its last request, the rest is kept until ``settle()``.
    private struct Former {
        weak var generation: Generation?
        let content: GenerationContent
        /// The places in its plan of the services whose breakers ended with it.
        let services: [Int]

        /// What the breakers count that ended, by service.
        func openings() -> [(service: String, count: Int)] {
            let states = content.answering.serviceStates
            return services.filter(states.indices.contains).map { (states[$0].name, states[$0].breakerOpenings) }
        }
    }

    private var former: [Former] = []
    private var settled: [String: Int] = [:]

    /// How many former generations still have requests, or have not been settled.
    var formerCount: Int { former.count }

    /// A generation was replaced; services whose plan is in the new one live on.
    mutating func replaced(_ generation: Generation, content: GenerationContent, by successor: GatewayPlan) {
        let kept = Set(successor.services)
        former.append(
            Former(
                generation: generation, content: content,
                services: content.plan.services.indices.filter { !kept.contains(content.plan.services[$0]) }))
    }

    /// Takes the last counts of generations without requests; returns what is left of these, for the caller to release.
    ///
    /// In their order: a breaker that ended with one generation may have come from one before, whose requests use it.
    ///
    /// A plan of 10,000 endpoints takes milliseconds to release. It is kept up to here so that this happens neither on
    /// an event loop nor on a lane.
    mutating func settle() -> [GenerationContent] {
        let ended = former.prefix { $0.generation == nil }
        for former in ended {
            for (service, count) in former.openings() { settled[service, default: 0] += count }
        }
        former.removeFirst(ended.count)
        return ended.map(\.content)
    }

    /// How often the breakers that ended have opened, by service.
    func byService() -> [String: Int] {
        former.flatMap { $0.openings() }.reduce(into: settled) { $0[$1.service, default: 0] += $1.count }
    }
}
