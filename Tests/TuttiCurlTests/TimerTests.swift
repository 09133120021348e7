import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct TimerTests {
    @Test(arguments: [false, true])
    func timersFireInOrderOnTheLane(onLane: Bool) async throws {
        try await withLane { lane in
            let fired = Recorder<Int>()
            await withCheckedContinuation { continuation in
                let schedule: @Sendable () -> Void = {
                    let start = lane.now + .milliseconds(20)
                    for (index, delay) in [3, 1, 4, 1, 5, 9, 2, 6].enumerated() {
                        _ = lane.schedule(at: start + .milliseconds(Int64(delay))) {
                            #expect(lane.isCurrent)
                            #expect(lane.now >= start + .milliseconds(Int64(delay)))
                            let count = fired.append(delay * 10 + index)
                            if count == 8 { continuation.resume() }
                        }
                    }
                }
                if onLane { Task(executorPreference: lane) { schedule() } } else { schedule() }
            }
            #expect(fired.elements == [11, 13, 26, 30, 42, 54, 67, 95])
        }
    }

    @Test func timerOfThePastFiresAtOnce() async throws {
        try await withLane { lane in
            for time in [MonotonicTime.zero, MonotonicTime(nanoseconds: .min), lane.now] {
                await withCheckedContinuation { continuation in
                    _ = lane.schedule(at: time) { continuation.resume() }
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func canceledTimerDoesNotFire(onLane: Bool) async throws {
        try await withLane { lane in
            let fired = Recorder<Int>()
            let scheduleAndCancel: @Sendable () -> Void = {
                let timers = (0..<100).map { _ in lane.schedule(at: lane.now) { fired.append(1) } }
                for timer in timers {
                    timer.cancel()
                    timer.cancel()
                }
            }
            if onLane {
                await Task(executorPreference: lane) { scheduleAndCancel() }.value
            } else {
                // The lane stands still meanwhile, so that the timers can't fire before they're cancelled.
                let gate = Gate()
                let blocked = Task(executorPreference: lane) { gate.wait(for: 2) }
                scheduleAndCancel()
                gate.wait(for: 2)
                await blocked.value
            }
            await withCheckedContinuation { continuation in
                _ = lane.schedule(at: lane.now + .milliseconds(5)) { continuation.resume() }
            }
            #expect(fired.count == 0)
        }
    }

    @Test func cancelAfterItFiredHasNoEffect() async throws {
        try await withLane { lane in
            let fired = Recorder<Int>()
            let timer = lane.schedule(at: lane.now) { fired.append(1) }
            #expect(await eventually { fired.count == 1 })
            timer.cancel()
            #expect(fired.count == 1)
        }
    }

    @Test func timerOutlivesTheLane() async throws {
        let lane = try CurlLane(configuration: LaneConfiguration())
        let before = Recorder<Int>()
        let after = Recorder<Int>()
        _ = lane.schedule(at: lane.now + .milliseconds(50)) { before.append(1) }
        await lane.shutDown()
        _ = lane.schedule(at: lane.now) { after.append(1) }
        let canceled = lane.schedule(at: lane.now + .milliseconds(20)) { after.append(10) }
        canceled.cancel()
        #expect(await eventually { before.count == 1 && after.count == 1 })
    }
}

@Suite struct TimerHeapTests {
    private static func timer(_ due: Int64) -> LaneTimer {
        LaneTimer(due: MonotonicTime(nanoseconds: due)) {}
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
