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

    @Test func oneInstanceAfterTheOther() throws {
        let composing = try Self.composing("balance: round-robin")
        for id in 0..<6 { _ = try composing.response(.get("\(id)")) }
        #expect(Self.hosts(composing) == "abcabc")
    }

    /// Instances that are equally fast get about as many requests each.
    @Test(arguments: ["random", "p2c"]) func eachInstanceGetsItsShare(balance: String) throws {
        let composing = try Self.composing("balance: \(balance)") { _ in .body("1", after: .milliseconds(5)) }
        for id in 0..<300 { _ = try composing.response(.get("\(id)")) }
        let hosts = Self.hosts(composing)
        for host in "abc" { #expect((70...130).contains(hosts.count { $0 == host })) }
    }

    /// One of three is ten times slower than the others: after its first response it hardly gets requests.
    @Test func theSlowInstanceIsLeftAlone() throws {
        let composing = try Self.composing("balance: p2c") {
            .body("1", after: .milliseconds($0.host == "b" ? 100 : 10))
        }
        for id in 0..<300 { _ = try composing.response(.get("\(id)")) }
        #expect((1...3).contains(Self.hosts(composing).count { $0 == "b" }))
    }

    /// What was slow once is asked again when that is long enough ago.
    @Test func anInstanceThatWasSlowIsTriedAgain() throws {
        let composing = try Self.composing("balance: p2c") { call in
            let isSlow = call.host == "b" && call.startedAt < .zero + .seconds(30)
            return .body("1", after: .milliseconds(isSlow ? 100 : 10))
        }
        for id in 0..<20 { _ = try composing.response(.get("\(id)")) }
        composing.pass(.seconds(60))
        for id in 0..<300 { _ = try composing.response(.get("\(id)")) }
        #expect(Self.hosts(composing).suffix(300).count { $0 == "b" } > 70)
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

    /// Whatever the path: a client keeps its instance, and who has no such header goes by the path.
    @Test func theSameValueGoesToTheSameInstance() throws {
        let composing = try Self.composing(#"balance: hash, hash-by: 'headers."x-user"'"#)
        for user in ["ada", "bob", "cy", "dan", "eve"] {
            for id in 0..<20 { _ = try composing.response(.get("\(id)", headers: Fields(pairs: [("x-user", user)]))) }
            #expect(Set(Self.hosts(composing).suffix(20)).count == 1)
        }
        #expect(Set(Self.hosts(composing)).count > 1)
        for id in 0..<40 { _ = try composing.response(.get("\(id)")) }
        #expect(Set(Self.hosts(composing).suffix(40)).count == 3)
    }

    @Test(arguments: ["p2c", "round-robin", "least-requests", "random", "hash"])
    func aDeadInstanceIsPassedOver(balance: String) throws {
        let composing = try Self.composing("balance: \(balance)") { call in
            call.host == "b"
                ? .result(.failure(UpstreamFailure(.connect, "refused", phase: .connecting))) : .body("1")
        }
        for id in 0..<20 { #expect(try composing.response(.get("\(id)")).calls[0].outcome == .ok) }
    }

    @Test(arguments: ["p2c", "round-robin", "least-requests", "random", "hash"])
    func aRetryGoesToAnotherInstance(balance: String) throws {
        let composing = try Self.composing("balance: \(balance), retry: { attempts: 3 }") { _ in .failure(.reset) }
        _ = try composing.response(.get("7"))
        #expect(Set(composing.transport.calls.map(\.host)) == ["a", "b", "c"])
    }

    /// With more tries than instances, each try still finds the one that can be connected to.
    @Test(arguments: ["p2c", "round-robin", "least-requests", "random", "hash"], ["a", "b"])
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
