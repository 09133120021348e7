import HTTPTypes
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation

/// Who waits for whom, and the worst time.
struct CallScheduleTests {
    /// Calls of these timeouts; `reads` names what each one waits for.
    private static func explanation(
        deadline: String, _ calls: [(name: String, timeout: String, reads: [String])], more: String = ""
    ) throws -> EndpointExplanation {
        let lines = calls.map { call in
            let query = call.reads.map { "q\($0): \($0)" }.joined(separator: ", ")
            return
                "  \(call.name): { service: users, get: /\(call.name), timeout: \(call.timeout), query: { \(query) } }"
        }
        let text = "endpoint: GET /x\ndeadline: \(deadline)\n\(more)calls:\n" + lines.joined(separator: "\n") + "\n"
        return try #require(EndpointExplanation(0, in: TestBench(text).plan))
    }

    private static func path(_ explanation: EndpointExplanation) -> [String] {
        explanation.schedule.criticalPath.map { explanation.plan.calls[$0].name }
    }

    @Test func callsThatReadNothingStartTogether() throws {
        let explanation = try Self.explanation(
            deadline: "1s", [("a", "300ms", []), ("b", "500ms", []), ("c", "500ms", [])])
        #expect(explanation.schedule.entries.map(\.stage) == [1, 1, 1])
        #expect(explanation.worstTime == .milliseconds(500))
        #expect(Self.path(explanation) == ["b"])
        #expect(!explanation.isCut)
    }

    /// `d` reads both sides: the slow one decides, whichever is declared first.
    @Test(arguments: [("100ms", "400ms", "c", 700), ("400ms", "100ms", "b", 700), ("200ms", "200ms", "b", 500)])
    func ofADiamondTheSlowSideCounts(left: String, right: String, parent: String, time: Int64) throws {
        let explanation = try Self.explanation(
            deadline: "1s",
            [("a", "200ms", []), ("b", left, ["a"]), ("c", right, ["a"]), ("d", "100ms", ["b", "c"])])
        #expect(explanation.schedule.entries.map(\.stage) == [1, 2, 2, 3])
        #expect(Self.path(explanation) == ["a", parent, "d"])
        #expect(explanation.worstTime == .milliseconds(time))
    }

    /// `c` reads `a` and `b`, of which `a` is the longer way although `b` is two stages.
    @Test func aStageIsNoTime() throws {
        let explanation = try Self.explanation(
            deadline: "2s", [("a", "900ms", []), ("x", "10ms", []), ("b", "10ms", ["x"]), ("c", "50ms", ["a", "b"])])
        #expect(explanation.schedule.entries.map(\.stage) == [1, 1, 2, 3])
        #expect(Self.path(explanation) == ["a", "c"])
        #expect(explanation.worstTime == .milliseconds(950))
    }

    @Test func theDeadlineCutsAChain() throws {
        let explanation = try Self.explanation(
            deadline: "500ms", [("a", "300ms", []), ("b", "300ms", ["a"]), ("c", "300ms", ["b"]), ("d", "200ms", [])])
        #expect(explanation.isCut)
        #expect(explanation.worstTime == .milliseconds(500))
        #expect(explanation.schedule.length == .milliseconds(900))
        #expect(explanation.calls.map(\.isCut) == [false, true, true, false])
        #expect(explanation.calls.map(\.leastTime.milliseconds) == [300, 200, 0, 200])
        #expect(explanation.calls.map(\.start.milliseconds) == [0, 300, 500, 0])
        #expect(explanation.calls.map(\.end.milliseconds) == [300, 500, 500, 200])
    }

    /// A real request takes as long, when each call answers in the last millisecond of its timeout.
    @Test(arguments: [("2s", 1000), ("700ms", 700)])
    func theWorstTimeIsTheTimeOfARequest(deadline: String, worst: Int64) throws {
        let text = """
            endpoint: GET /x
            deadline: \(deadline)
            calls:
              a: { service: users, get: /a, timeout: 300ms }
              b: { service: users, get: /b, timeout: 100ms, query: { q: a } }
              c: { service: users, get: /c, timeout: 500ms, query: { q: a } }
              d: { service: users, get: /d, timeout: 200ms, query: { b: b, c: c } }
            """
        let times: [String: Int64] = ["a": 300, "b": 100, "c": 500, "d": 200]
        let plan = try TestBench(text).plan
        let explanation = try #require(EndpointExplanation(0, in: plan))
        #expect(explanation.worstTime == .milliseconds(worst))
        let engine = CompositionEngine(plan: plan)
        let transport = VirtualTransport { call in .body("1", after: .milliseconds((times[call.name] ?? 0) - 1)) }
        let start = transport.now
        _ = transport.run {
            await engine.response(ClientRequest(id: "r1", method: .get), endpoint: 0, over: transport)
        }
        let lost = explanation.isCut ? 0 : Int64(explanation.schedule.criticalPath.count)
        #expect((transport.now - start) == .milliseconds(worst - lost))
    }

    @Test func aCallDeclaredBeforeItsInputsStandsBehindThem() throws {
        let explanation = try Self.explanation(
            deadline: "1s", [("c", "10ms", ["b"]), ("b", "10ms", ["a"]), ("a", "10ms", [])])
        #expect(explanation.schedule.order == [2, 1, 0])
        #expect(explanation.schedule.entries.map(\.parent) == [1, 2, nil])
    }

    @Test func theLongestTimesDoNotOverflow() throws {
        let calls = (0..<100).map { (name: "c\($0)", timeout: "1440m", reads: $0 == 0 ? [] : ["c\($0 - 1)"]) }
        let explanation = try Self.explanation(deadline: "1440m", calls)
        #expect(explanation.worstTime == .seconds(86_400))
        #expect(explanation.schedule.length == .seconds(8_640_000))
    }

    @Test func requestsAreThoseThatMaxCallsBounds() throws {
        let calls = """
            endpoint: GET /x
            calls:
              a: { service: users, get: /a }
              b:
                service: users
                get: "/b/{each}"
                each: a
                batch: 20
                at-most: 50
                retry: { attempts: 3 }
                hedge: 50ms
            """
        let explanation = try #require(EndpointExplanation(0, in: TestBench(calls).plan))
        #expect(explanation.calls.map(\.plan.mostRequests) == [1, 3])
        #expect(explanation.calls.map(\.mostAttempts) == [1, 18])
        #expect(explanation.mostRequests == 4)
        #expect(explanation.mostAttempts == 19)
    }

    @Test func thereIsNoEndpointOutOfRange() throws {
        let plan = try TestBench("endpoint: GET /x\ncalls: { a: { service: users, get: /a } }").plan
        #expect(EndpointExplanation(1, in: plan) == nil)
        #expect(EndpointExplanation(-1, in: plan) == nil)
    }
}
