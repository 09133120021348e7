import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct RunQueueTests {
    @Test func jobsOfOneThreadRunInOrder() async throws {
        try await withTransport { transport in
            let order = Recorder<Int>()
            await withTaskGroup { group in
                for index in 0..<5_000 {
                    group.addTask(executorPreference: transport) { order.append(index) }
                }
            }
            #expect(order.elements == Array(0..<5_000))
        }
    }

    @Test func jobsThatATransportGivesItselfRunInOrder() async throws {
        try await withTransport { transport in
            let order = Recorder<Int>()
            await Task(executorPreference: transport) {
                await withTaskGroup { group in
                    for index in 0..<5_000 { group.addTask { order.append(index) } }
                }
            }.value
            #expect(order.elements == Array(0..<5_000))
        }
    }

    @Test func tenThousandJobsOfOtherThreadsAllRun() async throws {
        try await withTransport { transport in
            let ran = Recorder<Int>()
            await withTaskGroup { group in
                for _ in 0..<8 {
                    group.addTask {
                        for index in 0..<1_250 {
                            await Task(executorPreference: transport) {
                                #expect(transport.isCurrent)
                                ran.append(1)
                            }.value
                            // Lets the worker fall asleep now and then.
                            if index.isMultiple(of: 50) { try? await Task.sleep(for: .microseconds(100)) }
                        }
                    }
                }
            }
            #expect(ran.count == 10_000)
        }
    }

    // Each hop finds the worker asleep, about to sleep or just awake: a lost wake-up would end this test by its limit.
    @Test(.timeLimit(.minutes(10))) func wakeUpsAreNotLost() async throws {
        try await withTransport { transport in
            for _ in 0..<5_000 {
                let isCurrent = await Task(executorPreference: transport) { transport.isCurrent }.value
                #expect(isCurrent)
            }
        }
    }

    @Test func taskStaysOnTheTransportThroughAwaitsGroupsAndChildren() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            let visitor = Visitor()
            await Task(executorPreference: transport) {
                #expect(transport.isCurrent)
                _ = await transport.send(call)
                #expect(transport.isCurrent)
                async let child: Bool = {
                    await Task.yield()
                    return transport.isCurrent
                }()
                #expect(await child)
                await withTaskGroup { group in
                    for _ in 0..<10 {
                        group.addTask {
                            #expect(transport.isCurrent)
                            #expect(await transport.send(call).text == "ok")
                            #expect(transport.isCurrent)
                            return transport.isCurrent
                        }
                    }
                    for await isCurrent in group { #expect(isCurrent && transport.isCurrent) }
                }
                try? await Task.sleep(for: .milliseconds(1))
                #expect(transport.isCurrent)
                #expect(await visitor.visit(transport))
                #expect(transport.isCurrent)
            }.value
            #expect(!transport.isCurrent)
        }
    }

    /// An actor without an executor of its own runs on the task's.
    private actor Visitor {
        func visit(_ transport: CurlTransport) -> Bool { transport.isCurrent }
    }

    @Test func busyJobsDoNotStarveSocketsAndTimers() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let over = Recorder<Bool>()
            let busy = (0..<4).map { _ in
                Task(executorPreference: transport) {
                    while over.count == 0 { await Task.yield() }
                }
            }
            let call = server.call()
            for _ in 0..<50 { #expect(await transport.send(call).text == "ok") }
            await withCheckedContinuation { continuation in
                _ = transport.schedule(at: transport.now + .milliseconds(5)) { continuation.resume() }
            }
            over.append(true)
            for task in busy { await task.value }
        }
    }

    @Test func transportsDoNotMixTheirThreads() async throws {
        let transports = try await CurlTransports.start(count: 2)
        let first = transports.all[0]
        let second = transports.all[1]
        await Task(executorPreference: first) {
            #expect(first.isCurrent && !second.isCurrent)
            await Task(executorPreference: second) { #expect(second.isCurrent && !first.isCurrent) }.value
            #expect(first.isCurrent && !second.isCurrent)
        }.value
        await transports.shutDown()
    }

    // `send` stays with the executor of its caller, which must not keep it from the worker's thread.
    @Test(arguments: [false, true]) func actorMaySend(prefersTransport: Bool) async throws {
        actor Caller {
            func send(_ transport: CurlTransport, _ call: AddressedCall) async -> String? {
                await transport.send(call).text
            }
        }
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            let caller = Caller()
            let text = await Task(executorPreference: prefersTransport ? transport : nil) {
                await caller.send(transport, call)
            }.value
            #expect(text == "ok")
            let onMain = await Task { @MainActor in await transport.send(call).text }.value
            #expect(onMain == "ok")
        }
    }
}
