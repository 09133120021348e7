import SeededRandom
import Testing
import TuttiResilience

@testable import TuttiPolicies

/// What a worker prepays of a limit that several instances share.
@Suite struct LimitLeaseTests {
    private static func at(_ nanoseconds: Int64) -> LimitMoment {
        LimitMoment(
            monotonic: MonotonicTime(nanoseconds: 1_000_000_000_000 + nanoseconds), secondsSince1970: 20_000 * 86_400)
    }

    /// The store, as the script at Redis has it.
    private struct Store {
        var value: UInt64 = 0
        var asked = 0

        mutating func charge(_ rule: LimitRule, cost: UInt64, wanted: UInt64, at moment: LimitMoment) -> LimitGrant {
            asked += 1
            let window = rule.window(at: moment)
            var base = window.base(of: value)
            let free = (window.ceiling - base) / window.unit
            let scale: UInt64 = window.end == nil ? 1_000 : 1
            func used() -> UInt64 { (base - window.floor + scale - 1) / scale }
            guard cost <= free else { return LimitGrant(granted: 0, used: used()) }
            let granted = cost + (wanted > cost ? min(wanted - cost, (free - cost) / 4) : 0)
            base += granted * window.unit
            value = base
            return LimitGrant(granted: granted, used: used())
        }
    }

    private static func request(
        _ lease: inout LimitLease, _ store: inout Store, _ rule: LimitRule, cost: UInt64 = 1, at moment: LimitMoment
    ) -> Bool {
        switch lease.take(cost, of: rule, at: moment) {
        case .admitted: return true
        case .refused: return false
        case .ask:
            let wanted = lease.wanted(cost, of: rule, at: moment)
            let grant = store.charge(rule, cost: cost, wanted: wanted, at: moment)
            lease.received(grant, of: rule, asked: moment, now: moment.monotonic)
            guard grant.granted > 0, case .admitted = lease.take(cost, of: rule, at: moment) else { return false }
            return true
        }
    }

    /// Four instances of two workers ask for eight times of what the limit allows, for a minute.
    @Test(arguments: [(1_000, 1_000), (1_000, 50), (200, 200), (20, 20), (5, 1)])
    func instancesTogetherAdmitTheLimitAndNoMore(_ count: Int, _ burst: Int) {
        let rule = LimitRule.rate(count, per: .seconds(1), burst: burst)
        var random = SeededGenerator(seed: UInt64(count + burst))
        var store = Store()
        var leases = Array(repeating: LimitLease(), count: 8)
        var admitted = 0
        let seconds = 20
        let requests = 8 * count * seconds
        for index in 0..<requests {
            let moment = Self.at(Int64(index) * Int64(seconds) * 1_000_000_000 / Int64(requests))
            let worker = Int.random(in: 0..<8, using: &random)
            if Self.request(&leases[worker], &store, rule, at: moment) { admitted += 1 }
        }
        let most = count * seconds + burst
        #expect(admitted <= most)
        #expect(Double(admitted) >= 0.99 * Double(count * seconds), "\(admitted) of \(most)")
    }

    @Test func farFromTheEdgeTheStoreIsAskedTenTimesASecond() {
        let rule = LimitRule.rate(100_000, per: .seconds(1), burst: 100_000)
        var (lease, store) = (LimitLease(), Store())
        for index in 0..<50_000 {
            #expect(Self.request(&lease, &store, rule, at: Self.at(Int64(index) * 100_000)))
        }
        // Five seconds; at first the lease has to grow.
        #expect(store.asked < 70, "asked \(store.asked) times")
    }

    @Test func aSmallRateIsExact() {
        let rule = LimitRule.rate(5, per: .seconds(1), burst: 5)
        var (lease, store) = (LimitLease(), Store())
        for index in 0..<5 { #expect(Self.request(&lease, &store, rule, at: Self.at(Int64(index) * 1_000_000))) }
        #expect(store.asked == 5)
        #expect(!Self.request(&lease, &store, rule, at: Self.at(5_000_000)))
        // Known here without asking.
        let asked = store.asked
        for index in 6..<100 { #expect(!Self.request(&lease, &store, rule, at: Self.at(Int64(index) * 1_000_000))) }
        #expect(store.asked <= asked + 1)
        #expect(Self.request(&lease, &store, rule, at: Self.at(210_000_000)))
    }

    @Test func whatIsPrepaidIsLostAfterAFifthOfASecond() {
        let rule = LimitRule.rate(1_000, per: .seconds(1), burst: 1_000)
        var lease = LimitLease()
        lease.received(LimitGrant(granted: 10, used: 10_000), of: rule, asked: Self.at(0), now: Self.at(0).monotonic)
        guard case .admitted(let standing) = lease.take(1, of: rule, at: Self.at(0)) else {
            Issue.record("it was prepaid")
            return
        }
        #expect(standing.available == 999)
        #expect(lease.take(1, of: rule, at: Self.at(200_000_000)) == .ask)
    }

    @Test func whatIsGivenBackCanBeTaken() {
        let rule = LimitRule.rate(10, per: .seconds(1), burst: 10)
        var lease = LimitLease()
        lease.received(LimitGrant(granted: 1, used: 100_000), of: rule, asked: Self.at(0), now: Self.at(0).monotonic)
        for _ in 0..<3 {
            guard case .admitted = lease.take(1, of: rule, at: Self.at(0)) else {
                Issue.record("it was given back")
                return
            }
            lease.giveBack(1)
        }
    }

    @Test(arguments: [UInt64.max, 1 << 60, 0]) func nonsenseOfAStoreDoesNotTrap(_ number: UInt64) {
        for rule in [
            LimitRule.rate(1_000_000, per: .seconds(1), burst: 1_000_000), .rate(1, per: .seconds(86_400), burst: 1),
            .quota(1_000_000_000, per: .month), .quota(1, per: .day),
        ] {
            var lease = LimitLease()
            for _ in 0..<3 {
                lease.received(
                    LimitGrant(granted: number, used: number), of: rule, asked: Self.at(0), now: Self.at(0).monotonic)
                _ = lease.take(number, of: rule, at: Self.at(0))
                _ = lease.take(1, of: rule, at: Self.at(1))
                _ = lease.wanted(1, of: rule, at: Self.at(2))
                lease.giveBack(number)
            }
        }
    }

    @Test func aQuotaIsPrepaidByAThousandth() {
        let rule = LimitRule.quota(10_000, per: .day)
        var (lease, store) = (LimitLease(), Store())
        for index in 0..<100 { #expect(Self.request(&lease, &store, rule, at: Self.at(Int64(index) * 1_000_000))) }
        #expect(store.asked < 20)
        #expect(store.value & 0xFF_FFFF_FFFF <= 110)
    }

    @Test(arguments: [(1, 100, 10), (3, 33, 30), (1_000, 1, 10_000)])
    func aShareOfALimitIsAPart(_ instances: Int, _ burst: UInt64, _ milliseconds: Int64) {
        let share = LimitRule.rate(100, per: .seconds(1), burst: 100).share(among: instances)
        #expect(share.atOnce == burst)
        let window = share.window(at: Self.at(0))
        #expect(Int64(window.unit) == milliseconds * 1_000_000)
    }

    @Test func termsAreMicroseconds() {
        #expect(
            LimitRule.rate(3, per: .seconds(1), burst: 7).terms(at: Self.at(0))
                == LimitTerms(unit: "333333.334", most: 7, period: nil))
        #expect(LimitRule.rate(1_000_000, per: .seconds(1), burst: 1).terms(at: Self.at(0)).unit == "1.000")
        #expect(LimitRule.quota(9, per: .day).terms(at: Self.at(0)).period?.number == 20_001)
    }
}
