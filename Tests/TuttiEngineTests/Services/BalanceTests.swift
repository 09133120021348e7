import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiSimulation
import TuttiUpstream

struct BalanceTests {
    private static func composing(
        _ service: String, _ script: @escaping @Sendable (ScriptedCall) -> ScriptedResponse = { _ in .body("1") }
    ) throws -> Composing {
        try Composing(
            "endpoint: GET /u/{id}\ncalls: { user: { service: users, get: \"/u/{path.id}\" } }",
            service: service, userInstances: ["a", "b", "c"], script)
    }

    private static func hosts(_ composing: Composing) -> String { composing.transport.calls.map(\.host).joined() }

    @Test(arguments: [("balance: round-robin", "abcabc"), ("balance: random", "cccccc"), ("", "abcabc")])
    func oneInstanceAfterTheOther(service: String, hosts: String) throws {
        let composing = try Self.composing(service)
        for id in 0..<6 { _ = try composing.response(.get("\(id)")) }
        #expect(Self.hosts(composing) == hosts)
    }

    /// With three values at once, each goes where the fewest are; `b` never gets free.
    @Test func theOneWithTheFewestRequests() throws {
        let composing = try Composing(
            """
            endpoint: GET /u
            calls: { user: { service: users, get: "/u/{each}", each: "split('1,2,3,4,5,6,7', ',')", parallel: 3 } }
            """, service: "balance: least-requests", userInstances: ["a", "b", "c"]
        ) { .body("1", after: .milliseconds($0.host == "b" ? 500 : 10)) }
        _ = try composing.response(.get())
        #expect(composing.transport.calls.count { $0.host == "b" } == 1)
        #expect(composing.transport.calls.count == 7)
    }

    @Test func theSamePathGoesToTheSameInstance() throws {
        let composing = try Self.composing("balance: hash")
        for _ in 0..<2 { for id in 0..<100 { _ = try composing.response(.get("\(id)")) } }
        let hosts = composing.transport.calls.map(\.host)
        #expect(hosts[..<100] == hosts[100...])
        for host in ["a", "b", "c"] { #expect((20...50).contains(hosts[..<100].count { $0 == host })) }
    }

    @Test(arguments: ["round-robin", "least-requests", "random", "hash"])
    func aDeadInstanceIsPassedOver(balance: String) throws {
        let composing = try Self.composing("balance: \(balance)") { call in
            call.host == "b"
                ? .result(.failure(UpstreamFailure(.connect, "refused", phase: .connecting))) : .body("1")
        }
        for id in 0..<20 { #expect(try composing.response(.get("\(id)")).calls[0].outcome == .ok) }
    }

    @Test(arguments: ["round-robin", "least-requests", "random", "hash"])
    func aRetryGoesToAnotherInstance(balance: String) throws {
        let composing = try Self.composing("balance: \(balance), retry: { attempts: 3 }") { _ in .failure(.reset) }
        _ = try composing.response(.get("7"))
        #expect(Set(composing.transport.calls.map(\.host)) == ["a", "b", "c"])
    }

    /// With more tries than instances, each try still finds the one that can be connected to.
    @Test(arguments: ["round-robin", "least-requests", "random", "hash"], ["a", "b"])
    func aDeadInstanceIsPassedOverByEachTry(balance: String, dead: String) throws {
        let composing = try Composing(
            "endpoint: GET /u\ncalls: { user: { service: users, get: /u, required: true } }",
            service: "balance: \(balance), retry: { attempts: 4, on: [503] }", userInstances: ["a", "b"]
        ) { $0.host == dead ? .refused : .body("", status: 503) }
        #expect(try composing.response(.get()).calls[0].outcome == .failed(.status))
        #expect(composing.transport.calls.count { $0.host != dead } == 4)
    }

    /// One that says nothing must leave time for another.
    @Test(arguments: [(["a"], 80), (["a", "b"], 40)]) func connectingTakesAPartOfTheTime(instances: [String], most: Int)
        throws
    {
        let composing = try Composing(
            "endpoint: GET /u\ncalls: { user: { service: users, get: /u, timeout: 80ms } }",
            service: "connect-timeout: 100ms", userInstances: instances
        ) { _ in .body("1") }
        _ = try composing.response(.get())
        #expect(composing.transport.calls[0].upstream.connectTimeout == .milliseconds(Int64(most)))
    }
}
