import Testing
import TuttiResilience

struct DeadlineTests {
    private func moment(_ milliseconds: Int64) -> MonotonicTime {
        .zero + .milliseconds(milliseconds)
    }

    @Test(arguments: [
        (Int64(0), false), (500, false), (699, false), (700, true), (701, true), (1_000_000, true),
    ])
    func theMomentItselfIsTooLate(now: Int64, passed: Bool) {
        #expect(Deadline(at: moment(700)).hasPassed(now: moment(now)) == passed)
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
        #expect(Deadline.none.capped(by: .seconds(1), now: .zero) == Deadline(at: moment(1000)))
    }
}
