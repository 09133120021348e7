import Synchronization
import Testing
import TuttiResilience

@testable import TuttiCaching

/// Who makes a request, and who waits for it.
@Suite struct SingleFlightTests {
    private let key = CacheKey([1, 2, 3])
    private let now = MonotonicTime.zero

    /// What those were told who waited.
    private final class Told: Sendable {
        let ends = Mutex<[String?]>([])
        func callback() -> @Sendable (String?) -> Void { { end in self.ends.withLock { $0.append(end) } } }
        var count: Int { ends.withLock { $0.count } }
    }

    private func waiter(_ claim: SingleFlight<String>.Claim) -> SingleFlight<String>.WaiterID? {
        if case .wait(let id) = claim { id } else { nil }
    }

    private func leads(_ claim: SingleFlight<String>.Claim) -> Bool { if case .lead = claim { true } else { false } }
    private func isAlone(_ claim: SingleFlight<String>.Claim) -> Bool { if case .alone = claim { true } else { false } }

    @Test func theFirstLeadsAndTheOthersGetItsEnd() {
        let (flights, told) = (SingleFlight<String>(), Told())
        #expect(leads(flights.claim(key, now: now, tell: told.callback())))
        for _ in 0..<3 { #expect(waiter(flights.claim(key, now: now, tell: told.callback())) != nil) }
        #expect(leads(flights.claim(CacheKey([4]), now: now, tell: told.callback())))
        flights.finish(key, with: "end")
        #expect(told.ends.withLock { $0 } == ["end", "end", "end"])
        #expect(leads(flights.claim(key, now: now, tell: told.callback())))
    }

    @Test func whoLeavesIsToldNothing() throws {
        let (flights, told) = (SingleFlight<String>(), Told())
        _ = flights.claim(key, now: now, tell: told.callback())
        let first = try #require(waiter(flights.claim(key, now: now, tell: told.callback())))
        _ = flights.claim(key, now: now, tell: told.callback())
        #expect(flights.leave(key, first))
        #expect(!flights.leave(key, first))
        flights.finish(key, with: "end")
        #expect(told.count == 1)
    }

    @Test func whatCannotBeSharedLetsAllAskAndKeepsThemApartForAWhile() {
        let (flights, told) = (SingleFlight<String>(), Told())
        _ = flights.claim(key, now: now, tell: told.callback())
        _ = flights.claim(key, now: now, tell: told.callback())
        flights.release(key, keepsApart: now)
        #expect(told.ends.withLock { $0 } == [nil])
        #expect(isAlone(flights.claim(key, now: now + .seconds(119), tell: told.callback())))
        #expect(!flights.lead(key, now: now + .seconds(119)))
        #expect(leads(flights.claim(key, now: now + .seconds(121), tell: told.callback())))
    }

    @Test func whatIsOutdatedIsNeitherSharedNorStored() {
        let (flights, told) = (SingleFlight<String>(), Told())
        _ = flights.claim(key, now: now, tell: told.callback())
        _ = flights.claim(key, now: now, tell: told.callback())
        #expect(flights.mayStore(key))
        flights.outdate(key)
        #expect(!flights.mayStore(key))
        #expect(isAlone(flights.claim(key, now: now, tell: told.callback())))
        flights.finish(key, with: "old")
        #expect(told.ends.withLock { $0 } == [nil])
    }

    @Test func whoComesAfterAPurgeSharesNothingFromBefore() {
        let (flights, told) = (SingleFlight<String>(), Told())
        _ = flights.claim(key, now: now, tell: told.callback())
        let later = now + .seconds(2)
        #expect(
            waiter(flights.claim(key, now: later, purged: MonotonicTime(nanoseconds: -1), tell: told.callback())) != nil
        )
        #expect(isAlone(flights.claim(key, now: later, purged: now + .seconds(1), tell: told.callback())))
        flights.finish(key, with: "old")
        #expect(leads(flights.claim(key, now: later, purged: now + .seconds(1), tell: told.callback())))
    }

    @Test func onlySoManyWait() {
        let (flights, told) = (SingleFlight<String>(), Told())
        _ = flights.claim(key, now: now, tell: told.callback())
        for _ in 0..<SingleFlight<String>.mostWaiters { _ = flights.claim(key, now: now, tell: told.callback()) }
        #expect(isAlone(flights.claim(key, now: now, tell: told.callback())))
        flights.finish(key, with: "end")
        #expect(told.count == SingleFlight<String>.mostWaiters)
    }

    @Test func keysThatAreKeptApartAreBounded() {
        let flights = SingleFlight<String>()
        for number in 0..<100_000 {
            let key = CacheKey([UInt8(number & 255), UInt8(number >> 8 & 255), UInt8(number >> 16)])
            guard leads(flights.claim(key, now: now, tell: { _ in })) else { Issue.record("\(number)"); continue }
            flights.release(key, keepsApart: now)
        }
    }
}
