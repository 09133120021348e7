import Testing
import TuttiPolicies
import TuttiResilience

struct KeyScheduleTests {
    private func at(_ seconds: Int64) -> MonotonicTime { .zero + .seconds(seconds) }

    private func succeeded(_ lifetime: TimeSpan?, jitter: Double = 0) -> MonotonicTime {
        var schedule = KeySchedule()
        schedule.begin(at: .zero)
        return schedule.succeeded(at: .zero, lifetime: lifetime, jitter: jitter)
    }

    @Test func fetchesAgainAfterFourFifths() {
        #expect(succeeded(nil) == at(720))
        #expect(succeeded(.seconds(3600)) == at(2880))
        #expect(succeeded(.seconds(3600), jitter: 1) == at(2520))
        #expect(succeeded(.zero) == at(240))
        #expect(succeeded(.seconds(1)) == at(240))
        #expect(succeeded(.seconds(1 << 30)) == at(69_120))
        #expect(succeeded(.seconds(3600), jitter: 7) == at(2520))
    }

    @Test func asksForUnknownKeysOnceInThirtySeconds() {
        var schedule = KeySchedule()
        #expect(schedule.mayAsk(at: .zero))
        schedule.begin(at: .zero)
        #expect(schedule.mayAsk(at: .zero), "whoever comes waits for the one under way")
        _ = schedule.succeeded(at: at(1), lifetime: nil, jitter: 0)
        #expect(!schedule.mayAsk(at: at(29)))
        #expect(schedule.mayAsk(at: at(30)))
    }

    @Test func asksSoonerWhileThereAreNone() {
        var schedule = KeySchedule()
        schedule.begin(at: .zero)
        #expect(schedule.failed(at: at(1)) == at(6))
        #expect(!schedule.mayAsk(at: at(4)))
        #expect(schedule.mayAsk(at: at(5)))
        #expect(!schedule.holds(at: at(5)))
    }

    @Test func keepsKeysForADayWhileTheIssuerIsAway() {
        var schedule = KeySchedule()
        schedule.begin(at: .zero)
        _ = schedule.succeeded(at: .zero, lifetime: nil, jitter: 0)
        schedule.begin(at: at(720))
        #expect(schedule.failed(at: at(721)) == at(751))
        #expect(schedule.holds(at: at(86_399)))
        #expect(!schedule.holds(at: at(86_400)))
    }
}
