internal import Synchronization

/// How requests to one instance have ended, as far as ``Outliers`` goes by it: counters, so that a good request takes no lock.
final class InstanceRecord: Sendable {
    private let endedCount = Atomic<Int>(0)
    private let failedCount = Atomic<Int>(0)
    private let suspicion = Atomic<Bool>(false)

    /// Requests that have ended, and those of them that have failed.
    var counts: (ended: Int, failed: Int) {
        (endedCount.load(ordering: .relaxed), failedCount.load(ordering: .relaxed))
    }

    /// Whether a good request changes anything: there are failures since the last one, or an ejection was its last news.
    var isSuspected: Bool {
        get { suspicion.load(ordering: .relaxed) }
        set { suspicion.store(newValue, ordering: .relaxed) }
    }

    /// A request has ended.
    func ended(_ sign: InstanceSign) {
        endedCount.wrappingAdd(1, ordering: .relaxed)
        if sign != .succeeded { failedCount.wrappingAdd(1, ordering: .relaxed) }
    }
}
