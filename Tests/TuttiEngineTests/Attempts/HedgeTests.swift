import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

struct HedgeTests {
    private static func composing(
        _ hedge: String, service: String = "", _ responses: [ScriptedResponse]
    ) throws -> Composing {
        let turns = Turns(responses)
        return try Composing(
            """
            endpoint: GET /user
            calls: { user: { service: users, get: /u, required: true, hedge: \(hedge) } }
            """, service: service
        ) { _ in turns.take() }
    }

    @Test func aSlowCallIsMadeTwiceAndTheFasterResponseTaken() throws {
        let composing = try Self.composing(
            "50ms", [.body("1", after: .milliseconds(500)), .body("2", after: .milliseconds(10))])
        let response = try composing.response(.get())
        #expect(response.text == #"{"user":2}"#)
        #expect(response.compositionStatus == "user;outcome=ok;attempts=2;ms=60")
        #expect(composing.transport.calls[0].canceledAt == .zero + .milliseconds(60))
        #expect(composing.engine.serviceStates[0].hedges == 1)
    }

    @Test func aFastCallIsMadeOnce() throws {
        let composing = try Self.composing("50ms", [.body("1", after: .milliseconds(49)), .body("2")])
        let response = try composing.response(.get())
        #expect(response.compositionStatus == "user;outcome=ok;ms=49")
        #expect(composing.transport.calls.count == 1)
    }

    @Test func theFirstMayStillWin() throws {
        let composing = try Self.composing("50ms", [.body("1", after: .milliseconds(60)), .never])
        #expect(try composing.response(.get()).text == #"{"user":1}"#)
        #expect(composing.transport.calls[1].canceledAt == .zero + .milliseconds(60))
    }

    @Test func aFailureOfOneWaitsForTheOther() throws {
        let composing = try Self.composing(
            "50ms", [.failure(.reset, after: .milliseconds(60)), .body("2", after: .milliseconds(100))])
        let response = try composing.response(.get())
        #expect(response.text == #"{"user":2}"#)
        #expect(response.calls[0].duration == .milliseconds(150))
    }

    @Test func aFailureBeforeTheSecondIsFinal() throws {
        let composing = try Self.composing("50ms", [.failure(.reset, after: .milliseconds(10)), .body("2")])
        #expect(try composing.response(.get()).status == 502)
        #expect(composing.transport.calls.count == 1)
    }

    @Test func bothMayFail() throws {
        let composing = try Self.composing(
            "50ms", [.body("", status: 500, after: .milliseconds(80)), .failure(.reset)])
        let response = try composing.response(.get())
        #expect(response.status == 502)
        #expect(response.calls[0].attempts == 2)
        #expect(response.calls[0].duration == .milliseconds(80))
    }

    /// Twenty answers of 10 ms, so that the 95th percentile is known; then one that is slow.
    @Test func thePercentileIsThatOfTheLatestResponses() throws {
        let responses = Array(repeating: ScriptedResponse.body("1", after: .milliseconds(10)), count: 20)
        let script = Turns(responses + [.never, .body("2", after: .milliseconds(1))])
        let composing = try Composing(
            "endpoint: GET /user\ncalls: { user: { service: users, get: /u, hedge: p95 } }"
        ) { _ in script.take() }
        for _ in 0..<20 { #expect(try composing.response(.get()).calls[0].attempts == 1) }
        let response = try composing.response(.get())
        #expect(response.text == #"{"user":2}"#)
        // The bucket of 10 ms ends 12 % above it at most.
        #expect((10...13).contains(response.calls[0].duration.milliseconds))
    }

    @Test func hedgesHaveABudget() throws {
        let composing = try Self.composing("10ms", [.body("1", after: .milliseconds(20))])
        for _ in 0..<30 { _ = try composing.response(.get()) }
        let state = composing.engine.serviceStates[0]
        #expect(composing.transport.calls.count - 30 == state.hedges)
        #expect((10...16).contains(state.hedges))
    }

    /// It would take the place of a call that waits, only to be given up as soon as the first has ended.
    @Test func noHedgeIsMadeWhereCallsQueue() throws {
        let composing = try Self.composing(
            "50ms", service: "concurrency: { at-once: 1, waiting: 5 }", [.body("1", after: .milliseconds(100))])
        let response = try composing.response(.get())
        #expect(composing.transport.calls.count == 1)
        #expect(response.calls[0].attempts == 1)
        #expect(composing.engine.serviceStates[0].hedges == 0)
        #expect(composing.engine.serviceStates[0].running == 0)
    }

    /// It is overloaded, and the first attempt may still be answered.
    @Test(arguments: [429, 408, 425]) func aRefusalForNowIsNoResponse(status: Int) throws {
        let composing = try Self.composing(
            "50ms", [.body("1", after: .milliseconds(60)), .body("", status: status, after: .milliseconds(2))])
        #expect(try composing.response(.get()).text == #"{"user":1}"#)
    }

    @Test func whatTheRequestIsRefusedForIsOne() throws {
        let composing = try Self.composing(
            "50ms", [.body("1", after: .milliseconds(60)), .body("", status: 404, after: .milliseconds(2))])
        #expect(try composing.response(.get()).status == 404)
    }

    /// The second finds it gone.
    @Test func whatTheFirstHasDoneIsNotAFailureOfTheSecond() throws {
        let turns = Turns([
            .body("", status: 204, after: .milliseconds(60)), .body("", status: 404, after: .milliseconds(2)),
        ])
        let composing = try Composing(
            "endpoint: DELETE /x\ncalls: { gone: { service: users, delete: /u, required: true, hedge: 50ms } }"
        ) { _ in turns.take() }
        #expect(try composing.response(.get()).status == 200)
    }

    /// What the slow attempts would have taken is not known, but it is more than when they were given up.
    @Test func attemptsThatAreGivenUpCountForThePercentile() throws {
        let quick = Array(repeating: ScriptedResponse.body("1", after: .milliseconds(10)), count: 20)
        let slow = Array(repeating: [ScriptedResponse.never, .body("2", after: .milliseconds(40))], count: 5).flatMap {
            $0
        }
        let script = Turns(quick + slow + [.body("3", after: .milliseconds(48))])
        let composing = try Composing(
            "endpoint: GET /user\ncalls: { user: { service: users, get: /u, hedge: p95 } }"
        ) { _ in script.take() }
        for _ in 0..<25 { _ = try composing.response(.get()) }
        // Without the five that were given up, 40 ms would be among the slowest.
        let response = try composing.response(.get())
        #expect(response.text == #"{"user":3}"#)
        #expect(response.calls[0].attempts == 1)
    }
}
