import Foundation
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience

@testable import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct AccessLogTests {
    /// Runs a server whose access log is a file; returns its lines.
    private func lines(
        hasQuery: Bool = false,
        script: @escaping @Sendable (ClientRequest, Int) async -> ComposedResponse = { _, _ in .json("{}") },
        body: (GatewayServer) async throws -> Void
    ) async throws -> [[String: Any]] {
        try await AccessLogFile.lines { log in
            try await withServer(
                ["GET /a/{b}", "POST /echo"],
                configure: {
                    $0.accessLog = log
                    $0.logsQuery = hasQuery
                }, script: script, body: body)
        }
    }

    @Test func aLineSaysWhatHappened() async throws {
        let lines = try await lines(script: { _, _ in
            .json(
                "{\"x\":1}",
                calls: [
                    CallReport(
                        name: "user", service: 0, outcome: .ok, status: 200, unmatchedItems: 2,
                        duration: .milliseconds(12)),
                    CallReport(
                        name: "or\"ders", service: 0, outcome: .fallback(.timeout),
                        duration: TimeSpan(nanoseconds: 1_234_567), message: "too slow"),
                ])
        }) { server in
            let client = try server.client()
            await client.send("GET /a/b?secret=1 HTTP/1.1\r\nHost: a\r\nX-Request-Id: abc\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
        let line = try #require(lines.first)
        #expect(lines.count == 1)
        let keys: Set = [
            "time", "request_id", "client", "method", "path", "endpoint", "status", "bytes", "duration_ms", "calls",
        ]
        #expect(Set(line.keys) == keys)
        #expect(line["request_id"] as? String == "abc")
        #expect(line["client"] as? String == "127.0.0.1")
        #expect(line["method"] as? String == "GET")
        #expect(line["path"] as? String == "/a/b")
        #expect(line["endpoint"] as? String == "GET /a/{b}")
        #expect(line["status"] as? Int == 200)
        #expect(line["bytes"] as? Int == 7)
        #expect((line["duration_ms"] as? Double).map { $0 >= 0 } == true)
        let time = try #require(line["time"] as? String)
        #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
        let calls = try #require(line["calls"] as? [String: [String: Any]])
        #expect(calls["user"]?["outcome"] as? String == "ok")
        #expect(calls["user"]?["ms"] as? Double == 12)
        #expect(calls["user"]?["status"] as? Int == 200)
        #expect(calls["user"]?["unmatched"] as? Int == 2)
        #expect(calls["or\"ders"]?.keys.contains("unmatched") == false)
        #expect(calls["or\"ders"]?["outcome"] as? String == "fallback")
        #expect(calls["or\"ders"]?["reason"] as? String == "timeout")
        #expect(calls["or\"ders"]?["ms"] as? Double == 1.234)
        #expect(calls["or\"ders"]?["message"] as? String == "too slow")
    }

    @Test func whatCouldNotBeRenderedIsThere() async throws {
        let lines = try await lines(script: { _, _ in
            .json("{}", responseFailures: ["response.total: '\"' is no number", "response.x: null"])
        }) { server in
            let client = try server.client()
            await client.send("GET /a/b HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.response()
            let metrics = try await server.admin("/metrics").body
            #expect(metrics.contains("\ntutti_response_failures_total{endpoint=\"GET /a/{b}\"} 2\n"))
            #expect(metrics.contains("\ntutti_response_failures_total{endpoint=\"none\"} 0\n"))
        }
        #expect(
            lines.first?["response_failures"] as? [String]
                == ["response.total: '\"' is no number", "response.x: null"])
    }

    @Test(
        arguments: [
            (0, "0.000"), (999, "0.000"), (1_000, "0.001"), (12_345_678, "12.345"), (-1, "0.000"),
            (9_007_199_254_740_993, "9007199254.740"), (.max, "9223372036854.775"),
        ] as [(Int64, String)])
    func durationsHaveThreeDecimals(nanoseconds: Int64, text: String) {
        var bytes: [UInt8] = []
        AccessLogLine.write(milliseconds: nanoseconds, to: &bytes)
        #expect(String(decoding: bytes, as: UTF8.self) == text)
    }

    @Test func theQueryIsThereWhenItIsAskedFor() async throws {
        let lines = try await lines(hasQuery: true) { server in
            let client = try server.client()
            await client.send("GET /a/b?c=%22d\\ HTTP/1.1\r\nHost: a\r\n\r\n")
            _ = try await client.response()
        }
        #expect(lines.first?["query"] as? String == "c=%22d\\")
    }

    @Test(arguments: ["/a\"b", "/a\\b", "/%00%0A\"}", "/a\",\"status\":200,\"x\":\"", "/\\u0000", "/%ff"])
    func hostilePathsStayInTheirString(path: String) async throws {
        let lines = try await lines { server in
            let client = try server.client()
            await client.send("GET \(path) HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status >= 400)
        }
        #expect(lines.count == 1)
        #expect(lines.first?["path"] as? String == path)
        #expect(lines.first?["endpoint"] as? String == "none")
    }

    @Test func refusedRequestsAreThereToo() async throws {
        let lines = try await lines { server in
            for request in ["nonsense\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", "GET / HTTP/1.1\r\n\r\n"] {
                let client = try server.client()
                await client.send(request)
                let response = try await client.response()
                #expect(response.status >= 400)
            }
        }
        #expect(lines.map { $0["status"] as? Int } == [501, 501, 400])
        #expect(lines.map { $0["method"] as? String } == ["-", "CONNECT", "GET"])
    }

    @Test func aClientThatLeftIsMarked() async throws {
        let started = Signal()
        let lines = try await lines(script: { _, _ in
            started.fire()
            try? await Task.sleep(for: .seconds(60))
            return .json("", calls: [CallReport(name: "user", service: 0, outcome: .failed(.canceled))])
        }) { server in
            let client = try server.client()
            await client.send("GET /a/b HTTP/1.1\r\nHost: a\r\n\r\n")
            await started.wait()
            await client.disconnect()
        }
        #expect(lines.count == 1)
        #expect(lines.first?["disconnected"] as? Bool == true)
        #expect(lines.first?["status"] as? Int == 499)
        #expect((lines.first?["calls"] as? [String: [String: Any]])?["user"]?["reason"] as? String == "canceled")
    }

    @Test func noLineIsLost() async throws {
        let lines = try await lines { server in
            for _ in 0..<4 {
                let client = try server.client()
                await client.send(String(repeating: "GET /a/b HTTP/1.1\r\nHost: a\r\n\r\n", count: 250))
                for _ in 0..<250 { _ = try await client.response() }
            }
        }
        #expect(lines.count == 1000)
        #expect(Set(lines.compactMap { $0["request_id"] as? String }).count == 1000)
    }
}
