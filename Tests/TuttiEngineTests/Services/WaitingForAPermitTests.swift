import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Calls of a service whose permits are all in use.
struct WaitingForAPermitTests {
    private static let onePermit = "concurrency: { at-once: 1, waiting: 10 }"

    /// Calls `a`, `b` and `c`, the first with these keys beside its own, the second and third with those.
    private static func endpoint(_ first: String = "", _ others: String = "", deadline: String = "2s") -> String {
        """
        endpoint: GET /three
        deadline: \(deadline)
        calls:
          a: { service: users, get: /a\(first) }
          b: { service: users, get: /b\(others) }
          c: { service: users, get: /c\(others) }
        """
    }

    private static func isIdle(_ composing: Composing) -> Bool {
        let state = composing.engine.serviceStates[0]
        return state.running == 0 && state.queued == 0
    }

    @Test func turnsComeInOrder() throws {
        let composing = try Composing(Self.endpoint(), service: Self.onePermit) { _ in
            .body("1", after: .milliseconds(10))
        }
        #expect(
            try composing.response(.get()).compositionStatus
                == "a;outcome=ok;ms=10, b;outcome=ok;ms=20, c;outcome=ok;ms=30")
        #expect(composing.transport.calls.map(\.target) == ["/a", "/b", "/c"])
        #expect(Self.isIdle(composing))
    }

    /// Each has a timeout of its own, which counts from when it begins to wait.
    @Test(arguments: [
        (10, 25, 15, "b;outcome=ok;ms=20", "c;outcome=failed;reason=timeout;ms=15"),
        (20, 15, 35, "b;outcome=failed;reason=timeout;ms=15", "c;outcome=ok;ms=30"),
        (10, 5, 5, "b;outcome=failed;reason=timeout;ms=5", "c;outcome=failed;reason=timeout;ms=5"),
    ])
    func aCallWhoseTurnDoesNotComeInTimeIsNotMade(first: Int, b: Int, c: Int, ofB: String, ofC: String) throws {
        let endpoint = """
            endpoint: GET /three
            calls:
              a: { service: users, get: /a }
              b: { service: users, get: /b, timeout: \(b)ms }
              c: { service: users, get: /c, timeout: \(c)ms }
            """
        let composing = try Composing(endpoint, service: Self.onePermit) { call in
            .body("1", after: .milliseconds(Int64(call.target == "/a" ? first : 10)))
        }
        let status = try composing.response(.get()).compositionStatus
        #expect(status == "a;outcome=ok;ms=\(first), \(ofB), \(ofC)")
        #expect(composing.transport.calls.count == 1 + [ofB, ofC].count { $0.contains("=ok") })
        #expect(Self.isIdle(composing))
    }

    @Test func theDeadlineEndsWaitingToo() throws {
        let composing = try Composing(Self.endpoint(deadline: "30ms"), service: Self.onePermit) { _ in
            .body("1", after: .milliseconds(20))
        }
        #expect(
            try composing.response(.get()).compositionStatus
                == "a;outcome=ok;ms=20, b;outcome=failed;reason=timeout;ms=30, c;outcome=failed;reason=timeout;ms=30")
        #expect(Self.isIdle(composing))
    }

    @Test func aRequiredCallThatFailsTakesTheWaitingOnesAlong() throws {
        let composing = try Composing(Self.endpoint(", required: true"), service: Self.onePermit) { _ in
            .body("", status: 500, after: .milliseconds(10))
        }
        #expect(try composing.response(.get()).status == 502)
        #expect(composing.transport.calls.map(\.target) == ["/a"])
        #expect(Self.isIdle(composing))
    }

    @Test func aClientThatLeavesTakesItsCallsOutOfTheQueue() throws {
        let composing = try Composing(Self.endpoint(), service: Self.onePermit) { _ in
            .body("1", after: .milliseconds(10))
        }
        _ = try composing.response(.get(), cancelledAfter: .milliseconds(5))
        #expect(composing.transport.calls.map(\.target) == ["/a"])
        #expect(Self.isIdle(composing))
    }

    @Test func aBreakerThatOpensRefusesThoseWhoWait() throws {
        let service = Self.onePermit + ", breaker: { failure-ratio: 0.5, minimum-calls: 1, open-for: 5s, clients: 1 }"
        let composing = try Composing("endpoint: GET /x\ncalls: { a: { service: users, get: /a } }", service: service) {
            _ in .body("", status: 500, after: .milliseconds(10))
        }
        let (engine, transport) = (composing.engine, composing.transport)
        let statuses = transport.run {
            let requests = (0..<3).map { _ in
                Task(executorPreference: transport) { await engine.response(.get(), endpoint: 0, over: transport) }
            }
            var statuses: [String] = []
            for request in requests { statuses.append(await request.value.compositionStatus) }
            return statuses
        }
        #expect(
            statuses == [
                "a;outcome=failed;reason=status;ms=10", "a;outcome=failed;reason=breaker_open;ms=10",
                "a;outcome=failed;reason=breaker_open;ms=10",
            ])
        #expect(composing.transport.calls.count == 1)
        #expect(Self.isIdle(composing))
    }

    /// Calls with a retry wait in tasks of their own, plain ones in their request's mailbox: both stand in one queue.
    @Test func everyKindOfCallWaitsInOneQueue() throws {
        let endpoint = """
            endpoint: GET /three
            calls:
              a: { service: users, get: /a }
              b: { service: users, get: /b, retry: { attempts: 2 } }
              c: { service: users, get: /c }
            """
        let composing = try Composing(endpoint, service: Self.onePermit) { _ in .body("1", after: .milliseconds(10)) }
        _ = try composing.response(.get())
        #expect(composing.transport.calls.map(\.target) == ["/a", "/b", "/c"])
        #expect(Self.isIdle(composing))
    }

    @Test func manyRequestsLeaveNothingBehind() throws {
        let composing = try Composing(
            Self.endpoint(", timeout: 40ms", ", timeout: 25ms"), service: "concurrency: { at-once: 2, waiting: 20 }"
        ) { call in
            let turn = (call.startedAt - .zero).milliseconds % 5
            return .body("1", status: turn == 0 ? 500 : 200, after: .milliseconds(turn * 7))
        }
        let (engine, transport) = (composing.engine, composing.transport)
        _ = transport.run {
            await withTaskGroup(of: Void.self) { group in
                for number in 0..<40 {
                    group.addTask(executorPreference: transport) {
                        let task = Task(executorPreference: transport) {
                            _ = await engine.response(ClientRequest.get(), endpoint: 0, over: transport)
                        }
                        if number % 3 == 0 {
                            _ = transport.schedule(at: transport.now + .milliseconds(Int64(number))) { task.cancel() }
                        }
                        await task.value
                    }
                }
            }
        }
        #expect(Self.isIdle(composing))
    }
}
