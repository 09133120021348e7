import Synchronization
import Testing
import TuttiExpressions
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

@testable import TuttiEngine

/// Checks of instances, in virtual time: each first one comes after a tenth of `every`.
struct HealthChecksTests {
    private struct ScriptedProbe: ConnectionProbe {
        let reason: UpstreamFailure.Reason?

        func connect(
            to instance: UpstreamInstance, within time: TimeSpan, ended: @escaping @Sendable (UpstreamFailure?) -> Void
        ) {
            ended(reason.map { UpstreamFailure($0, "scripted", phase: .connecting) })
        }
    }

    /// Notes when connections are opened ahead.
    private final class NotedWarmer: ConnectionWarmer {
        struct Time: Equatable {
            var host: String
            var target: String
            var count: Int
            var deadline: MonotonicTime
        }

        let times = Mutex<[Time]>([])

        func warm(by request: UpstreamRequest, count: Int, for uses: ConnectionUses) {
            let time = Time(
                host: request.instance.origin.host, target: request.target, count: count, deadline: request.deadline)
            times.withLock { $0.append(time) }
        }
    }

    private static func at(_ seconds: Double) -> MonotonicTime {
        .zero + .milliseconds(Int64(seconds * 1_000))
    }

    private static func composing(
        _ service: String, instances: [String] = ["a", "b"], observer: SeenEvents = SeenEvents(),
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse
    ) throws -> Composing {
        try Composing(
            "endpoint: GET /u\ncalls: { user: { service: orders, get: /u } }", service: service,
            userInstances: instances, observer: observer, script)
    }

    /// Has `users` checked for so long; `events` are done at their times, in seconds.
    private static func check(
        _ composing: Composing, for seconds: Double, probe: UpstreamFailure.Reason? = nil,
        warmers: [any ConnectionWarmer] = [],
        _ events: [(at: Double, action: @Sendable (Service) -> Void)] = []
    ) throws {
        let transport = composing.transport
        let service = try #require(composing.engine.services.first)
        let checks = HealthChecks(over: transport, probe: ScriptedProbe(reason: probe), warmers: warmers)
        for event in events { _ = transport.schedule(at: at(event.at)) { event.action(service) } }
        _ = transport.run { [end = at(seconds)] in
            checks.follow([service])
            await withCheckedContinuation { continuation in
                _ = transport.schedule(at: end) { continuation.resume() }
            }
            checks.stop()
        }
    }

    @Test func eachInstanceIsCheckedEachTime() throws {
        let composing = try Self.composing(
            "headers: { x-secret: s }, host: api.example.com, health: { get: /up, every: 2s, headers: { x-check: c } }"
        ) { _ in .body("") }
        try Self.check(composing, for: 9)
        for host in ["a", "b"] {
            let calls = composing.transport.calls.filter { $0.host == host }
            #expect(calls.map(\.startedAt) == [0.2, 2.2, 4.2, 6.2, 8.2].map(Self.at))
            for call in calls {
                #expect(call.method == "GET" && call.target == "/up" && call.body == nil)
                #expect(
                    call.headers.sorted() == [
                        "host: api.example.com", "user-agent: tutti-health", "x-check: c",
                    ])
                #expect(call.deadline == call.startedAt + .seconds(1))
            }
        }
        #expect(composing.engine.serviceStates[0].running == 0)
    }

    /// `b` fails from 3 s on, and is well again at 11 s.
    @Test func threeFailedChecksTakeAnInstanceOutAndTwoGoodOnesBringItBack() throws {
        let seen = SeenEvents()
        let composing = try Self.composing("health: { get: /up }", observer: seen) { call in
            let isBad = call.host == "b" && call.startedAt > Self.at(3) && call.startedAt < Self.at(11)
            return .body("", status: isBad ? 503 : 204)
        }
        let states = Mutex<[Double: Int]>([:])
        try Self.check(
            composing, for: 20,
            [0, 8.1, 8.3, 14.1, 14.3].map { time in
                (time, { service in states.withLock { $0[time] = service.state.unhealthy } })
            })
        #expect(states.withLock { $0 } == [0: 0, 8.1: 0, 8.3: 1, 14.1: 1, 14.3: 0])
        let instance = "http://b:80"
        #expect(
            seen.ofInstances == [
                ServiceEvent(
                    service: "users", change: .unhealthy(checks: 3), reason: "status 503", instance: instance),
                ServiceEvent(service: "users", change: .healthy, instance: instance),
            ])
    }

    @Test func theFirstCheckDecidesAtOnce() throws {
        let seen = SeenEvents()
        let composing = try Self.composing("health: { get: /up }", observer: seen) { call in
            call.host == "b" ? .failure(.connect) : .body("")
        }
        try Self.check(composing, for: 1)
        #expect(seen.ofInstances.map(\.change) == [.unhealthy(checks: 1)])
        #expect(seen.ofInstances.map(\.reason) == ["connect"])
    }

    @Test func oneThatHangsFailsAtItsTimeoutAndIsNotCheckedTwiceAtOnce() throws {
        let seen = SeenEvents()
        let composing = try Self.composing(
            "health: { get: /up, every: 1s, timeout: 3s }", instances: ["a"], observer: seen
        ) { _ in .never }
        try Self.check(composing, for: 10)
        #expect(composing.transport.calls.map(\.startedAt) == [0.1, 3.1, 6.1, 9.1].map(Self.at))
        #expect(seen.ofInstances.map(\.reason) == ["timeout"])
    }

    @Test(
        arguments: [(nil, 0), (.connect, 1), (.timeout, 1), (.dns, 1), (.overloaded, 0)]
            as [(UpstreamFailure.Reason?, Int)])
    func aCheckMayOnlyConnect(reason: UpstreamFailure.Reason?, unhealthy: Int) throws {
        let composing = try Self.composing("health: { tcp: true }", instances: ["a"]) { _ in .body("") }
        try Self.check(composing, for: 5, probe: reason)
        #expect(composing.transport.calls.isEmpty)
        #expect(composing.engine.serviceStates[0].unhealthy == unhealthy)
    }

    /// The first one at once, the others together: a set is as much work as there are instances.
    @Test func aThousandNewcomersThatAreWellMakeTwoSets() throws {
        let composing = try Self.composing("health: { get: /up }", instances: ["a"]) { _ in .body("") }
        let service = try #require(composing.engine.services.first)
        let plans = (["a"] + (1...1_000).map { "n\($0)" }).map { ServiceInstance(host: $0, port: 80) }
        service.balancer.replace(with: plans, now: Self.at(1))
        #expect(service.state.unchecked == 1_000)
        let sets = Mutex(0)
        service.balancer.watch { _ in sets.withLock { $0 += 1 } }
        try Self.check(composing, for: 1)
        #expect(service.state.unchecked == 0)
        #expect(sets.withLock { $0 } == 2)
    }

    /// `a` is well all the time and drains from 5 s to 9 s; `b` gets well at 3 s.
    @Test func connectionsAreOpenedAheadToInstancesThatAreInUse() throws {
        let composing = try Self.composing(
            "health: { get: /up, timeout: 1s, rise: 1 }, connections: { warm: 2, keep-alive: 20s }"
        ) { call in
            .body("", status: call.host == "b" && call.startedAt < Self.at(3) ? 503 : 200)
        }
        let warmer = NotedWarmer()
        try Self.check(
            composing, for: 19, warmers: [warmer],
            [(5, { _ = $0.drain("a:80", true) }), (9, { _ = $0.drain("a:80", false) })])
        let times = warmer.times.withLock { $0 }
        #expect(times.allSatisfy { $0.target == "/up" && $0.count == 2 })
        func deadlines(_ host: String) -> [MonotonicTime] { times.filter { $0.host == host }.map(\.deadline) }
        #expect(deadlines("a") == [1.2, 11.2].map(Self.at))
        #expect(deadlines("b") == [5.2, 15.2].map(Self.at))
    }

    /// What is found last is not lost with the checks.
    @Test func whatWasFoundWhenChecksEndCounts() throws {
        let composing = try Self.composing("health: { get: /up }") { _ in .failure(.connect) }
        try Self.check(composing, for: 0.205)
        #expect(composing.engine.serviceStates[0].unhealthy == 2)
    }

    /// `a` goes, `c` comes: it gets no requests before its first good check, because `b` is well.
    @Test func instancesThatComeAreCheckedAndThoseThatGoAreNot() throws {
        let composing = try Self.composing("health: { get: /up }") { _ in .body("") }
        let waiting = Mutex<[Int]>([])
        let look: @Sendable (Service) -> Void = { service in waiting.withLock { $0.append(service.state.unchecked) } }
        try Self.check(
            composing, for: 9,
            [
                (
                    5,
                    { service in
                        let plans = ["b", "c"].map { ServiceInstance(host: $0, port: 80) }
                        service.balancer.replace(with: plans, now: Self.at(5))
                    }
                ), (5.1, look), (5.3, look),
            ])
        func times(_ host: String) -> [MonotonicTime] {
            composing.transport.calls.filter { $0.host == host }.map(\.startedAt)
        }
        #expect(times("a") == [0.2, 2.2, 4.2].map(Self.at))
        #expect(times("b") == [0.2, 2.2, 4.2, 6.2, 8.2].map(Self.at))
        #expect(times("c") == [5.2, 7.2].map(Self.at))
        #expect(waiting.withLock { $0 } == [1, 0])
    }

    @Test func aServiceThatIsFollowedNoMoreIsNotChecked() throws {
        let composing = try Self.composing("health: { get: /up }", instances: ["a"]) { _ in .body("") }
        let transport = composing.transport
        let checks = HealthChecks(over: transport, probe: ScriptedProbe(reason: nil))
        let service = try #require(composing.engine.services.first)
        _ = transport.run { [end = Self.at(20)] in
            checks.follow([service])
            _ = transport.schedule(at: Self.at(3)) { checks.follow([service]) }
            _ = transport.schedule(at: Self.at(5)) { checks.follow([]) }
            await withCheckedContinuation { continuation in
                _ = transport.schedule(at: end) { continuation.resume() }
            }
            checks.stop()
            checks.follow([service])
        }
        #expect(transport.calls.map(\.startedAt) == [0.2, 2.2, 4.2].map(Self.at))
    }

    // MARK: - What a response must be like

    /// A status, a body, and what it comes to; nil for good.
    @Test(
        arguments: [
            (200, "{\"status\":\"up\"}", nil), (204, "{\"status\":\"up\"}", nil), (404, "{\"status\":\"up\"}", nil),
            (500, "{\"status\":\"up\"}", "status 500"), (301, "", "status 301"),
            (200, "{\"status\":\"down\"}", "unexpected"),
            (200, "{}", "unexpected"), (200, "", "invalid_json"), (200, "up", "invalid_json"),
            (200, "[1]", "unexpected"), (200, "{\"status\":\"up\"", "invalid_json"),
        ] as [(Int, String, String?)])
    func aResponseIsJudged(status: Int, body: String, defect: String?) throws {
        let checked = try Self.checked("status: [2xx, 404], expect: body.status == 'up'")
        let response = UpstreamResponse(status: status, body: Array(body.utf8))
        #expect(checked.finding(.response(response)) == (defect.map { .failed($0) } ?? .good))
    }

    @Test func anExpressionThatFailsIsAFailedCheck() throws {
        let checked = try Self.checked("expect: length(body.parts) > `2`")
        let response = UpstreamResponse(status: 200, body: Array("{\"parts\":1}".utf8))
        #expect(checked.finding(.response(response)) == .failed("expression"))
    }

    @Test(arguments: UpstreamFailure.Reason.allCases)
    func aFailureOfThisSideSaysNothing(reason: UpstreamFailure.Reason) throws {
        let finding = try Self.checked("fall: 1").finding(.failure(UpstreamFailure(reason, "scripted")))
        let isOfThisSide = reason == .overloaded || reason == .canceled
        #expect(finding == (isOfThisSide ? .nothing : .failed(reason.rawValue)))
    }

    private static func checked(_ keys: String) throws -> PreparedCheck {
        let composing = try composing("health: { get: /, \(keys) }") { _ in .body("") }
        let plan = try #require(composing.engine.services.first).plan
        return PreparedCheck(try #require(plan.health), of: plan)
    }
}
