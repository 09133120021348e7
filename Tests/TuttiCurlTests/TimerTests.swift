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
