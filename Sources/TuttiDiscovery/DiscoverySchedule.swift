package import TuttiPlan
package import TuttiResilience

/// What is known of the instances of a service, and when they are looked up next.
///
/// A value without a clock or a socket: it is told how a look-up has ended, and returns what follows. What was found holds until
/// something else is: a look-up that fails, or finds nothing, takes no instance away.
package struct DiscoverySchedule: Sendable {
    /// What follows from a look-up.
    package struct Step: Sendable, Equatable {
        /// How long to wait before the next one.
        package var wait: TimeSpan
        /// The instances from now on; nil where they are as they were.
        package var instances: [ServiceInstance]?
        /// What is to be said; nil for nothing.
        package var change: DiscoveryEvent.Change?

        /// A step of its parts.
        package init(
            wait: TimeSpan, instances: [ServiceInstance]? = nil, change: DiscoveryEvent.Change? = nil
        ) {
            (self.wait, self.instances, self.change) = (wait, instances, change)
        }
    }

    /// Names are looked up again after this time at least, and at most, whatever DNS says.
    package static let lifetimes = TimeSpan.seconds(1)...TimeSpan.seconds(60)
    /// A file is looked at this often.
    package static let fileInterval = TimeSpan.seconds(1)
    /// The most that is waited after failures: 1 s, doubled with each, up to this.
    package static let longestWait = TimeSpan.seconds(30)

    /// The instances, sorted; empty where none were found yet.
    package private(set) var instances: [ServiceInstance] = []
    /// Whether a look-up has ended, well or not.
    package private(set) var hasEnded = false

    private let isFile: Bool
    private var failures = 0
    private var reported: LookUpFailure?
    /// Whether the last answer had no address of a family that was there before, and addresses of the other.
    private var isFamilyMissing = false

    /// The schedule of a service that was not looked for yet.
    package init(_ plan: DiscoveryPlan) {
        if case .file = plan { isFile = true } else { isFile = false }
    }

    /// A look-up has ended.
    ///
    /// - Parameters:
    ///   - result: how.
    ///   - chance: a number from 0 to 1, by which gateways that were started at the same moment drift apart.
    /// - Returns: what follows.
    package mutating func ended(_ result: LookUpResult, chance: Double) -> Step {
        let chance = chance.isNaN ? 1 : min(max(chance, 0), 1)
        switch result {
        case .unchanged: return Step(wait: Self.fileInterval)
        case .failed(let failure): return failed(failure, chance)
        case .found(let found) where found.instances.isEmpty && found.unresolved.isEmpty:
            return failed(.empty, chance)
        case .found(let found): return self.found(found, chance)
        }
    }

    private mutating func failed(_ failure: LookUpFailure, _ chance: Double) -> Step {
        hasEnded = true
        failures = min(failures + 1, 1 << 30)
        let isNews = reported != failure
        reported = failure
        return Step(
            wait: isFile ? Self.fileInterval : Self.wait(after: failures, chance),
            change: isNews ? .failing(failure, kept: instances.count) : nil)
    }

    private mutating func found(_ found: LookUpResult.Found, _ chance: Double) -> Step {
        hasEnded = true
        var now = found.instances
        if !found.unresolved.isEmpty {
            now += instances.filter { found.unresolved.contains($0.host) }
        }
        now += keptOfMissingFamily(now)
        now = Array(Self.sorted(now).prefix(NameLookUp.instanceLimit))
        guard !now.isEmpty else { return failed(.noAnswer, chance) }
        let (before, failed) = (instances, failures)
        (failures, reported) = (0, nil)
        let lifetime = min(max(found.lifetime, Self.lifetimes.lowerBound), Self.lifetimes.upperBound)
        var step = Step(
            // Before the time is over: from 80 to 100 % of it.
            wait: isFile ? Self.fileInterval : Self.share(of: lifetime, 0.8 + 0.2 * chance))
        if now != before {
            instances = now
            step.instances = now
            step.change = Self.difference(before, now, cut: found.cut)
        } else if failed > 0 {
            step.change = .found(failures: failed, now: now.count)
        }
        return step
    }

    /// The known addresses of a family of which there is none now, though the other has some.
    ///
    /// The question for one family may have failed alone. They are kept once; the next answer decides.
    private mutating func keptOfMissingFamily(_ now: [ServiceInstance]) -> [ServiceInstance] {
        let has = (six: now.contains(where: \.isIPv6), four: now.contains(where: \.isIPv4))
        guard has.six != has.four else {
            isFamilyMissing = false
            return []
        }
        let missing = instances.filter { has.six ? $0.isIPv4 : $0.isIPv6 }
        guard !missing.isEmpty, !isFamilyMissing else {
            isFamilyMissing = false
            return []
        }
        isFamilyMissing = true
        return missing
    }

    /// 1 s, doubled with each failure up to the bound; half of it at least, by chance.
    private static func wait(after failures: Int, _ chance: Double) -> TimeSpan {
        let ceiling = failures > 5 ? longestWait : min(.seconds(1 << Int64(max(failures, 1) - 1)), longestWait)
        return share(of: ceiling, 0.5 + 0.5 * chance)
    }

    private static func share(of time: TimeSpan, _ share: Double) -> TimeSpan {
        TimeSpan(nanoseconds: Int64(Double(time.nanoseconds) * share))
    }

    /// In an order that is the same for the same instances, each once: with the lowest priority that it has.
    private static func sorted(_ instances: [ServiceInstance]) -> [ServiceInstance] {
        var seen: Set<String> = []
        return instances.map { (instance: $0, place: $0.place) }
            .sorted { ($0.instance.priority, $0.place) < ($1.instance.priority, $1.place) }
            .filter { seen.insert(($0.instance.isSecure ? "https " : "http ") + $0.place).inserted }.map(\.instance)
    }

    private static func difference(
        _ before: [ServiceInstance], _ now: [ServiceInstance], cut: Int
    ) -> DiscoveryEvent.Change {
        let (old, new) = (Set(before.map(\.place)), Set(now.map(\.place)))
        return .instances(
            now: now.count, before: before.count, new: now.map(\.place).filter { !old.contains($0) },
            gone: before.map(\.place).filter { !new.contains($0) }, cut: cut)
    }
}

extension ServiceInstance {
    fileprivate var isIPv6: Bool { address?.contains(":") ?? false }
    fileprivate var isIPv4: Bool { address.map { !$0.contains(":") } ?? false }

    /// Where it is, for people.
    fileprivate var place: String {
        if let socketPath { return "unix:\(socketPath)" }
        let host = address ?? host
        let text = (host.contains(":") ? "[\(host)]" : host) + ":\(port)" + basePath
        return address == nil || address == self.host ? text : "\(text) (\(self.host))"
    }
}
