internal import Synchronization
package import TuttiPlan
package import TuttiResilience
internal import TuttiUpstream

/// Chooses the instance of a service that gets the next request, by the service's `balance`; shared by all workers.
///
/// A choice reads a set of instances that never changes (``InstanceSet``). Whatever changes, an instance that comes or a check that fails,
/// puts another set in its place.
package final class LoadBalancer: Sendable {
    private let balance: Balance
    private let slowStart: TimeSpan
    /// Where the gateway runs.
    private let zone: String?
    /// Whether instances are checked, so that one that comes later can wait for its first check.
    private let isChecked: Bool
    private let current: Mutex<InstanceSet>
    /// How connections to the instances are opened.
    private let connection: ConnectionPlan
    private let turn = Atomic<UInt64>(0)
    /// Held by whoever makes another set, which takes long where there are thousands of instances: no request waits for it.
    private let changing: Mutex<Changes>
    /// Called after each change.
    private let watcher = Mutex<(@Sendable (_ areOthers: Bool) -> Void)?>(nil)

    private struct Changes {
        /// Whether the members only stand for those that are still to be found.
        var areStandIns: Bool
        /// What somebody has taken out of use: it stays so when it is gone for a while.
        var drained: Set<Place> = []
    }

    /// How many places of drained instances are kept that may be gone.
    private static let mostDrained = 1_000

    /// A balancer of a service's first instances.
    init(_ plan: ServicePlan, zone: String? = nil) {
        balance = plan.balance
        slowStart = plan.slowStart
        self.zone = zone
        changing = Mutex(Changes(areStandIns: plan.discovery != nil))
        isChecked = plan.health != nil
        connection = plan.connection
        let members = plan.instances.map { PreparedInstance($0, connection: plan.connection) }
        current = Mutex(InstanceSet(members, plan.instances, zone: zone))
    }

    /// Calls `watcher` each time another set has been made from now on, on the thread that has made it; it replaces the one before.
    ///
    /// - Parameter watcher: is told whether there are other instances; else only other ones are in use.
    func watch(_ watcher: @escaping @Sendable (_ areOthers: Bool) -> Void) {
        self.watcher.withLock { $0 = watcher }
    }

    /// The instances that there are now.
    package var set: InstanceSet { current.withLock { $0 } }

    /// Chooses the next instance.
    ///
    /// - Parameters:
    ///   - set: the instances that there are.
    ///   - key: what `hash` goes by.
    ///   - used: the instances that this request has been sent to: those with the fewest come first.
    ///   - tried: how many of the last of them the present attempt was sent to.
    ///   - now: the time.
    /// - Returns: the instance; nil where none is in use.
    func next(
        among set: InstanceSet, for key: @autoclosure () -> UInt64, avoiding used: [PreparedInstance] = [],
        tried: Int = 0, now: @autoclosure () -> MonotonicTime
    ) -> PreparedInstance? {
        if set.usedCount == 1 { return set.tiers.first?.instances.first }
        let turn = turn.wrappingAdd(1, ordering: .relaxed).oldValue
        // One of a sequence without an order (Steele, Lea and Flood, "Fast Splittable Pseudorandom Number Generators", 2014).
        let random = (turn &* 0x9E37_79B9_7F4A_7C15).mixed
        guard let tier = used.isEmpty ? set.tier(random) : set.tier(leastUsedBy: used, triedNow: tried) else {
            return nil
        }
        let instance = choose(in: tier, turn, random, key(), now())
        guard set.warmsUntil > .zero, balance != .hash else { return instance }
        let now = now()
        return now < set.warmsUntil ? warmed(instance, in: tier, turn, random, now) : instance
    }

    private func choose(
        in tier: InstanceTier, _ turn: UInt64, _ random: UInt64, _ key: @autoclosure () -> UInt64,
        _ now: @autoclosure () -> MonotonicTime
    ) -> PreparedInstance {
        switch balance {
        case .p2c: tier.betterOfTwo(random, now: now())
        case .roundRobin: tier.inTurn(turn)
        case .leastRequests: tier.leastRequests(from: turn)
        case .random: tier.any(random)
        case .hash: tier.owner(of: key())
        }
    }

    /// The chosen instance, or in some of the cases another one where it is in its slow start: the sooner, the more often.
    @inline(never)
    private func warmed(
        _ chosen: PreparedInstance, in tier: InstanceTier, _ turn: UInt64, _ random: UInt64, _ now: MonotonicTime
    ) -> PreparedInstance {
        var (instance, random) = (chosen, random)
        for attempt in 1...4 as ClosedRange<UInt64> {
            let age = now - instance.since
            guard instance.since > .zero, age < slowStart else { return instance }
            random = random.mixed
            let share = max(Double(age.nanoseconds) / Double(slowStart.nanoseconds), 0.1)
            if Double(random >> 11) / 0x1p53 < share { return instance }
            instance = choose(in: tier, turn &+ attempt, random.mixed, 0, now)
        }
        return instance
    }

    // MARK: - Changes

    /// Puts other instances in the place of those that there are; one that was there stays what it is.
    ///
    /// - Returns: whether anything has changed.
    @discardableResult
    package func replace(with plans: [ServiceInstance], now: MonotonicTime) -> Bool {
        let isOther = changing.withLock { changes in
            let old = changes.areStandIns ? InstanceSet([], [], zone: zone) : set
            guard changes.areStandIns || plans != old.plans else { return false }
            changes.areStandIns = false
            var known: [Place: (member: PreparedInstance, drained: Bool)] = [:]
            for (member, plan) in zip(old.members, old.plans) { known[Place(plan)] = (member, plan.drains) }
            // Where one stays that is well, it bears the requests until the new ones have been checked.
            let newcomersWait = isChecked && plans.contains { known[Place($0)]?.member.standing.isEmpty == true }
            var warmsUntil = old.warmsUntil
            let members = plans.map { plan in
                if let (member, drained) = known[Place(plan)] {
                    // Where the files say the same as before, what the admin listener was told holds.
                    if plan.drains != drained { member.standing.set(.draining, plan.drains) }
                    return member
                }
                // Where all are new, none is to be spared.
                guard !old.members.isEmpty else { return PreparedInstance(plan, connection: connection) }
                let isDrained = changes.drained.contains(Place(plan))
                if slowStart > .zero { warmsUntil = now + slowStart }
                let member = PreparedInstance(plan, connection: connection, since: now)
                member.standing.set(.unchecked, newcomersWait)
                if isDrained { member.standing.set(.draining, true) }
                return member
            }
            let new = InstanceSet(members, plans, zone: zone, warmsUntil: warmsUntil)
            current.withLock { $0 = new }
            return true
        }
        if isOther { watcher.withLock { $0 }?(true) }
        return isOther
    }

    /// Notes that an instance is out of use for a reason, or is not any more.
    ///
    /// - Returns: whether anything has changed: false as well where the instance is none of the service's any more.
    @discardableResult
    package func set(_ standing: InstanceStanding, _ isSet: Bool, of instance: PreparedInstance) -> Bool {
        note([InstanceChange(standing, isSet, of: instance)])
    }

    /// Notes all of these changes, one after the other, and makes one set of what comes of them.
    ///
    /// - Returns: whether anything has changed: instances that are none of the service's any more are left as they are.
    @discardableResult
    func note(_ changes: [InstanceChange]) -> Bool {
        guard !changes.isEmpty else { return false }
        let isOther = changing.withLock { state in
            let set = set
            // Looked through once, however many changes there are.
            let concerned = Set(changes.map { ObjectIdentifier($0.instance) })
            let members = Set(set.members.lazy.map { ObjectIdentifier($0) }.filter(concerned.contains))
            var isOther = false
            for change in changes where members.contains(ObjectIdentifier(change.instance)) {
                isOther = apply(change, &state) || isOther
            }
            guard isOther else { return false }
            let new = InstanceSet(set.members, set.plans, zone: zone, warmsUntil: set.warmsUntil)
            current.withLock { $0 = new }
            return true
        }
        if isOther { watcher.withLock { $0 }?(false) }
        return isOther
    }

    private func apply(_ change: InstanceChange, _ changes: inout Changes) -> Bool {
        let (standing, instance) = (change.standing, change.instance)
        guard instance.standing.contains(standing) != change.isSet else { return false }
        instance.standing.set(standing, change.isSet)
        guard standing.contains(.draining) else { return true }
        let place = Place(instance.plan)
        if !change.isSet {
            changes.drained.remove(place)
        } else if changes.drained.count < Self.mostDrained {
            changes.drained.insert(place)
        }
        return true
    }

    /// What makes an instance the same one.
    private struct Place: Hashable {
        let origin: UpstreamOrigin
        let address: String?
        let basePath: String

        init(_ plan: ServiceInstance) {
            (origin, address, basePath) = (UpstreamOrigin(plan), plan.address, plan.basePath)
        }
    }
}
