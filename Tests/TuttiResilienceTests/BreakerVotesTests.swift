import Testing

@testable import TuttiResilience

/// Whose failures open a breaker: half of at least four votes, and two clients.
struct BreakerVotesTests {
    private typealias CallResult = CircuitBreaker.CallResult

    /// Each vote is a client's digit and a letter: s succeeded, f failed, t no response in time, u unreachable.
    @Test(arguments: [
        ("0f 0f 0f 0f 0f 0f 0f 0f", false, "one client alone"),
        ("0f 0f 0f 0f 0f 0f 1s 2s", false, "one client against others that are served"),
        ("0f 0f 0f 0f 0f 0f 1s 1f", true, "a second one sees it half of the time"),
        ("0f 0f 0f 1f", true, "two clients"),
        ("0f 0f 0f 0f 0f 1f 2s 3s", true, "half of the clients"),
        ("2s 3s 4s 0f 0f 0f 0f 0f 1f", false, "less than half of the clients, with most of the traffic"),
        ("0f 0f 0f 1s 1s 1f 1s 0f", false, "a second client whose failures are few"),
        ("0u 0u 0u 0u", true, "no connection: no client's doing"),
        ("0u 0u 0u 1s 2s", true, "no connection, most of the time"),
        ("0u 0f 0f 0f", false, "no connection for one, the rest one client's"),
        ("0t 0t 0t 0t", true, "no response, and nobody else to ask"),
        ("0t 0t 0t 0u", true, "no response and no connection, and nobody else to ask"),
        ("0t 0t 0f 0t", true, "no response three times of four, and nobody else to ask"),
        ("0t 0t 0t 0t 1s", true, "no response, and nobody else to ask when it opened"),
        ("1s 0t 0t 0t 0t 0t", false, "no response to one client, others are served"),
        ("0t 0t 0t 1t", true, "no response to two"),
    ])
    func opensForSeveralClients(votes: String, opens: Bool, what: String) throws {
        var bench = BreakerBench(minimumCalls: 4, clients: 2)
        for vote in votes.split(separator: " ") where bench.breaker.stateName == .closed {
            let result: CallResult =
                switch vote.last {
                case "f": .failed
                case "t": .silent
                case "u": .unreachable
                default: .succeeded
                }
            try bench.call(result, from: Int(String(vote.prefix(1))) ?? 0)
        }
        #expect(bench.breaker.stateName == (opens ? .open : .closed), "\(what)")
    }

    /// 40 requests of one client that fail, among 20 others that are served.
    @Test func oneClientWithMostOfTheTrafficOpensNothing() throws {
        var bench = BreakerBench(minimumCalls: 20, clients: 2)
        for client in 1...20 { try bench.call(.succeeded, from: client) }
        for _ in 0..<1_000 { #expect(try bench.call(.failed, from: 21) == nil) }
    }

    @Test func allClientsTogetherOpenIt() throws {
        var bench = BreakerBench(minimumCalls: 20, clients: 2)
        for client in 0..<19 { #expect(try bench.call(.failed, from: client) == nil) }
        #expect(try bench.call(.failed, from: 19) == .opened)
    }

    /// One of three calls failed: a third of a vote, so that it takes all votes' thirds together to reach a third.
    @Test(arguments: [(0.3, true), (0.34, false)])
    func aVoteIsDividedAmongItsCalls(ratio: Double, opens: Bool) throws {
        var bench = BreakerBench(failureRatio: ratio, minimumCalls: 4)
        var vote = BreakerVote()
        for result in [CallResult.failed, .succeeded, .ignored, .succeeded] { vote.add(result) }
        var last: CircuitBreaker.Transition?
        for _ in 0..<4 {
            let ticket = try bench.admitted()
            last = bench.breaker.requestEnded(ticket, vote, from: ClientGroup(number: 0), now: bench.now)
        }
        #expect(last == (opens ? .opened : nil))
    }

    @Test func aVoteOfIgnoredCallsIsNone() throws {
        var bench = BreakerBench(minimumCalls: 1)
        let ticket = try bench.admitted()
        let vote = BreakerVote(.ignored)
        #expect(bench.breaker.requestEnded(ticket, vote, from: ClientGroup(number: 0), now: bench.now) == nil)
        #expect(try bench.call(.failed) == .opened)
    }

    @Test func aVoteFromBeforeTheBreakerOpenedIsNone() throws {
        var bench = BreakerBench(minimumCalls: 2, openFor: .zero, probes: 1)
        let early = try bench.admitted()
        try bench.open()
        #expect(try bench.call(.succeeded) == .closed)
        let vote = BreakerVote(.failed)
        for _ in 0..<5 {
            #expect(bench.breaker.requestEnded(early, vote, from: ClientGroup(number: 0), now: bench.now) == nil)
        }
    }

    @Test func oneClientDoesNotHoldABreakerOpen() throws {
        var bench = BreakerBench(minimumCalls: 4, openFor: .seconds(5), probes: 2, clients: 2)
        for _ in 0..<4 { try bench.call(.unreachable) }
        bench.pass(.seconds(5))
        for _ in 0..<10 { #expect(try bench.call(.failed, from: 3) == nil) }
        #expect(try bench.call(.succeeded, from: 1) == nil)
        #expect(try bench.call(.failed, from: 3) == nil)
        #expect(try bench.call(.succeeded, from: 2) == .closed)
    }

    @Test(arguments: [
        ("3f 4f", true), ("3f 3f", false), ("3t", true), ("3u", true), ("3f 4s 3f", false), ("3f 4s 5f", true),
        ("4s 3t", false), ("4s 3t 3t", false), ("4s 3t 5t", true), ("4s 3u", true),
    ])
    func probesThatFailOpenItAgain(probes: String, opens: Bool) throws {
        var bench = BreakerBench(minimumCalls: 4, openFor: .seconds(5), probes: 3, clients: 2)
        for _ in 0..<4 { try bench.call(.unreachable) }
        bench.pass(.seconds(5))
        for probe in probes.split(separator: " ") {
            let result: CallResult =
                ["f": .failed, "t": .silent, "u": .unreachable][String(probe.suffix(1))] ?? .succeeded
            try bench.call(result, from: Int(String(probe.prefix(1))) ?? 0)
        }
        #expect(bench.breaker.stateName == (opens ? .open : .halfOpen))
    }

    /// 25 connections of one client ask only for what hangs, for 26 s; another, from 1.5 s on, ten times a second for what doesn't.
    @Test(arguments: [1, 2, 3, 10], [CircuitBreaker.CallResult.silent, .failed, .ignored])
    func oneClientsHangingProbesDontKeepOthersOut(probes: Int, result: CircuitBreaker.CallResult) throws {
        var bench = BreakerBench(minimumCalls: 20, openFor: .seconds(5), probes: probes, clients: 2)
        var hanging: [(end: Int, ticket: CircuitBreaker.Ticket)] = []
        var (served, openings) = (0, 0)
        for millisecond in 0..<26_500 {
            while let first = hanging.first, first.end <= millisecond {
                hanging.removeFirst()
                if bench.end(first.ticket, result, from: 1) == .opened { openings += 1 }
            }
            if hanging.count < 25, let ticket = try? bench.admitted(from: 1) {
                hanging.append((millisecond + 400, ticket))
            }
            if millisecond >= 1_500, millisecond.isMultiple(of: 100), let ticket = try? bench.admitted(from: 2) {
                served += 1
                if bench.end(ticket, .succeeded, from: 2) == .opened { openings += 1 }
            }
            bench.pass(.milliseconds(1))
        }
        #expect(served >= 200, "of 250")
        #expect(openings <= 1)
        #expect(bench.breaker.stateName == .closed)
    }

    /// What failed a window ago is forgotten for each client, too.
    @Test func clientsLeaveTheWindow() throws {
        var bench = BreakerBench(window: .seconds(10), minimumCalls: 4, clients: 2)
        try bench.call(.failed, from: 1)
        bench.pass(.seconds(11))
        for _ in 0..<8 { #expect(try bench.call(.failed, from: 0) == nil) }
        #expect(try bench.call(.failed, from: 1) == .opened)
    }
}

struct ClientGroupTests {
    @Test(arguments: [
        ("2001:db8::1", ["2001", "db8", "0", "0"]), ("::1", ["0", "0", "0", "0"]), ("::", ["0", "0", "0", "0"]),
        ("fe80::1:2:3:4%eth0", ["fe80", "0", "0", "0"]), ("1:2:3:4:5:6:7:8", ["1", "2", "3", "4"]),
        ("1::3:4:5:6:7:8", ["1", "0", "3", "4"]), ("1:2:3::", ["1", "2", "3", "0"]),
    ])
    func anIPv6AddressIsItsNetwork(address: String, network: [String]) {
        #expect(ClientGroup.network(of: address) == network)
    }

    @Test(arguments: [
        ("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:192.0.2.1", "192.0.2.1"), ("2001:db8:0:0:1::", "2001:db8::7"),
    ])
    func sameClientsAreInOneGroup(one: String, other: String) {
        #expect(ClientGroup(address: one) == ClientGroup(address: other))
    }

    @Test func addressesAreSpreadOverAllGroups() {
        var groups: Set<ClientGroup> = []
        for last in 0..<1_000 { groups.insert(ClientGroup(address: "192.0.\(last / 250).\(last % 250)")) }
        #expect(groups.count == ClientGroup.count)
        #expect(groups.allSatisfy { (0..<ClientGroup.count).contains($0.number) })
    }

    @Test(arguments: [Int.min, -1, 0, 31, 32, .max])
    func anyNumberIsAGroup(number: Int) {
        #expect((0..<ClientGroup.count).contains(ClientGroup(number: number).number))
    }
}
