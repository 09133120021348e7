import SeededRandom
import Testing
import TuttiDiscovery
import TuttiPlan
import TuttiResilience

struct DiscoveryScheduleTests {
    private static let plan = DiscoveryPlan.dns(name: "orders.internal", port: 80, isSecure: false)

    private static func instances(_ addresses: [String]) -> [ServiceInstance] {
        addresses.map { ServiceInstance(host: "orders.internal", address: $0, port: 80) }
    }

    private static func found(_ addresses: String..., seconds: Int64 = 10) -> LookUpResult {
        .found(LookUpResult.Found(instances(addresses), lifetime: .seconds(seconds)))
    }

    private var schedule = DiscoverySchedule(DiscoveryScheduleTests.plan)

    @Test(
        arguments: [(0, 1000), (1, 1000), (10, 10_000), (60, 60_000), (86_400, 60_000), (Int64.max, 60_000)]
            as [(Int64, Int64)])
    func aNameIsAskedForAgainBeforeItsTimeIsOver(seconds: Int64, milliseconds: Int64) {
        for (chance, share) in [(0.0, 0.8), (0.5, 0.9), (1.0, 1.0), (-1, 0.8), (7, 1), (.nan, 1)] {
            var schedule = schedule
            let step = schedule.ended(Self.found("10.0.0.1", seconds: seconds), chance: chance)
            #expect(step.wait == .milliseconds(Int64(Double(milliseconds) * share)))
        }
    }

    @Test mutating func failuresAreWaitedForLongerUpToThirtySeconds() {
        let waits = (0..<8).map { _ in schedule.ended(.failed(.noAnswer), chance: 1).wait.milliseconds }
        #expect(waits == [1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000])
        #expect(schedule.ended(.failed(.noAnswer), chance: 0).wait == .seconds(15))
        #expect(schedule.ended(Self.found("10.0.0.1"), chance: 1).wait == .seconds(10))
        #expect(schedule.ended(.failed(.noAnswer), chance: 1).wait == .seconds(1))
    }

    @Test(arguments: [
        LookUpResult.failed(.notFound), .failed(.empty), .failed(.noAnswer), .failed(.malformed),
        .failed(.unreadable("…")), .found(LookUpResult.Found([], lifetime: .seconds(1))), .unchanged,
    ])
    func noFailureTakesAnInstanceAway(result: LookUpResult) {
        var schedule = schedule
        _ = schedule.ended(Self.found("10.0.0.1", "10.0.0.2"), chance: 0)
        for _ in 0..<100 { #expect(schedule.ended(result, chance: 0).instances == nil) }
        #expect(schedule.instances == Self.instances(["10.0.0.1", "10.0.0.2"]))
    }

    @Test mutating func aFailureIsSaidOnceAndItsEndToo() {
        #expect(schedule.ended(.failed(.noAnswer), chance: 0).change == .failing(.noAnswer, kept: 0))
        #expect(schedule.ended(.failed(.noAnswer), chance: 0).change == nil)
        _ = schedule.ended(Self.found("10.0.0.1"), chance: 0)
        #expect(schedule.ended(.failed(.notFound), chance: 0).change == .failing(.notFound, kept: 1))
        #expect(schedule.ended(.failed(.notFound), chance: 0).change == nil)
        #expect(schedule.ended(.failed(.noAnswer), chance: 0).change == .failing(.noAnswer, kept: 1))
        #expect(schedule.ended(Self.found("10.0.0.1"), chance: 0).change == .found(failures: 3, now: 1))
        #expect(schedule.ended(Self.found("10.0.0.1"), chance: 0).change == nil)
    }

    @Test mutating func theSameInstancesInAnotherOrderChangeNothing() {
        _ = schedule.ended(Self.found("10.0.0.2", "10.0.0.1", "10.0.0.2"), chance: 0)
        #expect(schedule.instances == Self.instances(["10.0.0.1", "10.0.0.2"]))
        let step = schedule.ended(Self.found("10.0.0.1", "10.0.0.2", seconds: 20), chance: 1)
        #expect(step == DiscoverySchedule.Step(wait: .seconds(20)))
    }

    @Test func instancesThatDifferInSchemeOrSocketAreSeveral() {
        var schedule = DiscoverySchedule(.file(path: "/x"))
        let instances = [
            ServiceInstance(host: "a", port: 80), ServiceInstance(isSecure: true, host: "a", port: 80),
            ServiceInstance(host: "localhost", port: 80, socketPath: "/run/a"),
            ServiceInstance(host: "localhost", port: 80, socketPath: "/run/b"),
        ]
        _ = schedule.ended(.found(LookUpResult.Found(instances + instances, lifetime: .zero)), chance: 0)
        #expect(Set(schedule.instances) == Set(instances))
        #expect(schedule.instances.count == 4)
    }

    @Test mutating func instancesComeAndGo() {
        let first = schedule.ended(Self.found("10.0.0.1", "10.0.0.2"), chance: 0)
        #expect(first.instances == Self.instances(["10.0.0.1", "10.0.0.2"]))
        let second = schedule.ended(Self.found("10.0.0.2", "10.0.0.3"), chance: 0)
        #expect(second.instances == Self.instances(["10.0.0.2", "10.0.0.3"]))
        #expect(
            second.change
                == .instances(
                    now: 2, before: 2, new: ["10.0.0.3:80 (orders.internal)"], gone: ["10.0.0.1:80 (orders.internal)"],
                    cut: 0))
    }

    /// The question for A and the one for AAAA fail apart, and an answer doesn't say so.
    @Test(arguments: [(["10.0.0.1"], ["fd00::1"]), (["fd00::1"], ["10.0.0.1"])])
    func aFamilyThatIsMissingIsKeptForOneAnswer(staying: [String], missing: [String]) {
        var schedule = schedule
        func ended(_ addresses: [String]) -> [ServiceInstance]? {
            schedule.ended(.found(LookUpResult.Found(Self.instances(addresses), lifetime: .seconds(1))), chance: 0)
                .instances
        }
        let both = ended(staying + missing)
        #expect(both?.count == 2)
        #expect(ended(staying) == nil)
        #expect(ended(staying + missing) == nil)
        #expect(ended(staying) == nil)
        #expect(ended(staying) == Self.instances(staying))
        #expect(ended(staying) == nil)
        // Where all of a family is replaced by the other, it was meant so.
        #expect(ended(missing)?.count == 2)
        #expect(ended(missing) == Self.instances(missing))
    }

    @Test mutating func hostsThatCouldNotBeLookedUpKeepTheirInstances() {
        let (one, two) = (
            ServiceInstance(host: "a", address: "10.0.0.1", port: 1),
            ServiceInstance(host: "b", address: "10.0.0.2", port: 2)
        )
        _ = schedule.ended(.found(LookUpResult.Found([one, two], lifetime: .seconds(1))), chance: 0)
        let half = LookUpResult.Found([one], lifetime: .seconds(1), unresolved: ["b"])
        #expect(schedule.ended(.found(half), chance: 0).instances == nil)
        #expect(schedule.ended(.found(LookUpResult.Found([one], lifetime: .seconds(1))), chance: 0).instances == [one])
    }

    @Test func aFileIsLookedAtEachSecondWhateverItHas() {
        var schedule = DiscoverySchedule(.file(path: "/x"))
        for result in [Self.found("10.0.0.1"), .unchanged, .failed(.empty), .failed(.unreadable("…"))] {
            #expect(schedule.ended(result, chance: 0).wait == .seconds(1))
        }
    }

    /// What is in use is what was found last, or for a family what was found before that; and is never empty again.
    @Test(arguments: 0..<20 as Range<UInt64>) func anySequenceEndsWithWhatWasFound(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var schedule = schedule
        var known: [ServiceInstance] = []
        for _ in 0..<500 {
            let addresses = (0..<6).filter { _ in Bool.random(using: &random) }
            let instances = Self.instances(addresses.map { $0 < 3 ? "10.0.0.\($0)" : "fd00::\($0)" })
            let result: LookUpResult =
                Int.random(in: 0..<4, using: &random) == 0
                ? .failed(.noAnswer) : .found(LookUpResult.Found(instances, lifetime: .seconds(1)))
            let step = schedule.ended(result, chance: .random(in: 0...1, using: &random))
            if let instances = step.instances {
                #expect(instances != known)
                known = instances
            }
            #expect(schedule.instances == known)
            if case .found(let found) = result, !found.instances.isEmpty {
                #expect(Set(known).isSuperset(of: found.instances))
            }
            #expect(step.wait >= .milliseconds(500) && step.wait <= .seconds(30))
        }
        #expect(!known.isEmpty)
    }
}
