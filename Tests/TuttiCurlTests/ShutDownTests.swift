import Foundation
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

@Suite struct ShutDownTests {
    @Test func runningTransfersEndAsCanceled() async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.waitForClose() }
        } _: { lane, server in
            let route = server.route()
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await lane.send(route).failure } }
                #expect(await eventually { server.requests.count == 20 })
                await lane.shutDown()
                for await failure in group {
                    #expect(failure?.reason == .canceled)
                    #expect(failure?.message == "the server is shutting down")
                }
            }
            #expect(await eventually { server.closedByClient == 20 })
            #expect(lane.statistics.transfersRunning == 0)
            #expect(lane.statistics.connectionsOpen == 0)
        }
    }

    @Test func mayBeCalledByManyAndAgain() async throws {
        let lane = try CurlLane(configuration: LaneConfiguration())
        await withTaskGroup { group in
            for _ in 0..<10 { group.addTask { await lane.shutDown() } }
        }
        await lane.shutDown()
    }

    @Test func mayBeCalledOnTheLaneItself() async throws {
        let lane = try CurlLane(configuration: LaneConfiguration())
        await Task(executorPreference: lane) {
            await lane.shutDown()
            // The task goes on elsewhere.
            #expect(!lane.isCurrent)
        }.value
    }

    @Test func laneThatHasEndedSendsNothingAndHoldsNobodyUp() async throws {
        try await withServer({ $0.serve() }) { lane, server in
            let route = server.route()
            #expect(await lane.send(route).text == "ok")
            await lane.shutDown()
            #expect(await lane.send(route).reason == .canceled)
            let reason = await Task(executorPreference: lane) { await lane.send(route).reason }.value
            #expect(reason == .canceled)
        }
    }

    @Test func jobsInTheQueueRun() async throws {
        let lane = try CurlLane(configuration: LaneConfiguration())
        let ran = Recorder<Int>()
        let tasks = (0..<1_000).map { _ in
            Task(executorPreference: lane) {
                await Task.yield()
                ran.append(1)
            }
        }
        await lane.shutDown()
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
            @Sendable func hasLaneThread() -> Bool {
                let tasks = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
                return tasks.contains {
                    (try? String(contentsOfFile: "/proc/self/task/\($0)/comm", encoding: .utf8)) == "leak-test\n"
                }
            }
            func round() async throws {
                let lane = try CurlLane(configuration: LaneConfiguration(name: "leak-test"))
                precondition(hasLaneThread())
                let route = server.route()
                await withTaskGroup { group in
                    for _ in 0..<20 { group.addTask { _ = await lane.send(route) } }
                    for _ in 0..<5 { group.addTask { _ = await lane.send(route, "/hang") } }
                    group.addTask { _ = await lane.send(FailureTests.route(host: "localhost", port: server.port)) }
                    _ = await eventually { server.requests.filter { $0.line.contains("hang") }.count.isMultiple(of: 5) }
                    await lane.shutDown()
                }
                // A thread that was joined can be seen for a moment longer.
                let isGone = await eventually { !hasLaneThread() }
                precondition(isGone, "the lane's thread is still there")
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
