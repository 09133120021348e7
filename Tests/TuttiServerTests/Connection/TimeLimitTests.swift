import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiServer

/// Limits that a socket is needed for; the others are in `TimerTests`, in virtual time.
///
/// They are short only where the client does nothing in time, however busy the machine is.
@Suite(.timeLimit(.minutes(10))) struct TimeLimitTests {
    @Test func aConnectionThatSaysNothingIsClosed() async throws {
        try await withServer(configure: { $0.limits.headTime = .milliseconds(50) }) { server in
            let client = try server.client()
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func anIdleConnectionIsClosed() async throws {
        try await withServer(configure: { $0.limits.idleTime = .milliseconds(50) }) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response()["Connection"] == nil)
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test(arguments: ["Content-Length: 5\r\n\r\nab", "Transfer-Encoding: chunked\r\n\r\n5\r\nab"])
    func aSlowBodyIsCutOff(body: String) async throws {
        try await withServer(configure: { $0.limits.bodyTime = .milliseconds(50) }) { server in
            let client = try server.client()
            await client.send("POST /echo HTTP/1.1\r\nHost: a\r\n" + body)
            #expect(try await client.response().status == 408)
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func aClientThatReadsNothingIsCutOff() async throws {
        let large = String(repeating: "x", count: 16 << 20)
        try await withServer(
            configure: { $0.limits.writeTime = .milliseconds(100) },
            script: { _, _ in
                .json(large)
            }
        ) { server in
            let client = try server.client(receiveBuffer: 4096)
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            // The server counts the request as ended when it has given up.
            try await eventually("the connection is given up") {
                let metrics = try await server.admin("/metrics").body
                return metrics.contains("\ntutti_requests_total{endpoint=\"GET /hello\",status=\"200\"} 1\n")
                    && metrics.contains("\ntutti_client_connections 0\n")
            }
            #expect(try await client.rest().utf8.count < large.utf8.count)
        }
    }

    @Test func aClientThatReadsSlowlyIsNot() async throws {
        // Taken in pieces of a few KiB with 20 ms between them, it lasts longer than the limit, which a client on a busy
        // machine does not stand still for.
        let large = String(repeating: "x", count: 1 << 20)
        try await withServer(
            configure: { $0.limits.writeTime = .seconds(2) },
            script: { _, _ in
                .json(large)
            }
        ) { server in
            let client = try server.client(receiveBuffer: 4096)
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            #expect(try await client.rest(pausing: 20_000).hasSuffix("\r\n\r\n" + large))
        }
    }

    @Test func aSlowResponseIsNot() async throws {
        try await withServer(
            configure: {
                $0.limits.bodyTime = .milliseconds(20)
                $0.limits.idleTime = .milliseconds(20)
                $0.limits.writeTime = .milliseconds(20)
            },
            script: { _, _ in
                try? await Task.sleep(for: .milliseconds(200))
                return .json("late")
            }
        ) { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().body == "late")
        }
    }
}
