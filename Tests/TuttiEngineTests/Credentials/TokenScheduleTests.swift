import Testing
import TuttiResilience

@testable import TuttiEngine

struct TokenScheduleTests {
    private static let start = MonotonicTime.zero + .seconds(1000)

    /// When it is renewed, in milliseconds, and when it is over.
    @Test(arguments: [
        (3600, 2_880_000), (300, 240_000), (150, 120_000), (100, 70_000), (60, 30_000), (59, 29_500), (10, 5000),
        (1, 500),
    ])
    func isRenewedBeforeItsEnd(seconds: Int64, renewal: Int64) {
        var schedule = TokenSchedule()
        #expect(schedule.isDue(at: Self.start) && !schedule.isGood(at: Self.start))
        schedule.succeeded(at: Self.start, lifetime: .seconds(seconds))
        #expect(!schedule.isDue(at: Self.start + .milliseconds(renewal - 1)))
        #expect(schedule.isDue(at: Self.start + .milliseconds(renewal)))
        #expect(schedule.isGood(at: Self.start + .milliseconds(seconds * 1000 - 1)))
        #expect(!schedule.isGood(at: Self.start + .seconds(seconds)))
    }

    @Test func isGoodForFiveMinutesWhereTheIssuerSaysNothing() {
        var schedule = TokenSchedule()
        schedule.succeeded(at: Self.start, lifetime: nil)
        #expect(schedule.isGood(at: Self.start + .seconds(299)) && !schedule.isGood(at: Self.start + .seconds(300)))
    }

    @Test func nobodyIsAskedAgainForASecondWhoGaveNone() {
        var schedule = TokenSchedule()
        schedule.failed(at: Self.start)
        #expect(!schedule.isDue(at: Self.start + .milliseconds(999)) && schedule.isDue(at: Self.start + .seconds(1)))
    }

    @Test func isReplacedOnceInTenSeconds() {
        var schedule = TokenSchedule()
        let first = schedule.mayReplace(at: Self.start)
        let second = schedule.mayReplace(at: Self.start + .milliseconds(9999))
        let third = schedule.mayReplace(at: Self.start + .seconds(10))
        #expect(first && !second && third)
    }

    @Test(arguments: [Int64.max, 0, -1]) func aLifetimeOfAnyLengthIsTaken(nanoseconds: Int64) {
        var schedule = TokenSchedule()
        schedule.succeeded(at: Self.start, lifetime: TimeSpan(nanoseconds: nanoseconds))
        #expect(schedule.isGood(at: Self.start) == (nanoseconds > 0))
    }
}
