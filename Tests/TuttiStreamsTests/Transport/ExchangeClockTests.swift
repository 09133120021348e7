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
        // A second has gone for the connection; what the body takes does not count.
        clock.enter(.awaiting, now: time(5))
        #expect(clock.due == time(14))
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
        #expect(clock.due == time(39))
    }

    /// On the second connection the service has what the first one has left of the time.
    @Test func theTimeForTheResponseIsThatOfAllConnections() {
        var clock = clock
        clock.enter(.awaiting, now: time(1))
        #expect(clock.due == time(10))
        clock.enter(.connecting, now: time(9))
        #expect(clock.due == time(10))
        clock.enter(.awaiting, now: time(9))
        #expect(clock.due == time(10))
        clock.enter(.connecting, now: time(12))
        #expect(clock.due == time(12))
    }

    @Test func aTunnelHasItsTimeWhoeverReads() {
        var clock = clock
        clock.enter(.tunnel, now: time(1))
        clock.setPaused(true, now: time(2))
        #expect(clock.due == time(61))
        clock.moved(now: time(10))
        #expect(clock.due == time(70))
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
