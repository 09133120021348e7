import Testing
import TuttiResilience

struct CircuitBreakerTests {
    /// The last of the results opens the breaker, or none does; s: succeeded, f: failed, i: ignored.
    @Test(arguments: [
        ("ffff", 0.5, 4, true),
        ("fff", 0.5, 4, false),
        ("ssff", 0.5, 4, true),
        ("sssf", 0.5, 4, false),
        ("sssff", 0.5, 4, false),
        ("sssfff", 0.5, 4, true),
        ("fiiif", 0.5, 4, false),
        ("ffiiiff", 0.5, 4, true),
        ("fffs", 0.5, 4, true),
        ("f", 1, 1, true),
        ("sf", 1, 1, false),
        ("sssssssfff", 0.3, 10, true),
        ("ssssssssff", 0.3, 10, false),
        ("sssssssssf", 0.1, 10, true),
        ("ssssssssss", 0, 10, false),
        ("ssssssssssf", 0, 10, true),
    ])
    func opensWhenTheRatioOfEnoughCallsFailed(
        results: String, ratio: Double, minimumCalls: Int, opens: Bool
    ) throws {
        var bench = BreakerBench(failureRatio: ratio, minimumCalls: minimumCalls)
        for (index, letter) in results.enumerated() {
            let transition = try bench.call(letter == "s" ? .succeeded : letter == "f" ? .failed : .ignored)
            let isLast = index == results.count - 1
            #expect(transition == (isLast && opens ? .opened : nil), "result \(index) of \(results)")
        }
        #expect(bench.breaker.stateName == (opens ? .open : .closed))
    }

    @Test func failuresOlderThanTheWindowDoNotCount() throws {
        var bench = BreakerBench(window: .seconds(10), minimumCalls: 4)
        for _ in 0..<3 { try bench.call(.failed) }
        bench.pass(.seconds(10))
        #expect(try bench.call(.failed) == nil)
        bench.pass(.seconds(9))
        for _ in 0..<2 { #expect(try bench.call(.failed) == nil) }
        #expect(try bench.call(.failed) == .opened)
    }

    @Test func openBreakerRejectsUntilItsTimeHasPassed() throws {
        var bench = BreakerBench(openFor: .seconds(5))
        try bench.open()
        #expect(bench.rejection() == .seconds(5))
        bench.pass(.milliseconds(4_999))
        #expect(bench.rejection() == .milliseconds(1))
        bench.pass(.milliseconds(1))
        #expect(bench.rejection() == nil)
    }

    @Test func openBreakerStaysOpenByNameUntilAProbeIsAdmitted() throws {
        var bench = BreakerBench()
        try bench.open()
        bench.pass(.seconds(3600))
        #expect(bench.breaker.stateName == .open)
        let first = try bench.admitted()
        #expect(bench.breaker.stateName == .halfOpen)
        #expect(first.transition == .halfOpened)
        #expect(try bench.admitted(from: 1).transition == nil)
    }

    @Test func closesWhenAllProbesSucceeded() throws {
        var bench = BreakerBench(minimumCalls: 4, probes: 3)
        try bench.open()
        bench.pass(.seconds(5))
        #expect(try bench.call(.succeeded) == nil)
        #expect(try bench.call(.succeeded) == nil)
        #expect(try bench.call(.succeeded) == .closed)
        #expect(bench.breaker.state == .closed)
    }

    @Test func closedAgainItStartsWithAFreshWindow() throws {
        var bench = BreakerBench(window: .seconds(60), minimumCalls: 4, openFor: .zero, probes: 1)
        try bench.open()
        #expect(try bench.call(.succeeded) == .closed)
        for _ in 0..<3 { #expect(try bench.call(.failed) == nil) }
        #expect(try bench.call(.failed) == .opened)
    }

    @Test func oneFailedProbeOpensAgainForTheWholeTime() throws {
        var bench = BreakerBench(openFor: .seconds(5), probes: 3)
        try bench.open()
        bench.pass(.seconds(5))
        #expect(try bench.call(.succeeded) == nil)
        let probe = try bench.admitted()
        bench.pass(.seconds(2))
        #expect(bench.end(probe, .failed) == .opened)
        #expect(bench.rejection() == .seconds(5))
    }

    @Test func allProbesInFlightMeansAShortWait() throws {
        var bench = BreakerBench(openFor: .seconds(5), probes: 1)
        try bench.open()
        bench.pass(.seconds(5))
        _ = try bench.admitted()
        #expect(bench.rejection() == CircuitBreaker.probeWait)
    }

    @Test func ignoredProbeGivesItsPlaceBack() throws {
        var bench = BreakerBench(probes: 2)
        try bench.open()
        bench.pass(.seconds(5))
        let cancelled = try bench.admitted()
        let first = try bench.admitted(from: 1)
        #expect(bench.rejection(from: 2) != nil)
        #expect(bench.end(cancelled, .ignored) == nil)
        let second = try bench.admitted(from: 2)
        #expect(bench.rejection(from: 3) != nil)
        #expect(bench.end(first, .succeeded, from: 1) == nil)
        #expect(bench.rejection(from: 3) != nil)
        #expect(bench.end(second, .succeeded, from: 2) == .closed)
    }

    @Test func ticketHandedBackTwiceDoesNotMakeRoomForAnotherProbe() throws {
        var bench = BreakerBench(probes: 2)
        try bench.open()
        bench.pass(.seconds(5))
        let probe = try bench.admitted()
        #expect(bench.end(probe, .ignored) == nil)
        #expect(bench.end(probe, .ignored) == nil)
        _ = try bench.admitted(from: 1)
        _ = try bench.admitted(from: 2)
        #expect(bench.rejection(from: 3) != nil)
    }

    @Test func clockThatStandsStillIsHarmless() throws {
        var bench = BreakerBench(minimumCalls: 20, openFor: .zero, probes: 1)
        for _ in 0..<10_000 { #expect(try bench.call(.succeeded) == nil) }
        for _ in 0..<9_999 { #expect(try bench.call(.failed) == nil) }
        #expect(try bench.call(.failed) == .opened)
        #expect(try bench.call(.succeeded) == .closed)
    }

    @Test(arguments: [Int64(0), 1_000_000_000_000])
    func clockThatJumpsFarAheadEmptiesTheWindow(start: Int64) throws {
        var bench = BreakerBench(window: TimeSpan(nanoseconds: 1), minimumCalls: 4)
        bench.now = MonotonicTime(nanoseconds: start)
        for _ in 0..<3 { try bench.call(.failed) }
        bench.pass(.seconds(9_000_000_000))
        for _ in 0..<3 { #expect(try bench.call(.failed) == nil) }
        #expect(try bench.call(.failed) == .opened)
    }

    @Test func momentReadEarlierByAnotherThreadCountsAsNow() throws {
        var bench = BreakerBench(window: .seconds(10), minimumCalls: 4)
        for _ in 0..<3 { try bench.call(.failed) }
        let ticket = try bench.admitted()
        let early = bench.now + .seconds(-30)
        #expect(bench.breaker.callEnded(ticket, .failed, from: ClientGroup(number: 0), now: early) == .opened)
    }

    @Test func breakerThatOpensForEverNeverHalfOpens() throws {
        var bench = BreakerBench(openFor: TimeSpan(nanoseconds: .max))
        try bench.open()
        bench.pass(.seconds(9_000_000_000))
        #expect(bench.rejection() != nil)
    }

    /// A value that is copied bit by bit has no memory of its own: the compiler refuses this test otherwise.
    @Test func breakerIsAFlatValue() {
        func size<Value: BitwiseCopyable>(_: Value.Type) -> Int { MemoryLayout<Value>.size }
        #expect(size(CircuitBreaker.self) < 8192)
        #expect(size(CircuitBreaker.Admission.self) <= 24)
    }
}
