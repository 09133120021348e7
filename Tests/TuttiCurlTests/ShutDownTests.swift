import Foundation
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct ShutDownTests {
    @Test func runningTransfersEndAsCanceled() async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { transport, server in
            let call = server.call()
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await transport.send(call).failure } }
                #expect(await eventually { server.requests.count == 20 })
                await transport.shutDown()
                for await failure in group {
                    #expect(failure?.reason == .canceled)
                    #expect(failure?.message == "the server is shutting down")
                }
            }
            #expect(await eventually { server.closedByClient == 20 })
            #expect(transport.statistics.transfersRunning == 0)
            #expect(transport.statistics.connectionsOpen == 0)
        }
    }

    @Test func mayBeCalledByManyAndAgain() async throws {
        let transport = try CurlTransport(configuration: CurlTransportConfiguration())
        await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { await transport.shutDown() } }
        }
        await transport.shutDown()
    }

    @Test func mayBeCalledOnTheTransportItself() async throws {
        let transport = try CurlTransport(configuration: CurlTransportConfiguration())
        await Task(executorPreference: transport) {
            await transport.shutDown()
            // The task goes on elsewhere.
            #expect(!transport.isCurrent)
        }.value
    }

    @Test func transportThatHasEndedSendsNothingAndHoldsNobodyUp() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            #expect(await transport.send(call).text == "ok")
            await transport.shutDown()
            #expect(await transport.send(call).reason == .canceled)
            let reason = await Task(executorPreference: transport) { await transport.send(call).reason }.value
            #expect(reason == .canceled)
        }
    }

    @Test func jobsInTheQueueRun() async throws {
        let transport = try CurlTransport(configuration: CurlTransportConfiguration())
        let ran = Recorder<Int>()
        let tasks = (0..<1_000).map { _ in
            Task(executorPreference: transport) {
                await Task.yield()
                ran.append(1)
            }
        }
        await transport.shutDown()
        for task in tasks { await task.value }
        #expect(ran.count == 1_000)
    }

    // In a process of its own: other tests open sockets and threads at the same time.
    @Test func nothingIsLeftBehind() async throws {
        await #expect(processExitsWith: .success) {
            let server = try ScriptedServer { connection in
                while let request = connection.readRequest() {
                    if request.line.contains("hang") { return connection.waitForClose() }
                    connection.respond("ok")
                }
            }
            func count(_ path: String) -> Int {
                (try? FileManager.default.contentsOfDirectory(atPath: path).count) ?? -1
            }
            @Sendable func hasWorkerThread() -> Bool {
                let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
                return tasks.contains {
                    (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == "leak-test\n"
                }
            }
            func round() async throws {
                let transport = try CurlTransport(configuration: CurlTransportConfiguration(name: "leak-test"))
                precondition(hasWorkerThread())
                let call = server.call()
                await withTaskGroup { group in
                    for _ in 0..<20 { group.addTask { _ = await transport.send(call) } }
                    for _ in 0..<5 { group.addTask { _ = await transport.send(call, "/hang") } }
                    group.addTask { _ = await transport.send(FailureTests.call(host: "localhost", port: server.port)) }
                    _ = await eventually { server.requests.filter { $0.line.contains("hang") }.count.isMultiple(of: 5) }
                    await transport.shutDown()
                }
                // A thread that was joined can be seen for a moment longer.
                let isGone = await eventually { !hasWorkerThread() }
                precondition(isGone, "the worker's thread is still there")
            }
            try await round()
            let isClosed = await eventually { server.closedByClient == server.connections }
            precondition(isClosed)
            try? await Task.sleep(for: .milliseconds(50))
            let before = count("/proc/self/fd")
            for _ in 0..<10 { try await round() }
            _ = await eventually { server.closedByClient == server.connections }
            for _ in 0..<100 where count("/proc/self/fd") > before { try? await Task.sleep(for: .milliseconds(10)) }
            precondition(count("/proc/self/fd") <= before, "descriptors leak")
        }
    }
}
