package import TuttiResilience

/// The state of one service as the gateway sees it now, for metrics and the admin pages.
package struct ServiceState: Sendable, Hashable {
    /// The service's name.
    package var name: String
    /// Whether calls pass.
    package var breaker: CircuitBreaker.StateName
    /// How often the breaker has opened since the start.
    package var breakerOpenings: Int
    /// Calls that have a permit now.
    package var running: Int
    /// Calls that may have a permit at once now.
    package var permits: Int
    /// Calls that wait for a permit now.
    package var queued: Int
    /// Retries since the start.
    package var retries: Int
    /// Hedges since the start.
    package var hedges: Int
    /// Retries and hedges that were not made because the budget was spent.
    package var attemptsRefused: Int
    /// Responses since the start that don't fit `expects`, where that only warns.
    package var unexpected: Int
    /// Ejections of instances since the start.
    package var ejections = 0
    /// Its instances.
    package var instances: [InstanceState] = []
    /// How many of them get requests.
    package var instancesUsed = 0
    /// Whether so few are well that all are used.
    package var isPanicking = false

    /// A state made of its parts.
    package init(
        name: String, breaker: CircuitBreaker.StateName = .closed, breakerOpenings: Int = 0, running: Int = 0,
        permits: Int = 0, queued: Int = 0, retries: Int = 0, hedges: Int = 0, attemptsRefused: Int = 0,
        unexpected: Int = 0
    ) {
        self.name = name
        self.breaker = breaker
        self.breakerOpenings = breakerOpenings
        self.running = running
        self.permits = permits
        self.queued = queued
        self.retries = retries
        self.hedges = hedges
        self.attemptsRefused = attemptsRefused
        self.unexpected = unexpected
    }
}
