import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct TimerTests {
    @Test(arguments: [false, true])
    func timersFireInOrderOnTheTransport(onTransport: Bool) async throws {
        try await withTransport { transport in
            let fired = Recorder<Int>()
            await withCheckedContinuation { continuation in
                let schedule: @Sendable () -> Void = {
                    let start = transport.now + .milliseconds(20)
                    for (index, delay) in [3, 1, 4, 1, 5, 9, 2, 6].enumerated() {
                        _ = transport.schedule(at: start + .milliseconds(Int64(delay))) {
                            #expect(transport.isCurrent)
                            #expect(transport.now >= start + .milliseconds(Int64(delay)))
                            let count = fired.append(delay * 10 + index)
                            if count == 8 { continuation.resume() }
                        }
                    }
                }
                if onTransport { Task(executorPreference: transport) { schedule() } } else { schedule() }
            }
            #expect(fired.elements == [11, 13, 26, 30, 42, 54, 67, 95])
        }
    }

    @Test func timerOfThePastFiresAtOnce() async throws {
        try await withTransport { transport in
            for time in [MonotonicTime.zero, MonotonicTime(nanoseconds: .min), transport.now] {
                await withCheckedContinuation { continuation in
                    _ = transport.schedule(at: time) { continuation.resume() }
                }
            }
        }
    }

    @Test(arguments: [false, true])
    func canceledTimerDoesNotFire(onTransport: Bool) async throws {
        try await withTransport { transport in
            let fired = Recorder<Int>()
            let scheduleAndCancel: @Sendable () -> Void = {
                let timers = (0..<100).map { _ in transport.schedule(at: transport.now) { fired.append(1) } }
                for timer in timers {
                    timer.cancel()
                    timer.cancel()
                }
            }
            if onTransport {
                await Task(executorPreference: transport) { scheduleAndCancel() }.value
            } else {
                // The worker stands still meanwhile, so that the timers can't fire before they're cancelled.
                let gate = Gate()
                let blocked = Task(executorPreference: transport) { gate.wait(for: 2) }
                scheduleAndCancel()
                gate.wait(for: 2)
                await blocked.value
            }
            await withCheckedContinuation { continuation in
                _ = transport.schedule(at: transport.now + .milliseconds(5)) { continuation.resume() }
            }
            #expect(fired.count == 0)
        }
    }

    @Test func cancelAfterItFiredHasNoEffect() async throws {
        try await withTransport { transport in
            let fired = Recorder<Int>()
            let timer = transport.schedule(at: transport.now) { fired.append(1) }
            #expect(await eventually { fired.count == 1 })
            timer.cancel()
            #expect(fired.count == 1)
        }
    }

    @Test func timerOutlivesTheTransport() async throws {
        let transport = try CurlTransport(configuration: CurlTransportConfiguration())
        let before = Recorder<Int>()
        let after = Recorder<Int>()
        _ = transport.schedule(at: transport.now + .milliseconds(50)) { before.append(1) }
        await transport.shutDown()
        _ = transport.schedule(at: transport.now) { after.append(1) }
        let canceled = transport.schedule(at: transport.now + .milliseconds(20)) { after.append(10) }
        canceled.cancel()
        #expect(await eventually { before.count == 1 && after.count == 1 })
    }
}
