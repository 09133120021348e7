import NIOCore
import Synchronization
import Testing
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct DisconnectTests {
    @Test(arguments: [
        ("", false), ("", true), ("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", false),
        (String(repeating: "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n", count: 500), true),
        ("Connection: close, and more that nobody reads", false),
    ])
    func cancelsTheComposition(pipelined: String, resets: Bool) async throws {
        let started = Signal()
        let ended = Signal()
        let wasCancelled = Atomic(false)
        try await withServer(script: { _, _ in
            started.fire()
            try? await Task.sleep(for: .seconds(10))  // ends at once when the task is cancelled
            wasCancelled.store(Task.isCancelled, ordering: .relaxed)
            ended.fire()
            return .json("nobody reads this")
        }) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n" + pipelined)
            await started.wait()
            await client.disconnect(reset: resets)
            await ended.wait()
            #expect(wasCancelled.load(ordering: .relaxed) == true)
            try await eventually("the request ends") {
                try await server.admin("/metrics").body.contains("\ntutti_client_requests_running 0\n")
            }
            let metrics = try await server.admin("/metrics").body
            #expect(metrics.contains("\ntutti_requests_total{endpoint=\"GET /hello\",status=\"499\"} 1\n"))
        }
    }

    // Each held 2.4 KiB for ever, by the timer that it had cancelled.
    @Test func aConnectionThatHasClosedIsLetGo() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 200)
            let worker = try #require(server.workers.first)
            let kept = Weak()
            let isOpen = try await worker.run {
                kept.connection = worker.clients.value.open.first
                return kept.connection != nil
            }
            #expect(isOpen)
            await client.disconnect()
            try await eventually("it is gone") { try await worker.run { kept.connection == nil } }
        }
    }

    @Test func withinABodyIsCountedToo() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n")
            #expect(try await client.response().status == 100)
            await client.disconnect()
            try await eventually("the request ends") {
                try await server.admin("/metrics").body.contains("\ntutti_client_requests_running 0\n")
            }
            #expect(try await server.admin("/metrics").body.contains("endpoint=\"POST /echo\",status=\"499\""))
        }
    }
}

/// Something that happens once, and those who wait for it.
final class Signal: Sendable {
    private let state = Mutex<(hasFired: Bool, waiting: [CheckedContinuation<Void, Never>])>((false, []))

    func fire() {
        let waiting = state.withLock { state in
            defer { state = (true, []) }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    func wait() async {
        await withCheckedContinuation { continuation in
            let hasFired = state.withLock { state in
                if !state.hasFired { state.waiting.append(continuation) }
                return state.hasFired
            }
            if hasFired { continuation.resume() }
        }
    }
}

/// A connection that is not kept for it; touched on the connection's event loop alone.
private final class Weak: @unchecked Sendable {
    weak var connection: (any ServedConnection)?
}
