import Testing
import TuttiResilience

@testable import TuttiReactor

@Suite struct TimerHeapTests {
    private static func timer(_ due: Int64) -> ReactorTimer {
        ReactorTimer(due: MonotonicTime(nanoseconds: due)) {}
    }

    @Test func givesTimersInTheOrderOfTheirTime() {
        var heap = TimerHeap()
        var random = SystemRandomNumberGenerator()
        let times = (0..<1_000).map { _ in Int64.random(in: 0..<100, using: &random) }
        for time in times { heap.insert(Self.timer(time)) }
        var taken: [Int64] = []
        while let timer = heap.popDue(now: .distantFuture) { taken.append(timer.due.nanoseconds) }
        #expect(taken == times.sorted())
        #expect(heap.count == 0 && heap.nextDue == nil)
    }

    @Test func givesNothingBeforeItsTime() {
        var heap = TimerHeap()
        heap.insert(Self.timer(5))
        #expect(heap.popDue(now: MonotonicTime(nanoseconds: 4)) == nil)
        #expect(heap.popDue(now: MonotonicTime(nanoseconds: 5)) != nil)
    }

    @Test func removesFromAnywhereAndKeepsTheOrder() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<200 {
            var heap = TimerHeap()
            let timers = (0..<30).map { _ in Self.timer(Int64.random(in: 0..<50, using: &random)) }
            for timer in timers { heap.insert(timer) }
            let removed = Set(timers.indices.shuffled(using: &random).prefix(12))
            for index in removed {
                heap.remove(timers[index])
                heap.remove(timers[index])
            }
            let left = timers.indices.filter { !removed.contains($0) }.map { timers[$0].due.nanoseconds }
            #expect(heap.count == left.count)
            var taken: [Int64] = []
            while let timer = heap.popDue(now: .distantFuture) { taken.append(timer.due.nanoseconds) }
            #expect(taken == left.sorted())
        }
    }

    @Test func timersOfOneMomentFireInTheOrderTheyCame() {
        var heap = TimerHeap()
        let timers = (0..<100).map { _ in Self.timer(7) }
        for timer in timers { heap.insert(timer) }
        for timer in timers { #expect(heap.popDue(now: .distantFuture) === timer) }
    }
}
