import Testing
import TuttiResilience

struct DeadlineTests {
    private func moment(_ milliseconds: Int64) -> MonotonicTime {
        .zero + .milliseconds(milliseconds)
    }

    @Test(arguments: [
        (Int64(0), Int64(700), false),
        (500, 200, false),
        (699, 1, false),
        (700, 0, true),
        (701, 0, true),
        (1_000_000, 0, true),
    ])
    func remainingIsNeverNegative(now: Int64, left: Int64, passed: Bool) {
        let deadline = Deadline(at: moment(700))
        #expect(deadline.remaining(now: moment(now)) == .milliseconds(left))
        #expect(deadline.hasPassed(now: moment(now)) == passed)
    }

    @Test(arguments: [
        (Int64(100), Int64(300), Int64(400)),
        (400, 300, 700),
        (500, 300, 700),
        (900, 300, 700),
        (500, 0, 500),
        (500, .max, 700),
    ])
    func timeoutNeverReachesPastTheDeadline(now: Int64, timeout: Int64, end: Int64) {
        let call = Deadline(at: moment(700)).capped(by: .milliseconds(timeout), now: moment(now))
        #expect(call == Deadline(at: moment(end)))
    }

    @Test func noneNeverPassesAndTakesAnyTimeout() {
        #expect(!Deadline.none.hasPassed(now: moment(.max / 2_000_000)))
        #expect(Deadline.none.remaining(now: .zero) == TimeSpan(nanoseconds: .max))
        #expect(Deadline.none.remaining(now: MonotonicTime(nanoseconds: .min)) == TimeSpan(nanoseconds: .max))
        #expect(Deadline.none.capped(by: .seconds(1), now: .zero) == Deadline(at: moment(1000)))
    }
}
