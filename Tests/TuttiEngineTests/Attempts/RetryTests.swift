import HTTPTypes
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// Responses that come one after the other; the last one stays.
final class Turns: Sendable {
    private let responses: [ScriptedResponse]
    private let next = Mutex(0)

    init(_ responses: [ScriptedResponse]) {
        self.responses = responses
    }

    func take() -> ScriptedResponse {
        next.withLock { next in
            defer { next += 1 }
            return responses[min(next, responses.count - 1)]
        }
    }
}

struct RetryTests {
    private static func user(_ keys: String, method: String = "get") -> String {
        """
        endpoint: GET /user
        deadline: 2s
        calls:
          user: { service: users, \(method): /u, required: true, \(keys) }
        response: { user: user, tries: meta.user.attempts }
        """
    }

    private static func composing(
        _ keys: String, method: String = "get", service: String = "", _ responses: ScriptedResponse...
    ) throws -> Composing {
        let turns = Turns(responses)
        return try Composing(user(keys, method: method), service: service) { _ in turns.take() }
    }

    @Test(arguments: [
        ScriptedResponse.failure(.reset), .failure(.connect), .body("", status: 502), .body("", status: 503),
    ])
    func aSecondTryMendsIt(first: ScriptedResponse) throws {
        let composing = try Self.composing("retry: {}", first, .body("1"))
        let response = try composing.response(.get())
        #expect(response.text == #"{"user":1,"tries":2}"#)
        #expect(response.calls[0].outcome == .ok)
        #expect(response.compositionStatus == "user;outcome=ok;attempts=2;ms=25")
    }

    @Test(arguments: [
        (ScriptedResponse.body("", status: 500), "retry: {}"), (.body("", status: 404), "retry: {}"),
        (.body("{", status: 200), "retry: {}"), (.failure(.timeout), "retry: {}"),
        (.body("", status: 503), "retry: { on: [502] }"), (.body("", status: 503), "retry: false"),
        (.failure(.badResponse), "retry: {}"), (.failure(.overloaded), "retry: { on: [connect, reset, timeout] }"),
        (.body("", status: 503), "retry: { attempts: 1 }"), (.body("1", status: 503), "retry: {}, accept: 503"),
    ])
    func whatIsNotNamedIsNotTriedAgain(response: ScriptedResponse, keys: String) throws {
        let composing = try Self.composing(keys, response)
        _ = try composing.response(.get())
        #expect(composing.transport.calls.count == 1)
    }

    @Test func aBadResponseIsTriedAgainWhereTheFileSaysSo() throws {
        let composing = try Self.composing("retry: { on: [bad_response] }", .failure(.badResponse), .body("1"))
        #expect(try composing.response(.get()).calls[0].outcome == .ok)
    }

    @Test func pausesGrowAndEndAfterAllAttempts() throws {
        let composing = try Self.composing("retry: { attempts: 4, backoff: 10ms }", .failure(.reset))
        let response = try composing.response(.get())
        #expect(response.status == 502)
        #expect(composing.transport.calls.map(\.startedAt.nanoseconds) == [0, 10, 30, 70].map { $0 * 1_000_000 })
        #expect(response.calls[0].attempts == 4)
    }

    @Test func theServiceSaysWhenToComeBack() throws {
        let busy = ScriptedResponse.result(
            .response(
                UpstreamResponse(status: 503, headers: [HTTPField(name: .init("Retry-After")!, value: "1")], body: [])))
        let composing = try Self.composing("retry: {}, timeout: 3s", busy, .body("1"))
        #expect(try composing.response(.get()).status == 200)
        #expect(composing.transport.calls.map(\.startedAt) == [.zero, .zero + .seconds(1)])
        // Past the deadline it makes no sense.
        let late = try Self.composing("retry: {}, timeout: 900ms", busy, .body("1"))
        let response = try late.response(.get())
        #expect(response.status == 503 || response.status == 502)
        #expect(late.transport.calls.count == 1)
        #expect(late.transport.now == .zero)
    }

    @Test func aTryMayHaveATimeOfItsOwn() throws {
        let composing = try Self.composing(
            "retry: { on: [timeout], attempt-timeout: 100ms, backoff: 1ms }", .never, .body("1"))
        let response = try composing.response(.get())
        #expect(response.status == 200)
        #expect(composing.transport.calls.map(\.startedAt.nanoseconds) == [0, 101_000_000])
    }

    @Test(arguments: ["post", "patch"])
    func whatIsNotIdempotentIsNeverTriedAgain(method: String) throws {
        let composing = try Self.composing(
            "timeout: 1s", method: method, service: "retry: { attempts: 3 }, hedge: 10ms", .body("", status: 503))
        _ = try composing.response(.get())
        #expect(composing.transport.calls.count == 1)
    }

    /// Nothing was sent, so nothing is done twice: with the service's `retry` and with the call's own.
    @Test(arguments: ["post", "patch"], ["", "retry: { attempts: 3, on: [connect, dns] }, "])
    func whatWasNotSentIsTriedAgain(method: String, own: String) throws {
        let composing = try Self.composing(
            own + "timeout: 1s", method: method, service: "retry: { attempts: 3, on: [connect, reset, 503] }",
            .refused, .refused, .body("1"))
        #expect(try composing.response(.get()).calls[0].attempts == 3)
        #expect(composing.transport.calls.count == 3)
    }

    /// It is for calls that are tried again when it is over: an order of 300 ms ended as `timeout` and was placed all the same.
    @Test func theAttemptTimeoutOfAServiceIsNotForWhatIsNotIdempotent() throws {
        let service = "retry: { attempts: 3, attempt-timeout: 200ms }"
        let composing = try Self.composing(
            "timeout: 1s", method: "post", service: service, .body("1", after: .milliseconds(300)))
        #expect(try composing.response(.get()).calls[0].outcome == .ok)
    }

    /// A connection that is called unreachable after something was sent: the phase counts, not the word.
    @Test(arguments: [ScriptedResponse.failure(.connect), .failure(.tls), .failure(.reset), .body("", status: 503)])
    func whatMayHaveBeenSentIsNotTriedAgain(response: ScriptedResponse) throws {
        let composing = try Self.composing(
            "retry: { attempts: 3, on: [connect, dns, tls] }", method: "post", response, .body("1"))
        #expect(try composing.response(.get()).status == 502)
        #expect(composing.transport.calls.count == 1)
    }

    @Test func theServiceDecidesAndTheCallOverrides() throws {
        let composing = try Self.composing("timeout: 1s", service: "retry: { attempts: 3 }", .failure(.reset))
        _ = try composing.response(.get())
        #expect(composing.transport.calls.count == 3)
        let off = try Self.composing("retry: false", service: "retry: { attempts: 3 }", .failure(.reset))
        _ = try off.response(.get())
        #expect(off.transport.calls.count == 1)
    }

    /// Ten in a row, then a fifth of the calls.
    @Test func retriesHaveABudget() throws {
        let composing = try Self.composing(
            "timeout: 1s", service: "retry: { budget: 0.2 }, breaker: { minimum-calls: 100000 }", .failure(.reset))
        for _ in 0..<62 { _ = try composing.response(.get()) }
        // The first ten of the budget and a fifth of 62 calls, less what did not fit while it was full.
        let retries = composing.transport.calls.count - 62
        #expect((20...23).contains(retries))
        let state = composing.engine.serviceStates[0]
        #expect(state.retries == retries)
        #expect(state.attemptsRefused == 62 - retries)
    }

    @Test func anOpenBreakerEndsTheTriesAndTheFailureBeforeItIsTold() throws {
        let composing = try Self.halfOpen()
        let response = try composing.response(.get())
        #expect(composing.transport.calls.count == 6)
        #expect(response.calls[0].outcome == .failed(.reset))
        #expect(response.calls[0].attempts == 1)
    }

    /// Ten digits are no number that is waited for; they are still what the service wants.
    @Test(arguments: ["999999999", "1000000000", "99999999999999999999"])
    func whoWantsToBeLeftAloneForYearsIs(value: String) throws {
        let busy = ScriptedResponse.result(
            .response(
                UpstreamResponse(status: 503, headers: [HTTPField(name: .init("Retry-After")!, value: value)], body: [])
            )
        )
        let composing = try Self.composing("retry: {}", busy, .body("1"))
        _ = try composing.response(.get())
        #expect(composing.transport.calls.count == 1)
    }

    /// The fallback of the call that was given up must not start the next one.
    @Test func aClientThatLeavesInAPauseIsTheEnd() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              one: { service: users, get: /u, retry: { backoff: 200ms }, otherwise: 1 }
              two: { service: orders, post: /o, body: { one: one } }
            """
        ) { _ in .body("", status: 503) }
        let response = try composing.response(.get(), cancelledAfter: .milliseconds(50))
        #expect(composing.transport.calls.map(\.host) == ["users"])
        #expect(response.calls[0].outcome == .failed(.canceled))
        #expect(response.calls[0].attempts == 1)
    }

    /// It is none, and the service may need the budget once it is well.
    @Test func aTryThatTheGateRefusesIsGivenBack() throws {
        let composing = try Self.halfOpen()
        _ = try composing.response(.get())
        #expect(composing.engine.serviceStates[0].retries == 4)
        #expect(composing.engine.serviceStates[0].attemptsRefused == 0)
    }

    /// A service that breaks every connection: five tries of one request have opened its breaker, and the next call is a probe.
    private static func halfOpen() throws -> Composing {
        let breaker = "breaker: { minimum-calls: 1, clients: 1, open-for: 5s, probes: 1 }"
        let composing = try composing("timeout: 1s", service: "retry: { attempts: 5 }, \(breaker)", .failure(.reset))
        #expect(try composing.response(.get()).calls[0].attempts == 5)
        composing.pass(.seconds(5))
        return composing
    }

    /// Its time is that of the attempt, not of the queue before it.
    @Test func theTimeOfATryBeginsWhenItIsSent() throws {
        let composing = try Composing(
            """
            endpoint: GET /x
            calls:
              first: { service: users, get: /a }
              second: { service: users, get: /b, timeout: 600ms, retry: { on: [timeout], attempt-timeout: 100ms } }
            """, service: "concurrency: { at-once: 1, waiting: 5 }"
        ) { call in .body("1", after: .milliseconds(call.target == "/a" ? 150 : 90)) }
        let response = try composing.response(.get())
        #expect(response.calls.map(\.outcome) == [.ok, .ok])
        #expect(response.calls[1].duration == .milliseconds(240))
        #expect(response.calls[1].attempts == 1)
    }
}
