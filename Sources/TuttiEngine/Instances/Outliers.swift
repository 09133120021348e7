internal import Synchronization
internal import TuttiPlan
internal import TuttiResilience

/// Ejects the instances of one service that fail where others don't, and brings them back: an ``OutlierDetector`` that is shared by all
/// workers.
///
/// A good request to an instance that nobody suspects takes three relaxed atomics and no lock. There is no timer either: what is due, the
/// end of an ejection for one, is done when the next request ends.
final class Outliers: Sendable {
    private struct State {
        var detector: OutlierDetector
        /// The instances that the detector knows, by its numbers, which are their addresses in memory.
        var members: [Int: PreparedInstance] = [:]
        /// What each had counted when the interval began.
        var counted: [Int: (ended: Int, failed: Int)] = [:]
        var intervalEnd = MonotonicTime.zero
    }

    private let balancer: LoadBalancer
    /// Whether instances are compared by their success rates: not where a client can choose which one gets its requests.
    private let comparesRates: Bool
    private let report: @Sendable (ServiceEvent.Change, PreparedInstance, _ reason: String?) -> Void
    private let state: Mutex<State>
    private let ejectionCount = Atomic<Int>(0)
    /// Whether there are several instances, so that one can be ejected.
    private let isActive = Atomic<Bool>(false)
    /// When something is due, in nanoseconds; at once where the instances have changed.
    private let due = Atomic<Int64>(.min)

    /// Watches the instances of a balancer; `report` is called for what is ejected, and for what comes back.
    init(
        _ policy: OutlierPolicy, of balancer: LoadBalancer, comparesRates: Bool,
        report: @escaping @Sendable (ServiceEvent.Change, PreparedInstance, _ reason: String?) -> Void
    ) {
        self.balancer = balancer
        self.comparesRates = comparesRates
        self.report = report
        state = Mutex(State(detector: OutlierDetector(policy: policy)))
    }

    /// There are other instances now, or another one is well or not.
    func instancesChanged() {
        due.store(.min, ordering: .releasing)
    }

    /// How often instances have been ejected.
    var ejections: Int { ejectionCount.load(ordering: .relaxed) }

    /// A request to an instance has ended; `verdict` is what the breaker makes of it.
    func ended(
        _ end: @autoclosure () -> FailureReports.End, verdict: CircuitBreaker.CallResult,
        at instance: PreparedInstance, now: MonotonicTime
    ) {
        let isDue = now.nanoseconds >= due.load(ordering: .acquiring)
        guard isDue || isActive.load(ordering: .relaxed) else { return }
        let end = end()
        let sign = InstanceSign(end, verdict: verdict)
        if let sign { instance.record.ended(sign) }
        guard isDue || sign == .failed || sign == .succeeded && instance.record.isSuspected else { return }
        settle(sign, end, at: instance, now: now)
    }

    @inline(never)  // rare
    private func settle(
        _ sign: InstanceSign?, _ end: FailureReports.End, at instance: PreparedInstance, now: MonotonicTime
    ) {
        state.withLock { state in
            let wasDue = due.exchange(.max, ordering: .acquiringAndReleasing)
            if wasDue == .min { refresh(&state, now: now) }
            bringBack(state.detector.returned(now: now), state)
            if now >= state.intervalEnd { endInterval(&state, now: now) }
            let number = Self.number(of: instance)
            switch sign {
            case .failed?:
                instance.record.isSuspected = true
                let ejection = state.detector.failed(number, now: now, jitter: Self.jitter(instance, now))
                if let ejection { eject([ejection], end, state) }
            case .succeeded?:
                instance.record.isSuspected = false
                state.detector.succeeded(number)
            case .doubtful?, nil: break
            }
            let next = min(state.intervalEnd, state.detector.nextReturn ?? .distantFuture).nanoseconds
            // Unless the instances have changed meanwhile, by what was ejected here for instance.
            _ = due.compareExchange(
                expected: .max, desired: state.members.count > 1 ? next : .max, ordering: .acquiringAndReleasing)
        }
    }

    // MARK: - Under the lock

    /// Takes the instances that there are now.
    private func refresh(_ state: inout State, now: MonotonicTime) {
        let members = balancer.set.members.filter { !$0.standing.contains(.draining) }
        let old = state.members
        state.members = Dictionary(members.map { (Self.number(of: $0), $0) }) { first, _ in first }
        // What was ejected is drained: whoever takes that back finds an instance that may get requests.
        balancer.note(
            old.filter { state.members[$0.key] == nil && $0.value.standing.contains(.ejected) }
                .map { InstanceChange(.ejected, false, of: $0.value) })
        for (number, instance) in state.members where old[number] == nil {
            state.counted[number] = instance.record.counts
        }
        state.counted = state.counted.filter { state.members[$0.key] != nil }
        isActive.store(state.members.count > 1, ordering: .relaxed)
        let present = state.members.mapValues { !$0.standing.contains(.unhealthy) }
        bringBack(state.detector.update(present, now: now), state)
    }

    private func endInterval(_ state: inout State, now: MonotonicTime) {
        let isFirst = state.intervalEnd == .zero
        state.intervalEnd = now + SuccessRates.interval
        var counts: [SuccessRates.Count] = []
        for (number, instance) in state.members {
            let (now, before) = (instance.record.counts, state.counted[number] ?? (0, 0))
            state.counted[number] = now
            counts.append(
                SuccessRates.Count(
                    instance: number, ended: now.ended &- before.ended, failed: now.failed &- before.failed))
        }
        guard comparesRates, !isFirst, counts.count >= SuccessRates.fewestInstances else { return }
        eject(state.detector.intervalEnded(counts, now: now, jitter: Self.jitter(nil, now)), nil, state)
    }

    private func eject(_ ejections: [OutlierDetector.Ejection], _ end: FailureReports.End?, _ state: State) {
        balancer.note(
            ejections.compactMap { ejection in
                guard let instance = state.members[ejection.instance] else { return nil }
                ejectionCount.wrappingAdd(1, ordering: .relaxed)
                report(.ejected(for: ejection.duration, ejection.cause), instance, end?.text)
                return InstanceChange(.ejected, true, of: instance)
            })
    }

    private func bringBack(_ numbers: [Int], _ state: State) {
        balancer.note(
            numbers.compactMap { number in
                guard let instance = state.members[number] else { return nil }
                instance.record.isSuspected = true
                report(.returned, instance, nil)
                return InstanceChange(.ejected, false, of: instance)
            })
    }

    /// Unique while the state holds the instance.
    private static func number(of instance: PreparedInstance) -> Int {
        Int(bitPattern: ObjectIdentifier(instance))
    }

    /// From 0 to 1, and the same again in virtual time.
    private static func jitter(_ instance: PreparedInstance?, _ now: MonotonicTime) -> Double {
        let seed = (instance?.identity ?? 0) ^ UInt64(bitPattern: now.nanoseconds)
        return Double(seed.mixed >> 11) / 0x1p53
    }
}
