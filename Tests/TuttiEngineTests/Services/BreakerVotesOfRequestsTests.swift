import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

/// One request of a client has one vote on a service, and one client opens no breaker by what it asks for.
struct BreakerVotesOfRequestsTests {
    private static let each = """
        endpoint: POST /x
        calls:
          items: { service: users, each: body.l, get: "/items/{each}", parallel: 3 }
        """
    private static let plain = "endpoint: GET /x/{id}\ncalls: { item: { service: users, get: \"/items/{path.id}\" } }"

    private static func failing(_ call: ScriptedCall) -> ScriptedResponse {
        call.target.hasPrefix("/items/bad") ? .body("", status: 500) : .body("1")
    }

    @Test func twentyOneValuesThatFailAreOneVote() throws {
        let composing = try Composing(Self.each, service: "breaker: { clients: 1 }", Self.failing)
        let values = (0..<21).map { "\"bad\($0)\"" }.joined(separator: ",")
        for _ in 0..<19 { _ = try composing.response(.post("{\"l\":[\(values)]}")) }
        #expect(composing.transport.calls.count == 19 * 21)
        #expect(composing.engine.serviceStates[0].breaker == .closed)
        _ = try composing.response(.post("{\"l\":[\(values)]}"))
        #expect(composing.engine.serviceStates[0].breaker == .open)
    }

    @Test func oneClientsFortyRequestsForWhatFailsOpenNothing() throws {
        let composing = try Composing(Self.plain, Self.failing)
        for _ in 0..<40 { #expect(try composing.response(.get("bad")).calls[0].outcome == .failed(.status)) }
        #expect(try composing.response(.get("7").from(1)).text == #"{"item":1}"#)
        #expect(composing.engine.serviceStates[0].breaker == .closed)
    }

    @Test func severalClientsThatSeeItFailOpenIt() throws {
        let composing = try Composing(Self.plain, Self.failing)
        for client in 0..<20 { _ = try composing.response(.get("bad").from(client)) }
        #expect(try composing.response(.get("7").from(21)).calls[0].outcome == .failed(.breakerOpen))
    }

    /// One address, as behind a load balancer.
    @Test(arguments: [
        ("connect", ScriptedResponse.refused, true), ("timeout", .never, true), ("500", .body("", status: 500), false),
        ("reset", .failure(.reset), false),
    ])
    func aDeadServiceOpensItBehindALoadBalancer(what: String, response: ScriptedResponse, opens: Bool) throws {
        let composing = try Composing(Self.plain, service: "breaker: { minimum-calls: 5 }") { _ in response }
        for _ in 0..<5 { _ = try composing.response(.get("7")) }
        #expect(composing.engine.serviceStates[0].breaker == (opens ? .open : .closed), "\(what)")
        let alone = try Composing(Self.plain, service: "breaker: { minimum-calls: 5, clients: 1 }") { _ in response }
        for _ in 0..<5 { _ = try alone.response(.get("7")) }
        #expect(alone.engine.serviceStates[0].breaker == .open, "\(what) with clients: 1")
    }

    /// A request that fails half of its calls votes half.
    @Test(arguments: [("0.5", true), ("0.6", false)])
    func callsOfOneRequestShareItsVote(ratio: String, opens: Bool) throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              good: { service: users, get: /items/1 }
              bad: { service: users, get: /items/bad }
            """
        let breaker = "breaker: { failure-ratio: \(ratio), minimum-calls: 4, clients: 1 }"
        let composing = try Composing(endpoint, service: breaker, Self.failing)
        for _ in 0..<3 { _ = try composing.response(.get()) }
        #expect(composing.engine.serviceStates[0].breaker == .closed)
        _ = try composing.response(.get())
        #expect(composing.engine.serviceStates[0].breaker == (opens ? .open : .closed))
    }

    @Test func aRetryThatMendsAFailureLeavesHalfOfIt() throws {
        let breaker = "breaker: { failure-ratio: 0.51, minimum-calls: 2, clients: 1 }, retry: { backoff: 1ms }"
        let calls = Atomic(0)
        let composing = try Composing(Self.plain, service: breaker) { _ in
            calls.add(1, ordering: .relaxed).newValue.isMultiple(of: 2) ? .body("1") : .failure(.reset)
        }
        for _ in 0..<10 { #expect(try composing.response(.get("7")).calls[0].attempts == 2) }
        #expect(composing.engine.serviceStates[0].breaker == .closed)
    }

    @Test(arguments: [
        ("[500]", ScriptedResponse.body("", status: 500), true), ("[502-504]", .body("", status: 500), false),
        ("[5xx]", .body("", status: 500), true), ("429", .body("", status: 429), true),
        ("[connect]", .body("", status: 500), false), ("[connect]", .refused, true), ("[timeout]", .refused, false),
        ("[timeout]", .never, true), ("[connect, 500]", .never, false), ("[reset]", .failure(.reset), true),
    ])
    func theFileSaysWhatCounts(counts: String, response: ScriptedResponse, opens: Bool) throws {
        let breaker = "breaker: { minimum-calls: 3, clients: 1, counts: \(counts) }"
        let composing = try Composing(Self.plain, service: breaker) { _ in response }
        for _ in 0..<3 { _ = try composing.response(.get("7")) }
        #expect(composing.engine.serviceStates[0].breaker == (opens ? .open : .closed))
    }
}

extension ClientRequest {
    /// The same from another client.
    fileprivate func from(_ client: Int) -> ClientRequest {
        var request = self
        request.client = ClientGroup(number: client)
        return request
    }
}
