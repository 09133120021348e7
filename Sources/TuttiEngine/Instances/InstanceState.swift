internal import TuttiPlan
package import TuttiResilience
internal import TuttiUpstream

/// What one instance of a service does now, for metrics and the admin listener.
package struct InstanceState: Sendable, Hashable {
    /// Where it listens: `10.0.0.7:8080`, or `[2001:db8::7]:8080`.
    package var address: String
    /// The same, and what requests to it begin with: no other instance of the service has it.
    package var label: String
    /// What requests to it begin with: `https://orders.internal:8443/v2`.
    package var url: String
    /// Where it runs; nil where that isn't said.
    package var zone: String?
    /// Its weight.
    package var weight: Int
    /// Instances get requests only where those of a lower number can't take them all.
    package var priority: Int
    /// Why it gets no requests; empty for one that does.
    package var standing: InstanceStanding
    /// Requests that are in flight.
    package var running: Int
    /// Requests that were sent to it.
    package var requests: Int
    /// Those that its service's breaker would count as failures.
    package var failures: Int
    /// How long its responses take.
    package var latency: PeakLatency
    /// Connections to it that are open or being opened.
    package var connections = 0

    /// A state of an instance that nothing is known of.
    package init(address: String, standing: InstanceStanding = [], latency: PeakLatency = PeakLatency()) {
        (self.address, label, url, zone, weight, priority) = (address, address, "http://\(address)", nil, 1, 0)
        (self.standing, running, requests, failures, self.latency) = (standing, 0, 0, 0, latency)
    }

    /// The state of a member of a set.
    init(_ instance: PreparedInstance, _ plan: ServiceInstance) {
        (address, label) = (instance.address, instance.label)
        url = instance.name
        (zone, weight, priority) = (plan.zone, plan.weight, plan.priority)
        standing = instance.standing
        (running, requests, failures) = (max(instance.running, 0), instance.requests, instance.failures)
        latency = instance.latency
        connections = max(instance.upstream.openConnections.count, 0)
    }

    /// All words of ``word``.
    package static let words = ["well", "new", "unhealthy", "ejected", "draining"]

    /// A word for how it is: `well`, or why it gets no requests, as long as enough others are well.
    package var word: String {
        if standing.contains(.draining) { return "draining" }
        if standing.contains(.unhealthy) { return "unhealthy" }
        if standing.contains(.ejected) { return "ejected" }
        return standing.contains(.unchecked) ? "new" : "well"
    }
}
