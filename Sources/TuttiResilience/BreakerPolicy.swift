/// When the circuit breaker of a service opens, and how it closes again: the `breaker` of a service.
///
/// The values come from a file. Diagnostics refuse senseless ones; any that still get here are brought into range, so that a
/// breaker can't trap.
package struct BreakerPolicy: Sendable, Hashable, BitwiseCopyable {
    /// The share of failures, above 0 and at most 1, at which the breaker opens.
    package let failureRatio: Double

    /// How far back ended calls count, at least a nanosecond.
    package let window: TimeSpan

    /// How many requests of clients must have ended within the window before the ratio counts; at least 1.
    package let minimumCalls: Int

    /// How long an open breaker rejects every call before it lets probes through; not negative.
    package let openFor: TimeSpan

    /// How many calls a half-open breaker lets through, at least 1; it closes when all of them have succeeded.
    package let probes: Int

    /// How many clients must see failures before these count that a client may cause by what it asks for; at least 1.
    package let clients: Int

    /// The policy of a service without `breaker`: it opens when half of at least 20 votes within 10 s are failures.
    package static let standard = BreakerPolicy(
        failureRatio: 0.5, window: .seconds(10), minimumCalls: 20, openFor: .seconds(5), probes: 3)

    /// A policy with each value brought into its range.
    ///
    /// A ratio of 0 or less opens on any failure (but never without one); one that isn't a number is read as 0.5.
    package init(
        failureRatio: Double, window: TimeSpan, minimumCalls: Int, openFor: TimeSpan, probes: Int, clients: Int = 2
    ) {
        let ratio = failureRatio.isNaN ? 0.5 : failureRatio
        self.failureRatio = min(max(ratio, .leastNonzeroMagnitude), 1)
        self.window = max(window, TimeSpan(nanoseconds: 1))
        self.minimumCalls = max(minimumCalls, 1)
        self.openFor = max(openFor, .zero)
        self.probes = max(probes, 1)
        self.clients = max(clients, 1)
    }
}
