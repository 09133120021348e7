import NIOCore
import RedisServers
import Testing
import TuttiChannels
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiRedis

/// Limits that instances share over a Redis.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is missing: apt-get install redis-server"))
struct SharedLimitsTests {
    private static func plan(_ server: RedisServer) -> RedisPlan {
        RedisPlan(.server(.host("127.0.0.1", port: server.port)), timeout: .seconds(20))
    }

    /// Asks once, as a request does.
    private static func ask(
        _ limit: SharedLimit, key: String = "a", cost: UInt64 = 1, _ limits: SharedLimits, _ fixture: RedisFixture
    ) async -> LimitLeases.Verdict {
        await withCheckedContinuation { continuation in
            fixture.loop.execute {
                let charge = SharedCharge(limit, key: LimitKey(text: key), cost: cost) { Array(key.utf8) }
                guard let leases = limits.leases(on: fixture.loop) else {
                    return continuation.resume(returning: .unreachable)
                }
                switch leases.take(charge, at: .now) {
                case .admitted(let standing), .refused(let standing):
                    continuation.resume(returning: .standing(standing))
                case .ask: leases.ask(charge, at: .now) { continuation.resume(returning: $0) }
                }
            }
        }
    }

    private static func isAdmitted(_ verdict: LimitLeases.Verdict) -> Bool? {
        if case .standing(let standing) = verdict { !standing.isExceeded } else { nil }
    }

    @Test func twoInstancesCountTogether() async throws {
        let server = try await RedisServer()
        let limit = SharedLimit(.rate(1, per: .seconds(3_600), burst: 6), named: "a", allowing: "6/h")
        try await RedisFixture.run(Self.plan(server)) { one in
            try await RedisFixture.run(Self.plan(server)) { other in
                try await one.connected()
                try await other.connected()
                let fixtures = [(one, SharedLimits(one.client)), (other, SharedLimits(other.client))]
                var admitted = 0
                for _ in 0..<10 {
                    for (fixture, limits) in fixtures
                    where Self.isAdmitted(await Self.ask(limit, limits, fixture)) == true { admitted += 1 }
                }
                #expect(admitted == 6)
                // Another key, and another limit, have counts of their own.
                #expect(Self.isAdmitted(await Self.ask(limit, key: "b", fixtures[0].1, one)) == true)
                let second = SharedLimit(.rate(1, per: .seconds(3_600), burst: 6), named: "b", allowing: "6/h")
                #expect(Self.isAdmitted(await Self.ask(second, fixtures[0].1, one)) == true)
                try await eventually("they know of each other") { fixtures.allSatisfy { $0.1.instances.now == 2 } }
            }
        }
    }

    @Test func aQuotaIsCountedInItsPeriod() async throws {
        let server = try await RedisServer()
        let limit = SharedLimit(.quota(3, per: .day), named: "a", allowing: "3/day")
        try await RedisFixture.run(Self.plan(server)) { fixture in
            try await fixture.connected()
            let limits = SharedLimits(fixture.client)
            var answers: [Bool?] = []
            for _ in 0..<4 { answers.append(Self.isAdmitted(await Self.ask(limit, limits, fixture))) }
            #expect(answers == [true, true, true, false])
            #expect(Self.isAdmitted(await Self.ask(limit, cost: 4, limits, fixture)) == false)
        }
    }

    /// Requests of many come at once: they share the answers, and no more are admitted than there are.
    @Test func manyAtOnceAreNotMoreThanTheLimit() async throws {
        let server = try await RedisServer()
        let limit = SharedLimit(.rate(1, per: .seconds(3_600), burst: 100), named: "a", allowing: "100/h")
        try await RedisFixture.run(Self.plan(server)) { fixture in
            try await fixture.connected()
            let limits = SharedLimits(fixture.client)
            let admitted = await withTaskGroup(of: Bool.self) { group in
                for _ in 0..<400 { group.addTask { Self.isAdmitted(await Self.ask(limit, limits, fixture)) == true } }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(admitted == 100)
        }
    }

    @Test(arguments: ["x", "-5", "nan", "inf", "1e300", "99999999999999999999", ""])
    func whatStandsThereAndIsNoValueIsPutRight(_ value: String) async throws {
        let server = try await RedisServer()
        try await RedisFixture.run(Self.plan(server)) { fixture in
            try await fixture.connected()
            for rule in [LimitRule.rate(10, per: .seconds(86_400), burst: 10), .quota(10, per: .day)] {
                let terms = rule.terms(at: .now)
                _ = await fixture.send(["SET", "k", .text(value)])
                let result = await fixture.run(
                    LimitScript.script, keys: ["k"], LimitScript.arguments(terms, cost: 1, wanted: 1))
                let grant = try #require(LimitScript.grant(try result.get(), wanted: 1))
                // In a future that no charge has led to, it is full; else it is empty.
                #expect(
                    grant.granted == (value == "inf" || value == "1e300" || value.hasPrefix("9") ? 0 : 1), "\(value)")
                if grant.granted == 1 {
                    let time = try (await fixture.send(["PTTL", "k"])).get().integer ?? 0
                    #expect(time > 0)
                }
            }
        }
    }

    @Test func withoutRedisNobodyWaits() async throws {
        let port = try RedisServer.freePort()
        try await RedisFixture.run(RedisPlan(.server(.host("127.0.0.1", port: port)))) { fixture in
            let limits = SharedLimits(fixture.client)
            let limit = SharedLimit(.rate(10, per: .seconds(1), burst: 10), named: "a", allowing: "10/s")
            for _ in 0..<3 { #expect(Self.isAdmitted(await Self.ask(limit, limits, fixture)) == nil) }
            #expect(limits.instances.now == 1)
        }
    }

    /// Two instances are asked for more than they may admit, over and over.
    @Test func instancesUnderLoadAdmitNoMoreThanTheLimit() async throws {
        let server = try await RedisServer()
        let limit = SharedLimit(.rate(1_000, per: .seconds(1), burst: 100), named: "a", allowing: "1000/s")
        try await RedisFixture.run(Self.plan(server)) { one in
            try await RedisFixture.run(Self.plan(server)) { two in
                for fixture in [one, two] { try await fixture.connected() }
                let fixtures = [(one, SharedLimits(one.client)), (two, SharedLimits(two.client))]
                let start = SystemClock.now
                let admitted = await withTaskGroup(of: Int.self) { group in
                    for (fixture, limits) in fixtures {
                        for _ in 0..<8 {
                            group.addTask {
                                var admitted = 0
                                while SystemClock.now - start < .seconds(3) {
                                    if Self.isAdmitted(await Self.ask(limit, limits, fixture)) == true { admitted += 1 }
                                }
                                return admitted
                            }
                        }
                    }
                    return await group.reduce(0, +)
                }
                let seconds = (SystemClock.now - start).inSeconds
                #expect(Double(admitted) <= 1_000 * seconds + 100)
            }
        }
    }
}
