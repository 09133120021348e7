/// Ejects instances of a service that fail where others don't, and brings them back.
///
/// A value without a clock, a lock or a task: its owner guards it, passes the time in and does what the result says. It knows instances by
/// numbers that its owner gives them.
///
/// An ejection ends after its time. The first request after that is a probe: a failure ejects the instance again at once, for longer; a
/// success ends the probation. Each ``OutlierPolicy/ejectFor`` that an instance has been back without an ejection takes one of those off
/// that its next ejection is counted by.
///
/// Two rules bound it: with the ejection in question, no more than ``OutlierPolicy/atMost`` of the instances are ejected; and one that is
/// available is always left.
package struct OutlierDetector: Sendable {
    /// Why an instance was ejected.
    package enum Cause: Sendable, Hashable {
        /// So many of its requests failed, and none succeeded in between.
        case inARow(Int)
        /// A request failed that came after an ejection.
        case probe
        /// So many percent of its requests succeeded, and so many those of all instances that were compared.
        case successRate(Int, others: Int)
    }

    /// An instance gets no requests for a while.
    package struct Ejection: Sendable, Hashable {
        /// The number of the instance.
        package let instance: Int
        /// For how long.
        package let duration: TimeSpan
        /// Why.
        package let cause: Cause
    }

    private struct Instance {
        /// Whether it could get requests if it weren't ejected: no check has found it unhealthy, and it isn't drained.
        var isAvailable: Bool
        /// Failures since its last success.
        var failures = 0
        /// Whether no request has succeeded since its last ejection ended.
        var isOnProbation = false
        /// Until when it is ejected; nil where it isn't.
        var ejectedUntil: MonotonicTime?
        /// The ejections that its next one is counted by.
        var ejections = 0
        /// When its last ejection ended.
        var returnedAt = MonotonicTime.zero
    }

    private let policy: OutlierPolicy
    private var instances: [Int: Instance] = [:]

    /// A detector that knows no instances yet.
    package init(policy: OutlierPolicy) {
        self.policy = policy
    }

    /// The numbers of those that are ejected, in ascending order.
    package var ejected: [Int] { instances.filter { $0.value.ejectedUntil != nil }.keys.sorted() }

    /// When the first ejection ends; nil where nothing is ejected.
    package var nextReturn: MonotonicTime? { instances.values.lazy.compactMap(\.ejectedUntil).min() }

    /// Says which instances there are, and whether each is available but for an ejection.
    ///
    /// - Returns: the instances that come back at once, because no other one would be left.
    package mutating func update(_ present: [Int: Bool], now: MonotonicTime) -> [Int] {
        instances = instances.filter { present[$0.key] != nil }
        for (number, isAvailable) in present {
            instances[number, default: Instance(isAvailable: isAvailable)].isAvailable = isAvailable
        }
        let available = instances.filter { $0.value.isAvailable }
        guard !available.isEmpty, available.values.allSatisfy({ $0.ejectedUntil != nil }) else { return [] }
        return bringBack(available.keys.sorted(), now: now)
    }

    /// A request to an instance has failed in a way that only the instance is the reason of.
    ///
    /// - Returns: the ejection that this brought about; nil for none.
    package mutating func failed(_ number: Int, now: MonotonicTime, jitter: Double) -> Ejection? {
        guard var instance = instances[number], instance.ejectedUntil == nil else { return nil }
        instance.failures += 1
        instances[number] = instance
        if instance.isOnProbation { return eject(number, .probe, now: now, jitter: jitter) }
        guard instance.failures >= policy.consecutive else { return nil }
        return eject(number, .inARow(instance.failures), now: now, jitter: jitter)
    }

    /// A request to an instance has succeeded.
    package mutating func succeeded(_ number: Int) {
        guard instances[number]?.ejectedUntil == nil else { return }
        instances[number]?.failures = 0
        instances[number]?.isOnProbation = false
    }

    /// An interval has ended in which requests to the instances ended like this.
    ///
    /// - Returns: the ejections that this brought about.
    package mutating func intervalEnded(
        _ counts: [SuccessRates.Count], now: MonotonicTime, jitter: Double
    ) -> [Ejection] {
        let counts = counts.filter { instances[$0.instance].map { $0.ejectedUntil == nil } ?? false }
        let (ended, failed) = counts.reduce((0, 0)) { ($0.0 + $1.ended, $0.1 + $1.failed) }
        let all = SuccessRates.Count(instance: 0, ended: ended, failed: failed)
        return SuccessRates.outliers(counts).compactMap { count in
            eject(
                count.instance, .successRate(Int(count.rate * 100), others: Int(all.rate * 100)), now: now,
                jitter: jitter)
        }
    }

    /// Ends the ejections whose time is over; returns the instances that are back.
    package mutating func returned(now: MonotonicTime) -> [Int] {
        bringBack(instances.filter { $0.value.ejectedUntil.map { $0 <= now } ?? false }.keys.sorted(), now: now)
    }

    private mutating func bringBack(_ numbers: [Int], now: MonotonicTime) -> [Int] {
        for number in numbers {
            instances[number]?.ejectedUntil = nil
            instances[number]?.failures = 0
            instances[number]?.isOnProbation = true
            instances[number]?.returnedAt = now
        }
        return numbers
    }

    private mutating func eject(
        _ number: Int, _ cause: Cause, now: MonotonicTime, jitter: Double
    ) -> Ejection? {
        guard mayEject(number), var instance = instances[number] else { return nil }
        let quiet = max((now - instance.returnedAt).nanoseconds / policy.ejectFor.nanoseconds, 0)
        instance.ejections -= Int(min(quiet, Int64(instance.ejections)))
        // More make no longer ejection, and would only take longer to be forgotten.
        let most = max(OutlierPolicy.longest.nanoseconds / policy.ejectFor.nanoseconds, 1)
        instance.ejections = min(instance.ejections + 1, Int(most))
        let duration = policy.duration(times: instance.ejections, jitter: jitter)
        instance.ejectedUntil = now + duration
        instances[number] = instance
        return Ejection(instance: number, duration: duration, cause: cause)
    }

    /// Whether both bounds hold with one more ejection.
    private func mayEject(_ number: Int) -> Bool {
        let ejected = instances.values.count { $0.ejectedUntil != nil }
        // Of ten with a share of 0.3, three: 0.3 · 10 is 3, but 0.3 is a little less than that in binary.
        guard Double(ejected + 1) <= policy.atMost * Double(instances.count) + 1e-9 else { return false }
        return instances.contains { $0.key != number && $0.value.isAvailable && $0.value.ejectedUntil == nil }
    }
}
