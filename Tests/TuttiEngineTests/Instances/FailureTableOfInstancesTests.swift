import Testing
import TuttiPlan
import TuttiResilience
import TuttiSimulation

@testable import TuttiEngine

/// Breaker, limiter, checks, ejections and drains together: what a request comes to, and where it goes, for each combination.
struct FailureTableOfInstancesTests {
    enum Breaker: CaseIterable { case closed, open, halfOpen }

    /// `w` is well, `e` ejected, `u` unhealthy, `x` both, `d` draining; and which of the two instances get requests.
    private static let standings: [(both: String, used: Set<String>)] = [
        ("ww", ["a", "b"]), ("we", ["a"]), ("wu", ["a"]), ("wx", ["a"]), ("wd", ["a"]),
        // Nobody is well: those go on whose checks are good.
        ("ee", ["a", "b"]), ("eu", ["a"]), ("ex", ["a"]), ("ed", ["a"]),
        ("uu", []), ("ux", []), ("ud", []), ("xx", []), ("xd", []), ("dd", []),
    ]

    private static func standing(_ letter: Character) -> InstanceStanding {
        switch letter {
        case "e": .ejected
        case "u": .unhealthy
        case "x": [.ejected, .unhealthy]
        case "d": .draining
        default: []
        }
    }

    @Test(arguments: Breaker.allCases, [false, true])
    func aRequestComesTo(breaker: Breaker, isFull: Bool) throws {
        for row in Self.standings {
            let composing = try Composing(
                "endpoint: GET /u\ncalls: { user: { service: users, get: /u, required: true } }",
                service:
                    "balance: round-robin, concurrency: { at-once: 1, waiting: 0 }, outliers: { consecutive: 100 }, "
                    + "breaker: { minimum-calls: 1, open-for: 1s, probes: 1, clients: 1 }",
                userInstances: ["a", "b"]
            ) { _ in .body("1") }
            let service = try #require(composing.engine.services.first)
            for (letter, instance) in zip(row.both, service.balancer.set.members) {
                let standing = Self.standing(letter)
                for one in [InstanceStanding.ejected, .unhealthy, .draining] where standing.contains(one) {
                    service.balancer.set(one, true, of: instance)
                }
            }
            let (client, start) = (ClientGroup(address: ""), composing.transport.now)
            guard case .decided(.acquired(let ticket)) = service.gate.acquire(from: client, now: start) else {
                Issue.record("\(row.both): no permit")
                return
            }
            if breaker != .closed { service.gate.callJudged(ticket, .unreachable, from: client, now: start) }
            if !isFull { service.gate.releasePermit() }
            if breaker == .halfOpen { composing.pass(.seconds(2)) }

            var hosts: Set<String> = []
            for _ in 0..<(row.used.isEmpty ? 1 : 6) {
                let response = try composing.response(.get())
                let place = "\(breaker), \(isFull), \(row.both)"
                let outcome = response.calls.first?.outcome
                if breaker == .open {
                    #expect(outcome == .failed(.breakerOpen), "\(place)")
                } else if isFull {
                    #expect(outcome == .failed(.overloaded), "\(place)")
                } else if row.used.isEmpty {
                    #expect(outcome == .failed(.noInstance), "\(place)")
                } else {
                    #expect(outcome == .ok, "\(place)")
                }
                #expect((response.status == 503) == (outcome != .ok), "\(place)")
                #expect((response.header("retry-after") != nil) == (outcome != .ok), "\(place)")
            }
            hosts.formUnion(composing.transport.calls.map(\.host))
            #expect(hosts == (isFull || breaker == .open ? [] : row.used), "\(breaker), \(isFull), \(row.both)")
            // No permit is lost, and nothing that was not sent is a vote.
            let state = service.state
            #expect(state.running == (isFull ? 1 : 0))
            #expect(state.breakerOpenings == (breaker == .closed ? 0 : 1))
        }
    }

    /// One of three is well: all but those that drain are used, and the gauge says so.
    @Test func inPanicAllAreUsed() throws {
        let seen = SeenEvents()
        let composing = try Composing(
            "endpoint: GET /u\ncalls: { user: { service: users, get: /u } }", service: "balance: round-robin",
            userInstances: ["a", "b", "c", "d"], observer: seen
        ) { _ in .body("1") }
        let service = try #require(composing.engine.services.first)
        let members = service.balancer.set.members
        service.balancer.set(.unhealthy, true, of: members[1])
        service.balancer.set(.draining, true, of: members[3])
        #expect(!service.state.isPanicking)
        service.balancer.set(.ejected, true, of: members[2])
        #expect(service.state.isPanicking)
        for _ in 0..<9 { _ = try composing.response(.get()) }
        for host in ["a", "b", "c"] { #expect(composing.transport.calls.count { $0.host == host } == 3) }
        service.balancer.set(.unhealthy, false, of: members[1])
        #expect(!service.state.isPanicking)
        #expect(seen.ofInstances.map(\.change) == [.panic(well: 1, of: 3), .panicOver])
        let state = service.state
        #expect(state.instances.map(\.word) == ["well", "well", "ejected", "draining"])
    }

    @Test(arguments: [("a:80", true), ("b:80", true), ("a:81", false), ("c:80", false), ("", false), ("a", false)])
    func anInstanceIsDrainedByItsAddress(address: String, isFound: Bool) throws {
        let composing = try Composing(
            "endpoint: GET /u\ncalls: { user: { service: users, get: /u } }", service: "balance: round-robin",
            userInstances: ["a", "b"]
        ) { _ in .body("1") }
        #expect(composing.engine.drain(address, of: "users", true) == isFound)
        #expect(!composing.engine.drain(address, of: "nobody", true))
        for _ in 0..<6 { _ = try composing.response(.get()) }
        let hosts = Set(composing.transport.calls.map { "\($0.host):80" })
        #expect(hosts == Set(["a:80", "b:80"]).subtracting([address]))
        _ = composing.engine.drain(address, of: "users", false)
        for _ in 0..<6 { _ = try composing.response(.get()) }
        #expect(Set(composing.transport.calls.map(\.host)) == ["a", "b"])
    }
}
