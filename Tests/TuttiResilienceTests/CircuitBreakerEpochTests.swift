import SeededRandom
import Testing
import TuttiResilience

struct CircuitBreakerEpochTests {
    @Test(arguments: CircuitBreaker.CallResult.allCases)
    func resultOfACallAdmittedBeforeTheOpeningDoesNotCountAsAProbe(result: CircuitBreaker.CallResult) throws {
        var bench = BreakerBench(probes: 2)
        let late = try bench.admitted()
        let later = try bench.admitted()
        try bench.open()
        #expect(bench.end(late, result) == nil)
        #expect(bench.breaker.stateName == .open)

        bench.pass(.seconds(5))
        let probe = try bench.admitted()
        let before = bench.breaker.state
        #expect(bench.end(later, result) == nil)
        #expect(bench.breaker.state == before)
        #expect(bench.end(probe, .succeeded) == nil)
        #expect(try bench.call(.succeeded) == .closed)
    }

    @Test(arguments: CircuitBreaker.CallResult.allCases)
    func resultOfAnEarlierClosedEpochDoesNotCountInTheNext(result: CircuitBreaker.CallResult) throws {
        var bench = BreakerBench(minimumCalls: 4, openFor: .zero, probes: 1)
        let late = try (0..<4).map { _ in try bench.admitted() }
        try bench.open()
        #expect(try bench.call(.succeeded) == .closed)
        for ticket in late { #expect(bench.end(ticket, result) == nil) }
        for _ in 0..<3 { #expect(try bench.call(.failed) == nil) }
        #expect(try bench.call(.failed) == .opened)
    }

    @Test(arguments: CircuitBreaker.CallResult.allCases)
    func resultOfAnEarlierProbeDoesNotCountInTheNextHalfOpenEpoch(result: CircuitBreaker.CallResult) throws {
        var bench = BreakerBench(probes: 3)
        try bench.open()
        bench.pass(.seconds(5))
        let failing = try bench.admitted()
        let late = [try bench.admitted(from: 1), try bench.admitted(from: 2)]
        #expect(bench.end(failing, .failed) == .opened)
        #expect(bench.end(late[0], result, from: 1) == nil)

        bench.pass(.seconds(5))
        for client in 0..<3 { _ = try bench.admitted(from: client) }
        let full = bench.breaker.state
        #expect(bench.end(late[1], result, from: 2) == nil)
        #expect(bench.breaker.state == full)
        #expect(bench.rejection(from: 3) != nil)
    }

    /// However arrivals and ends interleave, permits acquired less permits released never go past `probes`, a permit
    /// that is free is acquired by whoever asks, and it closes after exactly `probes` successes.
    @Test(arguments: 1...8)
    func halfOpenAdmitsExactlyItsProbes(probes: Int) throws {
        var random = SeededGenerator(seed: UInt64(probes))
        var closings = 0
        for _ in 0..<500 {
            var bench = BreakerBench(probes: probes)
            try bench.open()
            bench.pass(.seconds(5))
            var inFlight: [(ticket: CircuitBreaker.Ticket, client: Int)] = []
            var (succeeded, client) = (0, 0)  // each probe is another client's
            while bench.breaker.stateName != .closed {
                if inFlight.isEmpty || random.chance(60) {
                    let free = probes - inFlight.count - succeeded
                    switch bench.breaker.admit(from: ClientGroup(number: client), now: bench.now) {
                    case .admitted(let ticket):
                        try #require(free > 0)
                        inFlight.append((ticket, client))
                        client += 1
                    case .rejected:
                        try #require(free == 0)
                    }
                    continue
                }
                let (ticket, owner) = inFlight.remove(at: Int.random(in: inFlight.indices, using: &random))
                if random.chance(30) {
                    try #require(bench.end(ticket, .ignored, from: owner) == nil)
                } else {
                    succeeded += 1
                    try #require(bench.end(ticket, .succeeded, from: owner) == (succeeded == probes ? .closed : nil))
                }
            }
            try #require(succeeded == probes)
            closings += 1
        }
        #expect(closings == 500)
    }
}
