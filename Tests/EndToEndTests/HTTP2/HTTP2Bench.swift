import ChildProcess
import Dispatch
import FixtureServices
import Foundation
import NIOCore
import NIOPosix
import Synchronization

@testable import TuttiServer

/// A gateway whose listener takes HTTP/2 without TLS, and a client that plays a scenario of `http2_client.py`.
struct HTTP2Bench {
    let gateway: RunningGateway
    /// Lets the service behind `/slow` answer, once for each signal.
    let gate: DispatchSemaphore

    static let endpoints = """
        endpoint: GET /a
        calls: { a: { service: users, get: /a } }
        response: a
        ---
        endpoint: POST /echo
        calls: { a: { service: users, post: /echo, body: body } }
        response: a
        ---
        endpoint: GET /headers
        calls: { a: { service: users, get: /a } }
        response: { cookie: headers.cookie, host: headers.host, a: a }
        ---
        endpoint: GET /large
        calls: { a: { service: users, get: /large } }
        response: a
        ---
        endpoint: GET /slow
        deadline: 10m
        calls: { a: { service: slow, get: /slow } }
        response: a
        """

    /// Runs `body` against a gateway with these documents and limits, and ends it.
    static func serving<Result>(
        _ documents: String = endpoints,
        listen: String = "{ address: 127.0.0.1:0, http2: prior-knowledge }",
        limits: (inout ConnectionLimits) -> Void = { _ in }, _ body: (HTTP2Bench) async throws -> Result
    ) async throws -> Result {
        let gate = DispatchSemaphore(value: 0)
        let users = try await FixtureServer.start(name: "users") { request in
            switch request.target {
            case "/echo": return FixtureResponse(body: request.body)
            case "/large": return FixtureResponse(json: "\"\(String(repeating: "tutti", count: 100_000))\"")
            default: return FixtureResponse(json: "1")
            }
        }
        // It blocks the thread that it alone has.
        let thread = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let slow = try await FixtureServer.start(name: "slow", group: thread) { _ in
            gate.wait()
            return FixtureResponse(json: "2")
        }
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(
                try await RunningGateway.serving(
                    gateway: """
                        listen: \(listen)
                        services:
                          users: { instances: ["http://127.0.0.1:\(users.port)"] }
                          slow: { instances: ["http://127.0.0.1:\(slow.port)"], timeout: 9m }
                        """, endpoints: documents, configure: { limits(&$0.limits) }
                ) { try await body(HTTP2Bench(gateway: $0, gate: gate)) })
        } catch {
            result = .failure(error)
        }
        // One for each request that may still wait: a test that has failed may leave more than one.
        for _ in 0..<1_000 { gate.signal() }
        await slow.stop()
        await users.stop()
        try await thread.shutdownGracefully()
        return try result.get()
    }

    /// What comes of a scenario: the last line that the client prints.
    func outcome(of scenario: String, whenReady: () async throws -> Void = {}) async throws -> String {
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "http2_client.py")
        let (output, errors) = (try ChildPipe(), try ChildPipe())
        // The system's Python has the modules that scripts/setup installs.
        let client = try ChildProcess(
            "/usr/bin/python3", [script.path, String(gateway.port), scenario],
            in: script.deletingLastPathComponent().path,
            output: output.writing, errors: errors.writing)
        let printed = Mutex((output: [UInt8](), errors: [UInt8](), open: 2))
        for (pipe, isOutput) in [(output, true), (errors, false)] {
            pipe.closeWriting()
            pipe.readToEnd { bytes in
                printed.withLock { if isOutput { $0.output += bytes } else { $0.errors += bytes } }
            } ended: {
                printed.withLock { $0.open -= 1 }
            }
        }
        var isReady = false
        while printed.withLock({ $0.open }) > 0 || client.exitCode == nil {
            if !isReady, printed.withLock({ $0.output.starts(with: Array("ready\n".utf8)) }) {
                isReady = true
                try await whenReady()
            }
            try await Task.sleep(for: .milliseconds(5))
        }
        let text = printed.withLock { String(decoding: $0.output.isEmpty ? $0.errors : $0.output, as: UTF8.self) }
        return text.split(separator: "\n").last.map(String.init) ?? ""
    }
}
