import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct RunQueueTests {
    @Test func jobsOfOneThreadRunInOrder() async throws {
        try await withLane { lane in
            let order = Recorder<Int>()
            await withTaskGroup { group in
                for index in 0..<5_000 {
                    group.addTask(executorPreference: lane) { order.append(index) }
                }
            }
            #expect(order.elements == Array(0..<5_000))
        }
    }

    @Test func jobsThatALaneGivesItselfRunInOrder() async throws {
        try await withLane { lane in
            let order = Recorder<Int>()
            await Task(executorPreference: lane) {
                await withTaskGroup { group in
                    for index in 0..<5_000 { group.addTask { order.append(index) } }
                }
            }.value
            #expect(order.elements == Array(0..<5_000))
        }
    }

    @Test func tenThousandJobsOfOtherThreadsAllRun() async throws {
        try await withLane { lane in
            let ran = Recorder<Int>()
            await withTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for index in 0..<1_250 {
                            await Task(executorPreference: lane) {
                                #expect(lane.isCurrent)
                                ran.append(1)
                            }.value
                            // Lets the lane fall asleep now and then.
                            if index.isMultiple(of: 50) { try? await Task.sleep(for: .microseconds(100)) }
                        }
                    }
                }
            }
            #expect(ran.count == 10_000)
        }
    }

    // Each hop finds the lane asleep, about to sleep or just awake: a lost wake-up would end this test by its limit.
    @Test(.timeLimit(.minutes(10))) func wakeUpsAreNotLost() async throws {
        try await withLane { lane in
            for _ in 0..<5_000 {
                let isCurrent = await Task(executorPreference: lane) { lane.isCurrent }.value
                #expect(isCurrent)
            }
        }
    }

    @Test func taskStaysOnTheLaneThroughAwaitsGroupsAndChildren() async throws {
        try await withServer({ $0.serve() }) { lane, server in
            let route = server.route()
            let visitor = Visitor()
            await Task(executorPreference: lane) {
                #expect(lane.isCurrent)
                _ = await lane.send(route)
                #expect(lane.isCurrent)
                async let child: Bool = {
                    await Task.yield()
                    return lane.isCurrent
                }()
                #expect(await child)
                await withTaskGroup { group in
                    for _ in 0..<10 {
                        group.addTask {
                            #expect(lane.isCurrent)
                            #expect(await lane.send(route).text == "ok")
                            #expect(lane.isCurrent)
                            return lane.isCurrent
                        }
                    }
                    for await isCurrent in group { #expect(isCurrent && lane.isCurrent) }
                }
                try? await Task.sleep(for: .milliseconds(1))
                #expect(lane.isCurrent)
                #expect(await visitor.visit(lane))
                #expect(lane.isCurrent)
            }.value
            #expect(!lane.isCurrent)
        }
    }

    /// An actor without an executor of its own runs on the task's.
    private actor Visitor {
        func visit(_ lane: CurlLane) -> Bool { lane.isCurrent }
    }

    @Test func busyJobsDoNotStarveSocketsAndTimers() async throws {
        try await withServer({ $0.serve() }) { lane, server in
            let over = Recorder<Bool>()
            let busy = (0..<4).map { _ in
                Task(executorPreference: lane) {
                    while over.count == 0 { await Task.yield() }
                }
            }
            let route = server.route()
            for _ in 0..<50 { #expect(await lane.send(route).text == "ok") }
            await withCheckedContinuation { continuation in
                _ = lane.schedule(at: lane.now + .milliseconds(5)) { continuation.resume() }
            }
            over.append(true)
            for task in busy { await task.value }
        }
    }

    @Test func lanesDoNotMixTheirThreads() async throws {
        let lanes = try await CurlLanes.start(count: 2)
        let first = lanes.lanes[0]
        let second = lanes.lanes[1]
        await Task(executorPreference: first) {
            #expect(first.isCurrent && !second.isCurrent)
            await Task(executorPreference: second) { #expect(second.isCurrent && !first.isCurrent) }.value
            #expect(first.isCurrent && !second.isCurrent)
        }.value
        await lanes.shutDown()
    }

    // `send` stays with the executor of its caller, which must not keep it from the lane's thread.
    @Test(arguments: [false, true]) func actorMaySend(prefersLane: Bool) async throws {
        actor Caller {
            func send(_ lane: CurlLane, _ route: UpstreamRoute) async -> String? { await lane.send(route).text }
        }
        try await withServer({ $0.serve() }) { lane, server in
            let route = server.route()
            let caller = Caller()
            let text = await Task(executorPreference: prefersLane ? lane : nil) {
                await caller.send(lane, route)
            }.value
            #expect(text == "ok")
            let onMain = await Task { @MainActor in await lane.send(route).text }.value
            #expect(onMain == "ok")
        }
    }
}
