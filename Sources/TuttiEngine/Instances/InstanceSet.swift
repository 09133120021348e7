package import TuttiPlan
internal import TuttiResilience

/// The instances that a service has at one time, and which of them get its requests; it never changes.
///
/// A request keeps to the set that it has seen first; whatever changes makes another set.
package final class InstanceSet: Sendable {
    /// The instances, in their order in the files, or of their addresses.
    package let members: [PreparedInstance]
    /// What is said of each now: an instance that stays may get another weight, zone or priority.
    package let plans: [ServiceInstance]
    /// Whether so few instances of a tier are well that all of it are used, except those that drain.
    package let isPanicking: Bool
    /// How many instances one attempt is sent to at most, where connections can't be opened: enough to get past some that have just died.
    var mostTried: Int { min(usedCount, 5) }
    /// How many get requests.
    package let usedCount: Int
    /// Whether an instance may be in its slow start, and until when.
    let warmsUntil: MonotonicTime
    /// By rising number of priority, each with the gateway's own zone first.
    let tiers: [InstanceTier]
    /// Up to which part of all requests, from 0 to 1, each tier gets them; empty where the first one gets all.
    private let shares: [Double]
    /// The tier that gets all requests; nil where several share them, or there is none.
    private let only: InstanceTier?

    /// Where those that are well can't take all requests, all of a tier are used of which less than this share is well.
    static let panicShare = 0.5
    /// A tier gets all requests as long as at least 1/1.4 of it is well (Envoy's overprovisioning factor).
    private static let overprovisioning = 1.4

    /// A set of instances.
    ///
    /// - Parameters:
    ///   - members: the instances.
    ///   - plans: what is said of each, in the same order.
    ///   - zone: where the gateway runs; nil where that isn't said.
    ///   - warmsUntil: when the last of them has had its slow start.
    init(_ members: [PreparedInstance], _ plans: [ServiceInstance], zone: String?, warmsUntil: MonotonicTime = .zero) {
        self.members = members
        self.plans = plans
        self.warmsUntil = warmsUntil
        let groups = Self.ranked(members, plans, zone: zone)
        // As long as those that are well can take all requests, nobody else is used.
        let capacity = groups.reduce(0.0) { $0 + min(1, Self.overprovisioning * $1.health) }
        var isPanicking = false
        var used = groups.compactMap { group -> (indices: [Int], health: Double)? in
            guard !group.well.isEmpty else { return nil }
            guard capacity < 1, group.health < Self.panicShare else { return (group.well, group.health) }
            isPanicking = true
            return (group.present, 1)
        }
        if used.isEmpty {
            // None is well: those are left whose last responses were bad, and those that were not checked yet.
            let rest = members.indices.filter { members[$0].standing.isDisjoint(with: [.draining, .unhealthy]) }
            used = rest.isEmpty ? [] : [(rest, 1)]
        }
        self.isPanicking = isPanicking
        usedCount = used.reduce(0) { $0 + $1.indices.count }
        tiers = used.map { group in
            InstanceTier(group.indices.map { members[$0] }, weights: group.indices.map { plans[$0].weight })
        }
        shares = Self.shares(of: used.map(\.health))
        only = shares.isEmpty ? tiers.first : nil
    }

    /// The instances of one priority and zone.
    private struct Group {
        /// Those that neither drain nor wait for their first check.
        var present: [Int] = []
        /// Those of them that are well.
        var well: [Int] = []
        var health: Double { Double(well.count) / Double(max(present.count, 1)) }
    }

    /// The groups by rising number of priority, each with the gateway's own zone first.
    private static func ranked(
        _ members: [PreparedInstance], _ plans: [ServiceInstance], zone: String?
    ) -> [Group] {
        var groups: [Int: Group] = [:]
        var (rank, group) = (Int.min, Group())
        for (index, plan) in plans.enumerated() {
            let standing = members[index].standing
            guard standing.isDisjoint(with: [.draining, .unchecked]) else { continue }
            let own = 2 * plan.priority + (zone == nil || plan.zone == zone ? 0 : 1)
            if own != rank {
                if rank != .min { groups[rank] = group }
                (rank, group) = (own, groups.removeValue(forKey: own) ?? Group())
            }
            group.present.append(index)
            if standing.isEmpty { group.well.append(index) }
        }
        if rank != .min { groups[rank] = group }
        return groups.sorted { $0.key < $1.key }.map(\.value)
    }

    /// Up to which part of all requests each tier gets them.
    private static func shares(of healths: [Double]) -> [Double] {
        guard let first = healths.first, healths.count > 1, first * overprovisioning < 1 else { return [] }
        var sum = 0.0
        let ends = healths.map { health in
            sum += min(1 - sum, health * overprovisioning)
            return sum
        }
        return ends.map { $0 / sum }
    }

    /// The tier that the next request goes to; nil where no instance is in use.
    func tier(_ random: UInt64) -> InstanceTier? {
        if let only { return only }
        let place = Double(random.mixed >> 11) / 0x1p53
        return zip(tiers, shares).first { place < $0.1 }?.0 ?? tiers.last
    }

    /// The instances that a request was sent to least often, of the first tier that has such ones.
    ///
    /// - Parameters:
    ///   - used: those that it was sent to, each as often as it was.
    ///   - count: how many of the last of them the present attempt was sent to, which come after all others.
    /// - Returns: these instances; nil where none is in use.
    func tier(leastUsedBy used: [PreparedInstance], triedNow count: Int = 0) -> InstanceTier? {
        let tried = used.suffix(max(count, 0))
        func uses(_ instance: PreparedInstance) -> Int {
            used.count { $0 === instance } + (tried.contains { $0 === instance } ? used.count : 0)
        }
        let least = tiers.lazy.flatMap(\.instances).map(uses).min() ?? 0
        return tiers.lazy.map { $0.filter { uses($0) == least } }.first { !$0.instances.isEmpty }
    }
}
