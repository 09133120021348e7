import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

struct ServiceProtectionTests {
    private static let endpoint = """
        endpoint: GET /x
        calls:
          user: { service: users, get: /u, required: true, timeout: 100ms }
        """
    private static let breaker =
        "breaker: { failure-ratio: 0.5, window: 10s, minimum-calls: 3, open-for: 5s, probes: 1, clients: 1 }"

    @Test func anOpenBreakerAnswersWithoutCalling() throws {
        let composing = try Composing(Self.endpoint, service: Self.breaker) { _ in .body("", status: 500) }
        for _ in 0..<3 { #expect(try composing.response(.get()).status == 502) }
        let response = try composing.response(.get())
        #expect(composing.transport.calls.count == 3)
        #expect(response.status == 503)
        #expect(response.header("retry-after") == "5")
        #expect(response.compositionStatus == "user;outcome=failed;reason=breaker_open;ms=0")
        #expect(composing.engine.serviceStates[0].breaker == .open)
        #expect(composing.engine.serviceStates[0].breakerOpenings == 1)
    }

    @Test func aBreakerClosesAfterItsProbeSucceeded() throws {
        let composing = try Composing(Self.endpoint, service: Self.breaker) { call in
            call.startedAt < .zero + .seconds(5) ? .failure(.connect) : .body("1")
        }
        for _ in 0..<3 { _ = try composing.response(.get()) }
        _ = composing.transport.run { [transport = composing.transport] in
            await withCheckedContinuation { continuation in
                _ = transport.schedule(at: .zero + .seconds(6)) { continuation.resume() }
            }
        }
        #expect(try composing.response(.get()).status == 200)
        #expect(composing.engine.serviceStates[0].breaker == .closed)
    }

    @Test(arguments: [(400, CircuitBreaker.StateName.closed), (404, .closed), (500, .open), (503, .open)])
    func onlyServerErrorsCountAgainstAService(status: Int, state: CircuitBreaker.StateName) throws {
        let composing = try Composing(Self.endpoint, service: Self.breaker) { _ in .body("", status: status) }
        for _ in 0..<5 { _ = try composing.response(.get()) }
        #expect(composing.engine.serviceStates[0].breaker == state)
    }

    @Test func invalidBodiesAndCancelledCallsDoNotOpenABreaker() throws {
        let composing = try Composing(Self.endpoint, service: Self.breaker) { _ in .body("{", after: .milliseconds(10))
        }
        for _ in 0..<5 { _ = try composing.response(.get()) }
        for _ in 0..<5 { _ = try composing.response(.get(), cancelledAfter: .milliseconds(5)) }
        #expect(composing.engine.serviceStates[0].breaker == .closed)
        #expect(composing.engine.serviceStates[0].running == 0)
    }

    /// The endpoint's deadline leaves the second service 10 of its 100 ms: its timeouts are not its own fault.
    @Test func aTimeoutThatTheDeadlineCutShortDoesNotOpenABreaker() throws {
        let endpoint = """
            endpoint: GET /chain
            deadline: 110ms
            calls:
              user: { service: users, get: /u, timeout: 100ms }
              orders: { service: orders, get: "/o/{user}", timeout: 100ms }
            """
        let composing = try Composing(endpoint, service: Self.breaker) { call in
            call.host == "users" ? .body("1", after: .milliseconds(95)) : .body("2", after: .milliseconds(50))
        }
        for _ in 0..<6 { #expect(try composing.response(.get()).calls[1].outcome == .failed(.timeout)) }
        #expect(composing.engine.serviceStates[1].breaker == .closed)
    }

    @Test func callsBeyondTheLimitWaitAndThenAreRefused() throws {
        let endpoint = """
            endpoint: GET /three
            calls:
              a: { service: users, get: /a }
              b: { service: users, get: /b }
              c: { service: users, get: /c }
            """
        let composing = try Composing(endpoint, service: "concurrency: { at-once: 1, waiting: 1 }") { _ in
            .body("1", after: .milliseconds(10))
        }
        let response = try composing.response(.get())
        #expect(
            response.compositionStatus
                == "a;outcome=ok;ms=10, b;outcome=ok;ms=20, c;outcome=failed;reason=overloaded;ms=0")
        #expect(composing.engine.serviceStates[0].running == 0)
    }

    @Test func instancesTakeTurns() throws {
        let hosts = try Composing(Self.endpoint, userInstances: ["a", "b", "c"]) { _ in .body("1") }
        for _ in 0..<4 { _ = try hosts.response(.get()) }
        #expect(hosts.transport.calls.map(\.host) == ["a", "b", "c", "a"])
    }

    /// Round robin over one dead instance of two would make half of all calls fail, and that opens the breaker.
    @Test func anInstanceThatCannotBeReachedIsPassedOver() throws {
        let composing = try Composing(Self.endpoint, service: Self.breaker, userInstances: ["dead", "well"]) { call in
            call.host == "dead"
                ? .result(.failure(UpstreamFailure(.connect, "refused", phase: .connecting))) : .body("1")
        }
        for _ in 0..<10 { #expect(try composing.response(.get()).status == 200) }
        #expect(composing.engine.serviceStates[0].breaker == .closed)
    }

    @Test func noSecondInstanceIsTriedOnceSomethingMayHaveBeenSent() throws {
        let composing = try Composing(Self.endpoint, userInstances: ["a", "b"]) { _ in
            .result(.failure(UpstreamFailure(.reset, "broke", phase: .exchanging)))
        }
        #expect(try composing.response(.get()).status == 502)
        #expect(composing.transport.calls.map(\.host) == ["a"])
    }

    /// The gateway has no descriptor left: it has none for the other instance, and the service is not to blame.
    @Test(arguments: ["", "retry: { on: [connect, reset, timeout] }"])
    func ownWantIsNoFaultOfTheService(keys: String) throws {
        let service = Self.breaker + (keys.isEmpty ? "" : ", " + keys)
        let composing = try Composing(Self.endpoint, service: service, userInstances: ["a", "b"]) { _ in
            .result(.failure(UpstreamFailure(.overloaded, "Too many open files", phase: .connecting)))
        }
        for count in 1...50 {
            let response = try composing.response(.get())
            #expect(response.status == 503)
            #expect(response.header("retry-after") == "1")
            #expect(response.calls[0].outcome == .failed(.overloaded))
            #expect(composing.transport.calls.count == count)
        }
        #expect(composing.engine.serviceStates[0].breaker == .closed)
    }

    @Test func badResponsesOpenTheBreaker() throws {
        let composing = try Composing(Self.endpoint, service: Self.breaker) { _ in .failure(.badResponse) }
        for _ in 0..<50 { _ = try composing.response(.get()) }
        #expect(composing.engine.serviceStates[0].breaker == .open)
    }

    @Test func allInstancesAreTriedOnce() throws {
        let composing = try Composing(Self.endpoint, userInstances: ["a", "b"]) { _ in
            .result(.failure(UpstreamFailure(.connect, "refused", phase: .connecting)))
        }
        #expect(try composing.response(.get()).calls[0].outcome == .failed(.connect))
        #expect(composing.transport.calls.map(\.host) == ["a", "b"])
    }

    @Test func aCallWhoseTurnComesTooLateTimesOut() throws {
        let endpoint = """
            endpoint: GET /two
            calls:
              a: { service: users, get: /a, timeout: 2s }
              b: { service: users, get: /b, timeout: 30ms }
            """
        let composing = try Composing(endpoint, service: "concurrency: { at-once: 1, waiting: 1 }") { _ in
            .body("1", after: .milliseconds(100))
        }
        let response = try composing.response(.get())
        #expect(response.compositionStatus == "a;outcome=ok;ms=100, b;outcome=failed;reason=timeout;ms=30")
        #expect(response.calls.map(\.wasSent) == [true, false])
    }
}
