import Testing
import TuttiResilience

/// How long an ejection lasts.
struct OutlierPolicyTests {
    @Test(
        arguments: [
            (1, 0.0, 30_000), (2, 0.0, 60_000), (3, 0.0, 90_000), (10, 0.0, 300_000), (11, 0.0, 300_000),
            (Int.max, 0.0, 300_000), (0, 0.0, 30_000), (Int.min, 0.0, 30_000),
            (1, 1.0, 33_000), (1, 0.5, 31_500), (10, 1.0, 330_000), (1, 7.0, 33_000), (1, -1.0, 30_000),
            (1, Double.nan, 30_000),
        ] as [(Int, Double, Int64)])
    func eachOneInARowIsLongerUpToFiveMinutes(times: Int, jitter: Double, milliseconds: Int64) {
        let duration = OutlierPolicy.standard.duration(times: times, jitter: jitter)
        #expect(duration == .milliseconds(milliseconds))
    }

    @Test func whatIsLongerThanFiveMinutesFromTheStartStaysSo() {
        let policy = OutlierPolicy(consecutive: 5, ejectFor: .seconds(600), atMost: 0.5)
        #expect(policy.duration(times: 1, jitter: 0) == .seconds(600))
        #expect(policy.duration(times: 4, jitter: 0) == .seconds(600))
    }

    @Test(arguments: [(0.0, true), (-1, true), (.nan, false), (2, false), (.infinity, false)] as [(Double, Bool)])
    func aPolicyIsBroughtIntoRange(atMost: Double, isLeast: Bool) {
        let policy = OutlierPolicy(consecutive: -1, ejectFor: TimeSpan(nanoseconds: .min), atMost: atMost)
        #expect(policy.consecutive == 1)
        #expect(policy.ejectFor == .milliseconds(1))
        #expect(policy.atMost > 0 && policy.atMost <= 1)
        #expect((policy.atMost == .leastNonzeroMagnitude) == isLeast)
        // Nothing that can be asked for overflows.
        _ = OutlierPolicy(consecutive: 1, ejectFor: TimeSpan(nanoseconds: .max), atMost: 1).duration(
            times: 9, jitter: 0)
    }
}
