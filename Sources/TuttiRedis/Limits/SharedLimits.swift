package import NIOCore
internal import TuttiChannels
internal import TuttiPlan

/// The limits that the instances of a gateway share over Redis, for all workers.
package final class SharedLimits: Sendable {
    private let client: RedisClient
    private let leases: [NIOLoopBoundBox<LimitLeases?>]
    private let loops: [ReactorEventLoop]
    /// How many instances there are.
    package let instances: InstanceCount

    /// Limits at that Redis.
    package init(_ client: RedisClient) {
        self.client = client
        loops = client.loops
        leases = loops.map { .makeEmptyBox(eventLoop: $0) }
        instances = InstanceCount(prefix: client.plan.prefix)
        for (loop, box) in zip(loops, leases) {
            loop.execute {
                box.value = client.lane(on: loop).map { LimitLeases(over: $0, prefix: client.plan.prefix, on: loop) }
            }
        }
        if let first = loops.first { instances.start(client, on: first) }
    }

    /// What the worker of that event loop has prepaid, nil where there is none; called on it.
    package func leases(on eventLoop: any EventLoop) -> LimitLeases? {
        loops.firstIndex { $0 === eventLoop }.flatMap { leases[$0].value }
    }
}
