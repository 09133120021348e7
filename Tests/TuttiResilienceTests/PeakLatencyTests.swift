import Testing
import TuttiResilience

struct PeakLatencyTests {
    private static let start = MonotonicTime.zero + .seconds(100)

    @Test func nothingIsKnownAtTheBeginning() {
        #expect(PeakLatency().microseconds(at: Self.start) == 0)
    }

    @Test func aHigherLatencyIsTakenAtOnce() {
        let latency = PeakLatency().observing(.milliseconds(10), at: Self.start)
            .observing(.milliseconds(100), at: Self.start + .milliseconds(1))
        #expect(latency.microseconds(at: Self.start + .milliseconds(1)) == 100_000)
    }

    @Test(arguments: [(0, 100_000), (7_000, 50_000), (14_000, 25_000), (3_500, 70_170), (200_000, 0), (-5, 100_000)])
    func itFadesWithTime(milliseconds: Int64, left: UInt64) {
        let latency = PeakLatency().observing(.milliseconds(100), at: Self.start)
        let found = latency.microseconds(at: Self.start + .milliseconds(milliseconds))
        #expect(found.distance(to: left).magnitude <= 20)
    }

    @Test func lowerLatenciesPullItDownOverSeconds() {
        var latency = PeakLatency().observing(.milliseconds(100), at: Self.start)
        for second in 1...30 {
            latency = latency.observing(.milliseconds(10), at: Self.start + .seconds(Int64(second)))
        }
        #expect((10_000...15_000).contains(latency.microseconds(at: Self.start + .seconds(30))))
    }

    @Test func aFastFailureDoesNotMakeItLookFast() {
        let latency = PeakLatency().observing(.milliseconds(100), at: Self.start)
            .observing(.milliseconds(1), at: Self.start + .seconds(7), isFailure: true)
        #expect(latency.microseconds(at: Self.start + .seconds(7)) == 100_000)
    }

    @Test(arguments: [TimeSpan(nanoseconds: .max), TimeSpan(nanoseconds: .min), .zero])
    func noLatencyIsTooMuch(latency: TimeSpan) {
        let found = PeakLatency().observing(latency, at: MonotonicTime(nanoseconds: .max))
        #expect((1...UInt64(UInt32.max)).contains(found.microseconds(at: MonotonicTime(nanoseconds: .max))))
        #expect(found.microseconds(at: MonotonicTime(nanoseconds: .min)) <= UInt64(UInt32.max))
    }
}
