import SeededRandom
import Testing
import TuttiPolicies
import TuttiResilience

struct LimitMeterTests {
    private static func at(_ nanoseconds: Int64, day: Int64 = 20_000) -> LimitMoment {
        LimitMoment(
            monotonic: MonotonicTime(nanoseconds: 1_000_000_000_000 + nanoseconds), secondsSince1970: day * 86_400)
    }

    private static func admits(
        _ meter: LimitMeter, _ key: String = "a", cost: UInt64 = 1, at moment: LimitMoment
    ) -> Bool {
        !meter.charge(LimitKey(text: key), cost: cost, at: moment).isExceeded
    }

    private static func rate(_ count: Int, per period: TimeSpan = .seconds(1), burst: Int) -> LimitMeter {
        LimitMeter(.rate(count, per: period, burst: burst), keys: 1_000)
    }

    @Test func aBurstIsAdmittedAtOnceAndThenTheRate() {
        let meter = Self.rate(10, burst: 3)
        #expect((0..<4).map { _ in Self.admits(meter, at: Self.at(0)) } == [true, true, true, false])
        #expect(!Self.admits(meter, at: Self.at(99_999_999)))
        #expect(Self.admits(meter, at: Self.at(100_000_000)))
        #expect(!Self.admits(meter, at: Self.at(100_000_000)))
        // From rest, a burst again.
        #expect((0..<4).map { _ in Self.admits(meter, at: Self.at(9_000_000_000)) } == [true, true, true, false])
    }

    @Test func whoKeepsAskingIsAdmittedAsSoonAsWhoWaits() {
        let meter = Self.rate(1, burst: 1)
        #expect(Self.admits(meter, at: Self.at(0)))
        for step in 1..<1_000 { #expect(!Self.admits(meter, at: Self.at(Int64(step) * 1_000_000))) }
        #expect(Self.admits(meter, at: Self.at(1_000_000_000)))
    }

    @Test func aCostCountsForSoManyRequests() {
        let meter = Self.rate(10, burst: 5)
        #expect(Self.admits(meter, cost: 4, at: Self.at(0)))
        #expect(!Self.admits(meter, cost: 2, at: Self.at(0)))
        #expect(Self.admits(meter, cost: 0, at: Self.at(0)))
        #expect(Self.admits(meter, cost: 1, at: Self.at(0)))
        #expect(!Self.admits(meter, cost: 1, at: Self.at(0)))
    }

    @Test(arguments: [6, UInt64.max / 2, .max])
    func aCostThatIsNeverThereIsRefusedAndSaidToBe(cost: UInt64) {
        for rule in [LimitRule.rate(10, per: .seconds(1), burst: 5), .quota(5, per: .day)] {
            let meter = LimitMeter(rule, keys: 1)
            let standing = meter.charge(.everyone, cost: cost, at: Self.at(0))
            #expect(standing.isExceeded)
            #expect(!standing.isAttainable)
            #expect(standing.available == 5)
        }
    }

    @Test func eachKeyHasItsOwn() {
        let meter = Self.rate(1, burst: 1)
        #expect(Self.admits(meter, "a", at: Self.at(0)))
        #expect(Self.admits(meter, "b", at: Self.at(0)))
        #expect(!Self.admits(meter, "a", at: Self.at(0)))
    }

    @Test func addressesOfOneNetworkAreOneKey() throws {
        func key(_ text: String) throws -> LimitKey { LimitKey(try #require(IPAddress(text))) }
        #expect(try key("2001:db8:1:2::1") == key("2001:db8:1:2:ffff::9"))
        #expect(try key("2001:db8:1:2::1") != key("2001:db8:1:3::1"))
        #expect(try key("192.0.2.1") != key("192.0.2.2"))
        #expect(try key("192.0.2.1") == key("::ffff:192.0.2.1"))
    }

    @Test func whatOneLimitRefusesIsNotChargedToAnother() {
        let wide = Self.rate(10, burst: 10)
        let narrow = Self.rate(1, burst: 1)
        let charges = [
            LimitCharge(meter: wide, key: .everyone, cost: 1), LimitCharge(meter: narrow, key: .everyone, cost: 1),
        ]
        #expect(LimitMeter.charge(charges, at: Self.at(0)).map(\.isExceeded) == [false, false])
        for _ in 0..<50 {
            let standings = LimitMeter.charge(charges, at: Self.at(0))
            #expect(standings.map(\.isExceeded) == [false, true])
            #expect(standings.map(\.available) == [9, 0])
        }
        #expect(wide.figures.admitted == 1)
        #expect(wide.figures.refused == 0)
        #expect(narrow.figures.refused == 50)
    }

    @Test func aQuotaBeginsAnewAtMidnightWhereClocksAreAhead() {
        let meter = LimitMeter(.quota(2, per: .day, offset: .seconds(3600)), keys: 100)
        let midnight: Int64 = 20_000 * 86_400 - 3600
        func admits(_ seconds: Int64) -> Bool {
            Self.admits(meter, at: LimitMoment(monotonic: .zero, secondsSince1970: midnight + seconds))
        }
        #expect([-10, -9, -1, 0, 1, 86_399, 86_400].map(admits) == [true, true, false, true, true, false, true])
    }

    @Test func aQuotaOfAMonthEndsWithIt() throws {
        let meter = LimitMeter(.quota(1, per: .month), keys: 100)
        let start = try #require(CalendarTime.seconds(year: 2024, month: 2, day: 1, time: (0, 0, 0)))
        let end = try #require(CalendarTime.seconds(year: 2024, month: 3, day: 1, time: (0, 0, 0)))
        func standing(_ seconds: Int64) -> LimitStanding {
            meter.charge(.everyone, cost: 1, at: LimitMoment(monotonic: .zero, secondsSince1970: seconds))
        }
        #expect(standing(start).seconds == 29 * 86_400)
        #expect(standing(end - 1).isExceeded)
        #expect(standing(end - 1).seconds == 1)
        #expect(!standing(end).isExceeded)
    }

    @Test func aClockThatIsPutBackLocksNobodyOut() {
        let meter = LimitMeter(.quota(1, per: .day), keys: 100)
        #expect(Self.admits(meter, at: Self.at(0, day: 30_000)))
        #expect(Self.admits(meter, at: Self.at(0, day: 20_000)))
        #expect(!Self.admits(meter, at: Self.at(0, day: 20_000)))
    }

    @Test func theTimeToWaitIsTheTimeAfterWhichARequestIsAdmitted() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<300 {
            let count = Int.random(in: 1...50, using: &random)
            let meter = Self.rate(
                count, per: .seconds(Int64.random(in: 1...100, using: &random)),
                burst: Int.random(in: 1...20, using: &random))
            var now: Int64 = 0
            for _ in 0..<40 {
                now += Int64.random(in: 0...500_000_000, using: &random)
                let standing = meter.charge(.everyone, cost: 1, at: Self.at(now))
                guard standing.isExceeded else { continue }
                now += Int64(standing.seconds) * 1_000_000_000
                #expect(!meter.charge(.everyone, cost: 1, at: Self.at(now)).isExceeded)
            }
        }
    }

    /// The definition itself: the theoretical arrival time of each key, in a dictionary.
    private struct Model {
        let interval, burst: Int64
        var times: [String: Int64] = [:]

        mutating func admits(_ key: String, cost: Int64, at now: Int64) -> Bool {
            let next = max(times[key] ?? 0, now) + cost * interval
            guard next - now <= burst * interval else { return false }
            times[key] = next
            return true
        }
    }

    @Test(arguments: 0..<20)
    func admitsWhatTheDefinitionAdmits(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let count = Int.random(in: 1...1_000, using: &random)
        let burst = Int.random(in: 1...50, using: &random)
        let period = Int64.random(in: 1...100_000_000_000, using: &random)
        let meter = LimitMeter(.rate(count, per: TimeSpan(nanoseconds: period), burst: burst), keys: 100_000)
        let interval = (period + Int64(count) - 1) / Int64(count)
        var model = Model(interval: interval, burst: Int64(burst))
        var now: Int64 = 1_000_000_000_000
        for _ in 0..<5_000 {
            now += Int64.random(in: 0...(interval / 2), using: &random)
            let key = "key \(Int.random(in: 0..<20, using: &random))"
            let cost = UInt64.random(in: 0...3, using: &random)
            let moment = LimitMoment(monotonic: MonotonicTime(nanoseconds: now), secondsSince1970: 0)
            #expect(Self.admits(meter, key, cost: cost, at: moment) == model.admits(key, cost: Int64(cost), at: now))
        }
    }

    @Test func manyThreadsAreAdmittedExactlyWhatThereIs() async {
        let meter = LimitMeter(.rate(1_000, per: .seconds(1), burst: 1_000), keys: 1_000)
        let keys = (0..<8).map { "key \($0)" }
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<4_000).count { Self.admits(meter, keys[$0 % keys.count], at: Self.at(0)) }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(admitted == 8 * 1_000)
    }

    @Test func manyThreadsAreChargedToAllLimitsOrNone() async {
        let meters = [Self.rate(1, burst: 700), Self.rate(1, burst: 500)]
        let charges = meters.map { LimitCharge(meter: $0, key: .everyone, cost: 1) }
        let admitted = await withTaskGroup(of: Int.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    (0..<500).count { _ in
                        LimitMeter.charge(charges, at: Self.at(0)).allSatisfy { !$0.isExceeded }
                    }
                }
            }
            return await group.reduce(0, +)
        }
        #expect(admitted == 500)
        #expect(meters[0].charge(.everyone, cost: 0, at: Self.at(0)).available == 200)
    }

    @Test func anyNumberOfKeysTakesNoMoreMemoryThanThereIsRoomFor() {
        let meter = LimitMeter(.rate(1, per: .seconds(60), burst: 1), keys: 4_096)
        var random = SeededGenerator(seed: 3)
        var admitted = 0
        for index in 0..<600_000 {
            let address = IPAddress(ipv4: UInt32(truncatingIfNeeded: random.next()))
            if !meter.charge(LimitKey(address), cost: 1, at: Self.at(Int64(index))).isExceeded { admitted += 1 }
        }
        #expect(meter.figures.bytes == 65_536)
        // A newcomer in a full set is refused rather than let in afresh: no more are admitted than there are places.
        #expect(admitted == 4_096)
    }

    @Test func aKeyThatWasRefusedIsNotForgottenUnderManyOthers() {
        let meter = LimitMeter(.rate(1, per: .seconds(3600), burst: 1), keys: 256)
        #expect(Self.admits(meter, "victim", at: Self.at(0)))
        for index in 0..<100_000 { _ = Self.admits(meter, "flood \(index)", at: Self.at(1)) }
        #expect(!Self.admits(meter, "victim", at: Self.at(2)))
    }

    @Test(arguments: [
        (LimitRule.rate(20, per: .seconds(1), burst: 40), 40, 2), (.rate(600, per: .seconds(60), burst: 100), 100, 10),
        (.rate(20, per: .seconds(1), burst: 1), 20, 1), (.quota(10, per: .day), 10, 86_400),
    ])
    func clientsAreToldWhatComesBackInWhichTime(rule: LimitRule, quota: UInt64, seconds: UInt64) {
        #expect(rule.advertised == (quota, seconds))
    }

    @Test(arguments: [Int.min, 0, 1, Int.max])
    func aRuleIsBroughtIntoRange(number: Int) {
        for rule in [
            LimitRule.rate(number, per: TimeSpan(nanoseconds: Int64(number)), burst: number),
            .quota(number, per: .month, offset: TimeSpan(nanoseconds: Int64(number))),
        ] {
            let meter = LimitMeter(rule, keys: 1)
            for seconds in [Int64.min, 0, .max] {
                let moment = LimitMoment(
                    monotonic: MonotonicTime(nanoseconds: seconds), secondsSince1970: seconds)
                #expect(Self.admits(meter, at: moment) || seconds != .min)
            }
        }
    }
}
