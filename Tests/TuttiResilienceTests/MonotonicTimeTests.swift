import Testing
import TuttiResilience

struct MonotonicTimeTests {
    @Test(arguments: [
        (Int64(5), Int64(7), Int64(12)),
        (5, -7, -2),
        (.max, 1, .max),
        (1, .max, .max),
        (.max - 3, 3, .max),
    ])
    func additionSaturates(moment: Int64, span: Int64, sum: Int64) {
        let result = MonotonicTime(nanoseconds: moment) + TimeSpan(nanoseconds: span)
        #expect(result == MonotonicTime(nanoseconds: sum))
    }

    @Test(arguments: [
        (Int64(12), Int64(7), Int64(5)),
        (7, 12, -5),
        (.max, -1, .max),
        (.min, 1, .min),
    ])
    func differenceSaturates(later: Int64, earlier: Int64, span: Int64) {
        let result = MonotonicTime(nanoseconds: later) - MonotonicTime(nanoseconds: earlier)
        #expect(result == TimeSpan(nanoseconds: span))
    }

    @Test(arguments: [(Int64(3), Int64(3_000_000_000)), (-3, -3_000_000_000), (.max, .max), (.min, .min)])
    func secondsSaturate(count: Int64, nanoseconds: Int64) {
        #expect(TimeSpan.seconds(count) == TimeSpan(nanoseconds: nanoseconds))
    }

    @Test(arguments: [(Int64(3), Int64(3_000_000)), (-3, -3_000_000), (.max, .max), (.min, .min)])
    func millisecondsSaturate(count: Int64, nanoseconds: Int64) {
        #expect(TimeSpan.milliseconds(count) == TimeSpan(nanoseconds: nanoseconds))
    }

    @Test func systemClockDoesNotGoBack() {
        let moments = (0..<1000).map { _ in SystemClock.now }
        #expect(moments == moments.sorted())
        #expect(moments.allSatisfy { $0 > .zero && $0 < .distantFuture })
    }
}
