import Testing
import TuttiPlan
import TuttiResilience
import TuttiUpstream

@testable import TuttiEngine

/// Which instances are in use, and how requests are spread over them.
struct InstanceSetTests {
    /// Instances `a`, `b`, … with these standings.
    private static func set(
        _ standings: [InstanceStanding],
        plan: (Int) -> (weight: Int, zone: String?, priority: Int) = { _ in (1, nil, 0) },
        zone: String? = nil
    ) -> InstanceSet {
        let plans = standings.indices.map { index in
            let (weight, zone, priority) = plan(index)
            return ServiceInstance(
                host: String("abcdefghij".dropFirst(index).prefix(1)), port: 80, weight: weight, zone: zone,
                priority: priority)
        }
        let members = plans.map { PreparedInstance($0) }
        for (member, standing) in zip(members, standings) { member.standing = standing }
        return InstanceSet(members, plans, zone: zone)
    }

    private static func names(_ tier: InstanceTier?) -> String {
        tier?.instances.map(\.origin.host).joined() ?? ""
    }

    private static let cases: [([InstanceStanding], used: String, isPanicking: Bool)] = [
        ([[], [], []], "abc", false),
        ([[], .unhealthy, []], "ac", false),
        ([[], .ejected, []], "ac", false),
        ([[], .draining, []], "ac", false),
        // Below half: all but those that drain.
        ([[], .unhealthy, .ejected], "abc", true),
        ([[], .unhealthy, .ejected, .draining], "abc", true),
        ([[], .draining, .draining, .draining], "a", false),
        ([[], .unhealthy], "a", false),
        // None is well.
        ([.unhealthy, .unhealthy], "", false),
        ([.unhealthy, .ejected], "b", false),
        ([.ejected, .ejected], "ab", false),
        ([.draining], "", false),
        ([[.ejected, .unhealthy]], "", false),
        ([], "", false),
        // What waits for its first check counts for nothing, and is used where nothing is well.
        ([[], .unchecked, .unchecked, .unchecked], "a", false),
        ([.unhealthy, .unchecked], "b", false),
        ([.unchecked, [.unchecked, .draining]], "a", false),
    ]

    @Test(arguments: cases)
    func whichInstancesAreUsed(standings: [InstanceStanding], used: String, isPanicking: Bool) {
        let set = Self.set(standings)
        #expect(Self.names(set.tier(0)) == used)
        #expect(set.usedCount == used.count)
        #expect(set.isPanicking == isPanicking)
    }

    // MARK: - Zones and priorities

    @Test func theOwnZoneComesFirst() {
        let set = Self.set([[], [], [], []], plan: { (1, $0 < 2 ? "east" : "west", 0) }, zone: "west")
        for random in 0..<100 as Range<UInt64> { #expect(Self.names(set.tier(random)) == "cd") }
    }

    /// Of four in the own zone one is well: it gets 1.4 times its quarter.
    @Test func whatTheOwnZoneCannotTakeSpillsOver() {
        let set = Self.set(
            [[], .unhealthy, .unhealthy, .unhealthy, [], [], [], []], plan: { (1, $0 < 4 ? "east" : "west", 0) },
            zone: "east")
        let own = (0..<10_000 as Range<UInt64>).count { Self.names(set.tier($0)) == "a" }
        #expect((3300...3700).contains(own))
    }

    /// The other zone, or the standby, bears everything although it is the smaller one.
    @Test(arguments: [true, false]) func aSmallerTierThatIsWellTakesAllOfADeadOne(byZone: Bool) {
        let dead = [InstanceStanding](repeating: .unhealthy, count: 6),
            well = [InstanceStanding](repeating: [], count: 3)
        let set = Self.set(
            dead + well, plan: { byZone ? (1, $0 < 6 ? "east" : "west", 0) : (1, nil, $0 < 6 ? 0 : 1) }, zone: "east")
        #expect(!set.isPanicking)
        for random in 0..<100 as Range<UInt64> { #expect(Self.names(set.tier(random)) == "ghi") }
    }

    /// Of ten there is one well, and of its standby nobody: then all ten are used, and no instance of the standby.
    @Test func panicIsOfATier() {
        let set = Self.set(
            [[], .ejected, .ejected, .ejected, .unhealthy, .unhealthy], plan: { (1, nil, $0 < 4 ? 0 : 1) })
        #expect(set.isPanicking)
        for random in 0..<100 as Range<UInt64> { #expect(Self.names(set.tier(random)) == "abcd") }
    }

    @Test func withoutAZoneOfTheGatewayAllZonesAreAlike() {
        let set = Self.set([[], []], plan: { (1, $0 == 0 ? "east" : "west", 0) })
        #expect(Self.names(set.tier(0)) == "ab")
    }

    @Test func aHigherNumberOfPriorityWaits() {
        func plan(_ index: Int) -> (Int, String?, Int) { (1, nil, index < 2 ? 20 : 10) }
        #expect(Self.names(Self.set([[], [], []], plan: plan).tier(7)) == "c")
        #expect(Self.names(Self.set([[], [], .unhealthy], plan: plan).tier(7)) == "ab")
    }

    @Test func anotherAttemptGoesToWhereItWasNotYet() {
        let set = Self.set([[], [], []], plan: { (1, nil, $0) })
        let members = set.members
        #expect(Self.names(set.tier(leastUsedBy: [members[0]])) == "b")
        #expect(Self.names(set.tier(leastUsedBy: [members[0], members[1]])) == "c")
        #expect(Self.names(set.tier(leastUsedBy: members)) == "a")
        #expect(Self.names(set.tier(leastUsedBy: members + [members[0]])) == "b")
    }

    // MARK: - Tiers

    private static func tier(_ weights: [Int]) -> InstanceTier {
        let set = set(weights.map { _ in [] }, plan: { (weights[$0], nil, 0) })
        return set.tier(0) ?? InstanceTier([], weights: [])
    }

    @Test(arguments: [[1, 1, 1], [5, 1, 1], [1, 2, 3], [100, 1], [65_535, 1, 7]])
    func inEachRoundEachHasItsWeight(weights: [Int]) {
        let tier = Self.tier(weights)
        let isEqual = Set(weights).count == 1
        let round = isEqual ? weights.count : weights.reduce(0, +)
        var counts: [String: Int] = [:]
        for turn in 0..<round { counts[tier.inTurn(UInt64(turn)).origin.host, default: 0] += 1 }
        for (index, weight) in weights.enumerated() {
            #expect(counts[tier.instances[index].origin.host] == (isEqual ? 1 : weight))
        }
    }

    /// No instance has all of its turns one after the other.
    @Test func turnsAreSpreadOverTheRound() {
        let tier = Self.tier([3, 3, 1])
        let round = (0..<14).map { tier.inTurn(UInt64($0)).origin.host }.joined()
        #expect(!round.contains("aaa") && !round.contains("bbb"))
    }

    @Test func chanceKeepsToWeights() {
        let tier = Self.tier([8, 1, 1])
        let all = (0..<10_000 as Range<UInt64>).map { tier.any(($0 &* 0x9E37_79B9_7F4A_7C15).mixed).origin.host }
        #expect((7800...8200).contains(all.count { $0 == "a" }))
        #expect((900...1100).contains(all.count { $0 == "b" }))
    }

    @Test func theFewestForTheWeightGetsTheNext() {
        let tier = Self.tier([2, 1])
        var hosts = ""
        for turn in 0..<6 as Range<UInt64> {
            let instance = tier.leastRequests(from: turn)
            instance.began()
            hosts += instance.origin.host
        }
        #expect(hosts.count { $0 == "a" } == 4)
    }

    @Test(arguments: [[1, 1, 1, 1], [1, 2, 3, 4]]) func onlyTheKeysOfOneThatGoesMove(weights: [Int]) {
        let tier = Self.tier(weights)
        let gone = tier.filter { $0.origin.host != "b" }
        var moved = 0
        for key in 0..<4000 as Range<UInt64> {
            let (before, after) = (tier.owner(of: key.mixed).origin.host, gone.owner(of: key.mixed).origin.host)
            if before == "b" { moved += 1 } else { #expect(after == before) }
        }
        let share = 4000 * weights[1] / weights.reduce(0, +)
        #expect((share * 8 / 10...share * 12 / 10).contains(moved))
    }

    /// A key that everybody asks for doesn't bring its instance down: beyond a quarter more than its share, others help.
    @Test func theLoadOfOneInstanceIsBounded() {
        let tier = Self.tier([1, 1, 1, 1])
        for _ in 0..<40 { tier.owner(of: 7).began() }
        #expect(tier.instances.allSatisfy { $0.running <= 13 })
        #expect(tier.instances.contains { $0.running == 13 || $0.running == 12 })
    }
}
