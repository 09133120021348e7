internal import TuttiChannels
internal import TuttiPlan
internal import TuttiRedis

/// Makes what the instances of a gateway share, as the files name another Redis.
final class SharedStores: Sendable {
    private let loops: [ReactorEventLoop]
    private let observer: any RedisObserver

    /// Stores that are reached from these workers; `observer` is told how Redis comes and goes.
    init(workers: [Worker], observer: any RedisObserver) {
        loops = workers.map(\.eventLoop)
        self.observer = observer
    }

    /// The store of a plan: that of the generation before, if the plan is the same; nil without Redis.
    func store(for plan: RedisPlan?, after former: SharedStore?) -> SharedStore? {
        guard let plan else { return nil }
        if let former, former.client.plan == plan { return former }
        return SharedStore(RedisClient(plan, on: loops, observer: observer))
    }
}
