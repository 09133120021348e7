import SeededRandom
import Testing
import TuttiResilience

/// A limiter whose number of permits adapts.
struct AdaptiveLimiterTests {
    private static func limiter(_ atOnce: Int, atLeast: Int? = 2, running: Int = 0) -> ConcurrencyLimiter {
        var limiter = ConcurrencyLimiter(policy: LimiterPolicy(atOnce: atOnce, waiting: 100, atLeast: atLeast))
        for _ in 0..<running { _ = limiter.acquire() }
        return limiter
    }

    @Test(arguments: [(0, 1), (7, 7), (11, 10), (Int.max, 10)])
    func aPolicyIsBroughtIntoRange(atLeast: Int, used: Int) {
        #expect(LimiterPolicy(atOnce: 10, waiting: 0, atLeast: atLeast).atLeast == used)
    }

    @Test func oneThatDoesNotAdaptStaysAsItIs() {
        var limiter = Self.limiter(10, atLeast: nil, running: 10)
        for _ in 0..<1_000 { #expect(limiter.callEnded(.overloaded) == nil) }
        #expect(limiter.permits == 10)
    }

    @Test func aSignOfOverloadTakesATenthOnceForTheCallsUnderWay() {
        var limiter = Self.limiter(100, running: 100)
        for _ in 0..<50 { _ = limiter.callEnded(.overloaded) }
        #expect(limiter.permits == 90)
        for _ in 0..<41 { _ = limiter.callEnded(.answered) }
        #expect(limiter.permits == 90)
        _ = limiter.callEnded(.overloaded)
        #expect(limiter.permits == 81)
    }

    @Test func fewerThanAtLeastThereNeverAre() {
        var limiter = Self.limiter(20, atLeast: 5, running: 20)
        for _ in 0..<10_000 { _ = limiter.callEnded(.overloaded) }
        #expect(limiter.permits == 5)
    }

    @Test func theyComeBackOneARoundWhileMoreThanHalfAreInUse() {
        var limiter = Self.limiter(10, running: 9)
        _ = limiter.callEnded(.overloaded)
        #expect(limiter.permits == 9)
        // The round of those that were under way shows nothing new.
        for _ in 0..<9 { _ = limiter.callEnded(.answered) }
        #expect(limiter.permits == 9)
        for _ in 0..<9 { _ = limiter.callEnded(.answered) }
        #expect(limiter.permits == 10)
        for _ in 0..<100 { _ = limiter.callEnded(.answered) }
        #expect(limiter.permits == 10)
    }

    @Test func anIdleServiceShowsNothing() {
        var limiter = Self.limiter(10, running: 2)
        _ = limiter.callEnded(.overloaded)
        for _ in 0..<1_000 { _ = limiter.callEnded(.answered) }
        #expect(limiter.permits == 9)
    }

    @Test func whoWaitsGetsANewPermit() {
        var limiter = Self.limiter(10, running: 10)
        _ = limiter.callEnded(.overloaded)
        #expect(limiter.permits == 9)
        guard case .queued(let first) = limiter.acquire() else {
            Issue.record("it does not wait")
            return
        }
        // One call more than there are permits: its permit goes to nobody.
        #expect(limiter.release() == nil)
        #expect(limiter.running == 9)
        for _ in 0..<17 { #expect(limiter.callEnded(.answered) == nil) }
        #expect(limiter.callEnded(.answered) == first)
        #expect(limiter.running == 10)
        #expect(limiter.queued == 0)
    }

    @Test(arguments: UInt64(1)...8)
    func nobodyIsLost(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var limiter = Self.limiter(Int.random(in: 2...30, using: &random))
        var waiting: Set<ConcurrencyLimiter.WaiterID> = []
        for _ in 0..<20_000 {
            if random.chance(55) {
                switch limiter.acquire() {
                case .queued(let id): waiting.insert(id)
                case .acquired: #expect(waiting.isEmpty)
                case .rejected: #expect(waiting.count == 100)
                }
            } else if limiter.running > 0 {
                if let id = limiter.callEnded(random.chance(3) ? .overloaded : .answered) {
                    #expect(waiting.remove(id) != nil)
                }
                if let id = limiter.release() { #expect(waiting.remove(id) != nil) }
            }
            #expect(limiter.queued == waiting.count)
            #expect(waiting.isEmpty || limiter.running >= limiter.permits)
            #expect((2...limiter.policy.atOnce).contains(limiter.permits))
        }
        while limiter.running > 0 { if let id = limiter.release() { waiting.remove(id) } }
        #expect(waiting.isEmpty)
    }
}
