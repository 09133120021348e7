import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiStreams

/// When an exchange is given up, in virtual time.
@Suite struct ExchangeClockTests {
    private func time(_ seconds: Int64) -> MonotonicTime { .zero + .seconds(seconds) }
    private var clock: ExchangeClock {
        ExchangeClock(
            times: StreamedRequest.Times(connect: .seconds(2), response: .seconds(10), idle: .seconds(60)), now: time(0)
        )
    }

    @Test func eachPhaseHasItsTime() {
        var clock = clock
        #expect(clock.due == time(2))
        clock.enter(.sending, now: time(1))
        #expect(clock.due == time(61))
        clock.enter(.awaiting, now: time(5))
        #expect(clock.due == time(15))
        clock.enter(.receiving, now: time(8))
        #expect(clock.due == time(68))
    }

    @Test func aByteMovesTheIdleTimeAndNoOther() {
        var clock = clock
        clock.moved(now: time(1))
        #expect(clock.due == time(2))
        clock.enter(.receiving, now: time(1))
        clock.moved(now: time(30))
        #expect(clock.due == time(90))
        clock.enter(.awaiting, now: time(30))
        clock.moved(now: time(35))
        #expect(clock.due == time(40))
    }

    @Test func aPauseStopsTheIdleTimeAlone() {
        var clock = clock
        clock.setPaused(true, now: time(0))
        #expect(clock.due == time(2))
        clock.enter(.receiving, now: time(1))
        #expect(clock.due == .distantFuture)
        clock.setPaused(false, now: time(1_000))
        #expect(clock.due == time(1_060))
    }
}
