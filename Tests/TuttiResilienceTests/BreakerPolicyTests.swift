import Testing
import TuttiResilience

struct BreakerPolicyTests {
    @Test func standardIsWhatTheDocumentationSays() {
        let policy = BreakerPolicy.standard
        #expect(policy.failureRatio == 0.5)
        #expect(policy.window == .seconds(10))
        #expect(policy.minimumCalls == 20)
        #expect(policy.openFor == .seconds(5))
        #expect(policy.probes == 3)
        #expect(policy.clients == 2)
    }

    @Test(arguments: [
        (0.25, 0.25),
        (1, 1),
        (1.5, 1),
        (.infinity, 1),
        (0, .leastNonzeroMagnitude),
        (-1, .leastNonzeroMagnitude),
        (-.infinity, .leastNonzeroMagnitude),
        (.nan, 0.5),
    ])
    func ratioIsBroughtIntoRange(given: Double, used: Double) {
        let policy = BreakerPolicy(
            failureRatio: given, window: .seconds(1), minimumCalls: 1, openFor: .zero, probes: 1)
        #expect(policy.failureRatio == used)
    }

    @Test(arguments: [(0, 1), (-1, 1), (Int.min, 1), (7, 7), (Int.max, Int.max)])
    func countsAreAtLeastOne(given: Int, used: Int) {
        let policy = BreakerPolicy(
            failureRatio: 0.5, window: .seconds(1), minimumCalls: given, openFor: .zero, probes: given,
            clients: given)
        #expect(policy.clients == used)
        #expect(policy.minimumCalls == used)
        #expect(policy.probes == used)
    }

    @Test(arguments: [(Int64(0), Int64(1), Int64(0)), (.min, 1, 0), (1, 1, 1), (.max, .max, .max)])
    func spansAreNotNegative(given: Int64, window: Int64, openFor: Int64) {
        let span = TimeSpan(nanoseconds: given)
        let policy = BreakerPolicy(failureRatio: 0.5, window: span, minimumCalls: 1, openFor: span, probes: 1)
        #expect(policy.window == TimeSpan(nanoseconds: window))
        #expect(policy.openFor == TimeSpan(nanoseconds: openFor))
    }

    /// Values no diagnostics would let through, and a clock at its ends: nothing may trap.
    @Test(arguments: [Int64.min, -1, 0, 1, 9, 10, 11, .max - 1, .max])
    func extremePoliciesAndMomentsDoNotTrap(span: Int64) {
        let span = TimeSpan(nanoseconds: span)
        for count in [Int.min, 0, 1, 2, Int.max] {
            for ratio in [Double.nan, -.infinity, 0, 1, .infinity] {
                let policy = BreakerPolicy(
                    failureRatio: ratio, window: span, minimumCalls: count, openFor: span, probes: count)
                var breaker = CircuitBreaker(policy: policy)
                for moment: Int64 in [0, .min, -1, 1, .max, .max - 1, .min + 1, 0] {
                    for result in [CircuitBreaker.CallResult.succeeded, .failed, .ignored, .failed] {
                        let now = MonotonicTime(nanoseconds: moment)
                        switch breaker.admit(from: ClientGroup(number: 0), now: now) {
                        case .admitted(let ticket):
                            _ = breaker.callEnded(ticket, result, from: ClientGroup(number: 0), now: now)
                        case .rejected(let retryAfter): #expect(retryAfter >= .zero)
                        }
                    }
                }
            }
        }
    }
}
