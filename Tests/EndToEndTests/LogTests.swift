import FixtureServices
import Foundation
import Synchronization
import Testing

/// What a gateway writes while it serves.
@Suite(.timeLimit(.minutes(10))) struct LogTests {
    private static func folder() throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml":
                "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nservices: { nobody: { instances: [http://127.0.0.1:1] } }\n",
            "hello.yaml":
                "endpoint: GET /hello\ncalls: { hello: { service: nobody, get: /x, otherwise: \"'world'\" } }\n",
        ])
    }

    /// With `2>&1`; a request has a line of 8,000 bytes, which a pipe takes in pieces.
    @Test func bothLogsInOneFileAreLinesOfJSON() async throws {
        let folder = try Self.folder()
        let gateway = try RunningProgram("tutti", shell: "exec \"$0\" serve \(folder.url.path) --workers 2 2>&1")
        var ports: (Int, Int)?
        try await eventually("it serves") {
            try #require(gateway.isRunning)
            let line = gateway.output.firstMatch(of: /"admin":"127.0.0.1:(\d+)".*"listen":"127.0.0.1:(\d+)"/)
            ports = line.flatMap { line in Int(line.2).flatMap { port in Int(line.1).map { (port, $0) } } }
            return ports != nil
        }
        let (port, admin) = try #require(ports)
        for number in 0..<40 {
            _ = try await HTTPConnection.get(port: port, "/" + String(repeating: "a", count: 8000))
            if number % 4 == 0 { _ = try await HTTPConnection.reload(port: admin) }
        }
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        let lines = gateway.output.split(separator: "\n").map { line in
            (try? JSONSerialization.jsonObject(with: Data(line.utf8))) as? [String: Any] ?? [:]
        }
        #expect(lines.count { $0["status"] as? Int == 404 } == 40)
        #expect(lines.count { ($0["message"] as? String)?.hasPrefix("reloaded ") == true } == 10)
        for line in lines {
            #expect((line["time"] as? String)?.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            #expect((line["level"] == nil) == (line["status"] != nil))
        }
    }

    @Test func messagesBelowTheLevelAreNotWritten() async throws {
        let folder = try Self.folder()
        let gateway = try RunningProgram(
            "tutti", "serve", folder.url.path, "--log-level", "error", "--listen", "127.0.0.1:17390", "--admin",
            "127.0.0.1:17391")
        try await eventually("it is ready") {
            try #require(gateway.isRunning)
            return (try? await HTTPConnection.get(port: 17391, "/readyz").status) == 200
        }
        try folder.write("hello.yaml", "x: 1\n")
        #expect(try await HTTPConnection.reload(port: 17391).status == 422)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        #expect(Set(gateway.messages.map { $0["level"] as? String }) == ["error"])
        #expect(gateway.messages.last?["message"] as? String == "reload refused, what ran before still runs")
    }

    /// A service fails and comes back.
    @Test func changesOfAServiceAreWritten() async throws {
        let stage = Stage()
        let users = try await FixtureServer.start(name: "users") { _ in
            FixtureResponse(status: stage.isSick.load(ordering: .relaxed) ? 503 : 200, json: "1")
        }
        let folder = try TemporaryFolder([
            "gateway.yaml": """
            listen: 127.0.0.1:0
            services:
              users:
                instances: [http://127.0.0.1:\(users.port)]
                breaker: { failure-ratio: 0.5, window: 10s, minimum-calls: 3, open-for: 100ms, probes: 1, clients: 1 }
            """,
            "hello.yaml": "endpoint: GET /hello\ncalls: { hello: { service: users, get: /x, required: true } }\n",
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, _) = try await gateway.ports()
        for _ in 0..<3 { #expect(try await HTTPConnection.get(port: port, "/hello").status == 502) }
        let failing = try await gateway.message("calls to users fail")
        #expect(failing["level"] as? String == "warning")
        #expect(failing["service"] as? String == "users")
        #expect(failing["kind"] as? String == "calls")
        #expect(failing["reason"] as? String == "status 503")
        #expect(failing["instance"] as? String == "http://127.0.0.1:\(users.port)")
        let opened = try await gateway.message("the circuit breaker of users has opened")
        #expect(opened["from"] as? String == "closed")
        #expect(opened["to"] as? String == "open")
        #expect(opened["reason"] as? String == "status 503")
        stage.isSick.store(false, ordering: .relaxed)
        try await eventually("it is well again") {
            let status = try await HTTPConnection.get(port: port, "/hello").status
            return status == 200 && gateway.messages.contains { $0["to"] as? String == "succeeding" }
        }
        let succeeding = try await gateway.message("calls to users succeed again")
        #expect(succeeding["failures"] as? Int == 3)
        #expect(succeeding["level"] as? String == "info")
        // Half open and closed within one second: one line for both.
        #expect(try await gateway.message("the circuit breaker of users has closed")["unsaid"] as? Int == 1)
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }

    private final class Stage: Sendable {
        let isSick = Atomic(true)
    }

    @Test func messagesAsTextAreForAPerson() async throws {
        let folder = try Self.folder()
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--log-format", "text")
        let port = try await gateway.errors { text in
            text.firstMatch(of: /clients connect to  http:\/\/127\.0\.0\.1:(\d+)\n/).flatMap { Int($0.1) }
        }
        #expect(try await HTTPConnection.get(port: port, "/hello").status == 200)
        gateway.signal(SIGHUP)
        let line = "tutti: reloaded \(folder.url.path): 1 endpoint (unchanged), 1 service (unchanged)\n"
        try await gateway.errors { $0.contains(line) ? () : nil }
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        #expect(gateway.errors.hasSuffix("tutti: drained\n"))
    }

    @Test func theQueryIsLoggedWhenItIsAskedFor() async throws {
        let folder = try Self.folder()
        for (options, query) in [([], nil), (["--log-query"], "a=1")] as [([String], String?)] {
            let gateway = try RunningProgram("tutti", ["serve", folder.url.path] + options)
            let (port, _) = try await gateway.ports()
            #expect(try await HTTPConnection.get(port: port, "/hello?a=1").status == 200)
            gateway.signal(SIGTERM)
            #expect(try await gateway.exitCode() == 0)
            let line = try JSONSerialization.jsonObject(with: Data(gateway.output.utf8)) as? [String: Any]
            #expect(line?["query"] as? String == query)
            #expect(line?["path"] as? String == "/hello")
        }
    }
}
