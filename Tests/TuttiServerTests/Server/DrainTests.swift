import ChildProcess
import Foundation
import NIOCore
import Synchronization
import Testing
import TuttiChannels
import TuttiEngine
import TuttiPlan
import TuttiReactor
import TuttiResilience

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct DrainTests {
    @Test func runningRequestsEndAndEverythingElseCloses() async throws {
        let started = Signal()
        let mayEnd = Signal()
        try await withServer(
            configure: { $0.drainLimit = .seconds(20) },
            script: { _, _ in
                started.fire()
                await mayEnd.wait()
                return .json("served")
            }
        ) { server in
            let idle = try server.client()
            await idle.send("GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await idle.response().status == 404)
            let busy = try server.client()
            await busy.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
            let ready = try await server.admin("/readyz")
            #expect(ready.status == 200)

            async let cutOff = server.drain()
            #expect(try await idle.rest().isEmpty)
            let draining = try await server.admin("/readyz")
            #expect(draining.status == 503)
            #expect(draining.json["status"] as? String == "draining")
            #expect(try await server.admin("/healthz").status == 200)
            #expect(throws: RawClient.Failure.self) { _ = try server.client() }

            mayEnd.fire()
            let response = try await busy.response()
            #expect(response.body == "served")
            #expect(response["Connection"] == "close")
            #expect(try await busy.rest().isEmpty)
            #expect(await cutOff == 0)
            #expect(throws: RawClient.Failure.self) { _ = try RawClient(port: server.adminAddress?.port ?? 0) }
        }
    }

    @Test func whatTakesTooLongIsCancelledAndCutOff() async throws {
        let started = Signal()
        let ended = Signal()
        let wasCancelled = Atomic(false)
        try await withServer(
            configure: { $0.drainLimit = .milliseconds(50) },
            script: { _, _ in
                started.fire()
                try? await Task.sleep(for: .seconds(10))
                wasCancelled.store(Task.isCancelled, ordering: .relaxed)
                ended.fire()
                return .json("late")
            }
        ) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
            #expect(await server.drain() == 1)
            await ended.wait()
            #expect(wasCancelled.load(ordering: .relaxed) == true)
            #expect(try await client.rest().isEmpty)
        }
    }

    /// Silent, within the header section, within a body: none of them is a request that could be answered.
    @Test(arguments: ["", "GET /hello HTTP/1.1\r\nHo", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n1"])
    func halfARequestHoldsNothingUp(beginning: String) async throws {
        try await withServer(configure: { $0.drainLimit = .seconds(600) }) { server in
            let client = try server.client()
            await client.send(beginning)
            // One that is served behind it: the beginning is there.
            let other = try server.client()
            await other.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await other.response().status == 200)
            #expect(await server.drain() == 0)
            let response = try await client.rest()
            #expect(response.isEmpty == beginning.isEmpty)
            if !beginning.isEmpty { #expect(response.hasPrefix("HTTP/1.1 408 ") && response.contains("within 1.0 s")) }
        }
    }

    /// Nor does its being cut off by a shorter limit say that a request was.
    @Test func halfARequestIsNoneThatWasCutOff() async throws {
        try await withServer(configure: { $0.drainLimit = .milliseconds(20) }) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHo")
            let other = try server.client()
            await other.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await other.response().status == 200)
            #expect(await server.drain() == 0)
        }
    }

    /// Workers that have ended before the server is drained answer nothing: nobody waits for them.
    @Test func aDrainBehindTheEndOfTheReactorsReturns() async throws {
        try await withServer(loops: 2) { server in
            for worker in server.workers { await worker.eventLoop.reactor.shutDown() }
            await #expect(throws: EventLoopError.shutdown) { try await server.workers[1].run {} }
            #expect(await server.reload() == nil)
            #expect(await server.drain() == 0)
        }
    }

    @Test func theListenerStaysOpenForTheDelay() async throws {
        try await withServer(configure: { $0.drainDelay = .seconds(3) }) { server in
            async let cutOff = server.drain()
            try await eventually("it is not ready") { try await server.admin("/readyz").status == 503 }
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 200)
            #expect(await cutOff == 0)
        }
    }

    @Test func anAccessLogThatNobodyReadsDoesNotHoldItUp() async throws {
        let pipe = try ChildPipe()
        signal(SIGPIPE, SIG_IGN)
        let target = "/" + String(repeating: "a", count: 8000)
        try await withServer(configure: { [log = pipe.writing] in $0.accessLog = LogWriter(descriptor: log) }) {
            server in
            let client = try server.client()
            await client.send(String(repeating: "GET \(target) HTTP/1.1\r\nHost: a\r\n\r\n", count: 100))
            for _ in 0..<100 { #expect(try await client.response().status == 404) }
            await server.drain()
            let accessLog = try #require(server.configuration.accessLog)
            #expect(accessLog.droppedLines > 0)
            close(pipe.reading)
            await accessLog.flush(within: .seconds(600))  // nothing is written to the pipe any more
        }
        close(pipe.writing)
    }

    @Test func aServerThatDoesNotStartLeavesNoThreadBehind() async throws {
        try await withServer { server in
            let before = Self.threadCount
            for _ in 0..<64 {
                _ = try? await withServer(configure: {
                    $0.listeners = [ListenerPlan(address: server.listenAddress)]
                    $0.accessLog = LogWriter(descriptor: STDOUT_FILENO)
                }) { _ in }
            }
            // Other tests have a few of their own.
            try await eventually("the threads end") { Self.threadCount < before + 32 }
        }
    }

    /// How many threads this process has that write access logs.
    private static var threadCount: Int {
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/task")) ?? []
        return threads.count { thread in
            let name = try? String(contentsOfFile: "/proc/self/task/\(thread)/comm", encoding: .utf8)
            return name?.hasPrefix("TP-#") == true
        }
    }

    @Test func anAddressInUseIsAnErrorThatSaysSo() async throws {
        try await withServer { server in
            let error = await #expect(throws: GatewayServer.StartError.self) {
                let occupied = ListenerPlan(address: server.listenAddress)
                try await withServer(configure: { $0.listeners = [occupied] }) { _ in }
            }
            #expect(error?.description.contains("\(server.listenAddress)") == true)
        }
    }
}
