import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Instances that fail, in virtual time: how many requests they get, and when.
struct OutliersTests {
    private static let five = ["a", "b", "c", "d", "e"]

    private static func composing(
        _ service: String = "", instances: [String] = five, observer: SeenEvents = SeenEvents(),
        _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse
    ) throws -> Composing {
        try Composing(
            "endpoint: GET /u\ncalls: { user: { service: users, get: /u, timeout: 100ms } }",
            service: "balance: round-robin" + (service.isEmpty ? "" : ", " + service), userInstances: instances,
            observer: observer, script)
    }

    /// Sends so many requests, with a pause behind each; returns how many had the result of the service.
    private static func send(_ count: Int, every pause: TimeSpan = .seconds(1), _ composing: Composing) throws -> Int {
        var good = 0
        for _ in 0..<count {
            if try composing.response(.get()).calls.first?.outcome == .ok { good += 1 }
            composing.pass(pause)
        }
        return good
    }

    private static func at(_ seconds: Int64) -> MonotonicTime { .zero + .seconds(seconds) }

    /// A request a second: the third instance gets every fifth one, and answers 502 for 100 s.
    @Test func oneOfFiveThatAnswers502IsEjectedProbedAndBack() throws {
        let seen = SeenEvents()
        let composing = try Self.composing(observer: seen) { call in
            call.host == "c" && call.startedAt < Self.at(100) ? .body("", status: 502) : .body("1")
        }
        let good = try Self.send(200, composing)
        let calls = composing.transport.calls
        // Five before it is ejected, one probe after 30 s, and none after 60 s more: it is well by then.
        #expect(calls.count == 200 && good == 194)
        let third = calls.filter { $0.host == "c" }
        let bad = third.filter { $0.startedAt < Self.at(100) }
        #expect(bad.count == 6)
        #expect(bad.prefix(5).map { $0.startedAt } == [2, 7, 12, 17, 22].map { Self.at($0) })
        // Back at the first request that ends after 30 to 33 s, and next in turn within five more.
        let probe = try #require(bad.last?.startedAt)
        #expect(probe > Self.at(52) && probe <= Self.at(61))
        let back = try #require(third.dropFirst(6).first?.startedAt)
        #expect(back > probe + .seconds(60) && back <= probe + .seconds(73))
        // From then on every fifth one again.
        let after = calls.filter { $0.startedAt >= back }
        #expect(third.count - 6 == (after.count + 4) / 5)

        let events = seen.ofInstances
        #expect(events.map(\.instance) == Array(repeating: "http://c:80", count: 4))
        #expect(events.map(\.reason) == ["status 502", nil, "status 502", nil])
        guard events.count == 4, case .ejected(let first, .inARow(5)) = events[0].change,
            case .ejected(let second, .probe) = events[2].change
        else {
            Issue.record("\(events)")
            return
        }
        #expect(first >= .seconds(30) && first <= .seconds(33))
        #expect(second >= .seconds(60) && second <= .seconds(66))
        #expect(events[1].change == .returned && events[3].change == .returned)
        let state = try #require(composing.engine.serviceStates.first)
        #expect(state.ejections == 2 && state.ejected == 0 && state.instances.count == 5 && !state.isPanicking)
        #expect(state.breakerOpenings == 0)
    }

    @Test func withRetriesNoClientNotices() throws {
        let composing = try Self.composing("retry: { attempts: 2, budget: 1 }") { call in
            call.host == "c" ? .body("", status: 502) : .body("1")
        }
        #expect(try Self.send(40, composing) == 40)
        #expect(composing.transport.calls.count { $0.host == "c" } == 5)
    }

    /// How an instance fails, and how many of 40 requests in 40 s it gets of two instances.
    @Test(
        arguments: [
            ("502", .body("", status: 502), 5), ("503", .body("", status: 503), 5), ("504", .body("", status: 504), 5),
            ("connect", .refused, 5), ("timeout", .never, 5),
            // What a client can bring about by what it asks for.
            ("500", .body("", status: 500), 20), ("reset", .failure(.reset), 20), ("404", .body("", status: 404), 20),
        ] as [(String, ScriptedResponse, Int)])
    func failuresInARowEject(name: String, response: ScriptedResponse, requests: Int) throws {
        let composing = try Self.composing("breaker: { minimum-calls: 1000 }", instances: ["a", "b"]) { call in
            call.host == "b" ? response : .body("1")
        }
        _ = try Self.send(30, every: .milliseconds(900), composing)
        let expected = requests == 20 ? 15 : requests
        #expect(composing.transport.calls.count { $0.host == "b" } == expected, "\(name)")
    }

    @Test func aSuccessInBetweenBeginsAnew() throws {
        let composing = try Self.composing("breaker: { minimum-calls: 1000 }", instances: ["a", "b"]) { call in
            call.host == "b" && call.startedAt.nanoseconds / 1_000_000_000 % 10 != 1
                ? .body("", status: 502) : .body("1")
        }
        _ = try Self.send(60, composing)
        #expect(composing.transport.calls.count { $0.host == "b" } == 30)
    }

    @Test(arguments: [("outliers: false", ["a", "b"]), ("", ["a"])])
    func isNotDoneWhereItIsOffOrThereIsOneInstance(service: String, instances: [String]) throws {
        let keys = "breaker: { minimum-calls: 1000 }" + (service.isEmpty ? "" : ", \(service)")
        let composing = try Self.composing(keys, instances: instances) { _ in .body("", status: 502) }
        _ = try Self.send(40, composing)
        for host in instances {
            #expect(composing.transport.calls.count { $0.host == host } == 40 / instances.count)
        }
        #expect(composing.engine.serviceStates.first?.ejections == 0)
    }

    /// All four fail: half of them are ejected, and the others go on.
    @Test func theShareHolds() throws {
        let composing = try Self.composing(
            "breaker: { minimum-calls: 1000 }, outliers: { consecutive: 2 }", instances: ["a", "b", "c", "d"]
        ) { _ in .body("", status: 503) }
        _ = try Self.send(20, composing)
        let state = try #require(composing.engine.serviceStates.first)
        #expect(state.ejected == 2 && !state.isPanicking)
        #expect(composing.transport.calls.count { $0.host == "a" } == 2)
        #expect(composing.transport.calls.count { $0.host == "c" } == 8)
    }

    /// 1,100 requests in 11 s, each fifth of which goes to the one that answers 500.
    @Test func oneThatAnswers500IsEjectedByItsSuccessRate() throws {
        let seen = SeenEvents()
        let composing = try Self.composing("breaker: { minimum-calls: 10000 }", observer: seen) { call in
            call.host == "c" ? .body("", status: 500) : .body("1")
        }
        _ = try Self.send(1_100, every: .milliseconds(10), composing)
        let events = seen.ofInstances
        #expect(events.map(\.instance) == ["http://c:80"])
        guard case .ejected(_, .successRate(0, others: 80))? = events.first?.change else {
            Issue.record("\(events)")
            return
        }
        let last = try #require(composing.transport.calls.last { $0.host == "c" }?.startedAt)
        #expect(last >= Self.at(9) && last <= Self.at(11))
    }
}
