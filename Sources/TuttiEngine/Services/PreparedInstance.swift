internal import Synchronization
internal import TuttiPlan
internal import TuttiUpstream

/// An instance of a service: how it is reached, and what is known of it.
final class PreparedInstance: Sendable {
    /// Where the transport finds it.
    let upstream: UpstreamInstance
    /// What the targets of requests to it begin with; empty for nothing.
    let basePath: String
    /// Requests that are in flight.
    let running = Atomic<Int>(0)
    /// A hash of its address, which does not depend on its index.
    let identity: UInt64

    init(_ plan: ServiceInstance) {
        upstream = UpstreamInstance(
            origin: UpstreamOrigin(scheme: plan.isSecure ? .https : .http, host: plan.host, port: plan.port))
        basePath = plan.basePath
        identity = "\(plan.host):\(plan.port)\(plan.basePath)".utf8.fnv1a()
    }

    /// Where it listens.
    var origin: UpstreamOrigin { upstream.origin }
}
