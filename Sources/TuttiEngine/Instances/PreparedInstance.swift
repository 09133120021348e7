internal import Synchronization
package import TuttiPlan
package import TuttiResilience
package import TuttiUpstream

/// An instance of a service: how it is reached, and what is known of it; shared by all workers.
///
/// It stays the same object while the set of its service's instances changes around it.
package final class PreparedInstance: Sendable {
    /// Where it is, and what belongs to it; its weight, zone and priority may have changed since, and are in ``InstanceSet``.
    package let plan: ServiceInstance
    /// Where the transport finds it.
    package let upstream: UpstreamInstance
    /// When it became one of the service's instances; zero for those that were there at the beginning.
    package let since: MonotonicTime
    /// A hash of its address.
    let identity: UInt64
    /// What ejections go by.
    let record = InstanceRecord()
    private let inFlight = Atomic<Int>(0)
    private let latencyBits = Atomic<UInt64>(0)
    private let standingBits = Atomic<UInt8>(0)
    private let requestCount = Atomic<Int>(0)
    private let failureCount = Atomic<Int>(0)

    /// An instance that nothing is known of.
    init(_ plan: ServiceInstance, connection: ConnectionPlan = .standard, since: MonotonicTime = .zero) {
        self.plan = plan
        self.since = since
        upstream = UpstreamInstance(origin: UpstreamOrigin(plan), address: plan.address, connection: connection)
        if plan.drains { standingBits.store(InstanceStanding.draining.rawValue, ordering: .relaxed) }
        let host = plan.address ?? plan.host
        address = plan.socketPath ?? (host.contains(":") ? "[\(host)]:\(plan.port)" : "\(host):\(plan.port)")
        identity = "\(address)\(plan.basePath)".utf8.fnv1a()
    }

    /// Host and port, `10.0.0.7:8080`: the address where one was found for its name; or the path of a
    /// socket.
    package let address: String
    /// What the targets of requests to it begin with; empty for nothing.
    var basePath: String { plan.basePath }
    /// Where it listens.
    package var origin: UpstreamOrigin { upstream.origin }
    /// How people know it: `http://10.0.0.7:8080/v2`, with the address where one was found for its name; or `unix:/run/orders.sock`.
    package var name: String {
        plan.socketPath.map { "unix:\($0)" } ?? "\(origin.scheme.rawValue)://\(address)\(basePath)"
    }
    /// How metrics know it: its address, and what the targets of requests to it begin with.
    var label: String { address + basePath }
    /// Requests that are in flight.
    package var running: Int { inFlight.load(ordering: .relaxed) }
    /// How long its responses take.
    package var latency: PeakLatency { PeakLatency(bits: latencyBits.load(ordering: .relaxed)) }
    /// Whether it gets requests, and why not; changed by ``LoadBalancer`` alone.
    package internal(set) var standing: InstanceStanding {
        get { InstanceStanding(rawValue: standingBits.load(ordering: .relaxed)) }
        set { standingBits.store(newValue.rawValue, ordering: .relaxed) }
    }
    /// Requests that were sent to it.
    package var requests: Int { requestCount.load(ordering: .relaxed) }
    /// Those that its service's breaker would count as failures.
    package var failures: Int { failureCount.load(ordering: .relaxed) }

    /// A request is sent to it.
    func began() {
        inFlight.add(1, ordering: .relaxed)
        requestCount.wrappingAdd(1, ordering: .relaxed)
    }

    /// A request that was sent to it needs it no more.
    func ended() {
        inFlight.subtract(1, ordering: .relaxed)
    }

    /// A request has shown what the instance does.
    ///
    /// - Parameters:
    ///   - result: what that is.
    ///   - time: how long it took; nil where nobody wants to know.
    ///   - now: the time.
    func showed(_ result: CircuitBreaker.CallResult, after time: TimeSpan?, now: MonotonicTime) {
        guard result != .ignored else { return }
        if result != .succeeded { failureCount.wrappingAdd(1, ordering: .relaxed) }
        guard let time else { return }
        // Two that end at once may each forget the other: that is one latency of many.
        latencyBits.store(
            latency.observing(time, at: now, isFailure: result != .succeeded).bits, ordering: .relaxed)
    }
}
