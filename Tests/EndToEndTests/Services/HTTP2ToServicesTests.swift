import Foundation
import NIOHTTP1
import TestCertificates
import Testing

/// Calls over HTTP/2 (`http: 2`), to a service that does what the path says (`http2_service.py`).
@Suite(
    .enabled(
        if: FileManager.default.fileExists(atPath: "/usr/lib/python3/dist-packages/h2"), "python3-h2 is not installed"))
struct HTTP2ToServicesTests {
    private func serving<Result: Sendable>(
        _ body: @Sendable (inout HTTPConnection, RunningGateway) async throws -> Result
    ) async throws -> Result {
        let folder = try TemporaryFolder([
            "ca.pem": TestCertificates.authority, "shop.pem": TestCertificates.shop,
            "shop.key": TestCertificates.shopKey,
        ])
        let script = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "http2_service.py")
        // The system's Python has the modules that scripts/setup installs.
        let service = try RunningProgram(
            "python3",
            shell: "exec /usr/bin/python3 '\(script.path)' '\(folder.url.path)/shop.pem' '\(folder.url.path)/shop.key'")
        defer { service.signal(SIGTERM) }
        try await eventually("the service listens") { service.output.contains("\n") }
        let port = try #require(Int(service.output.prefix { $0.isNumber }), "\(service.errors)")
        return try await RunningGateway.serving(
            gateway: """
                services:
                  one:
                    instances: ["https://127.0.0.1:\(port)"]
                    http: 2
                    tls: { ca: \(folder.url.path)/ca.pem }
                    timeout: 10s
                    connect-timeout: 10s
                    breaker: { minimum-calls: 100000 }
                """,
            endpoints: "endpoint: GET /{what}\ndeadline: 20s\ncalls: { a: { service: one, get: \"/{path.what}\" } }\n"
        ) { gateway in
            try await HTTPConnection.open(port: gateway.port) { try await body(&$0, gateway) }
        }
    }

    @Test func callsShareOneConnection() async throws {
        let bodies = try await serving { _, gateway in
            try await withThrowingTaskGroup(of: String.self) { group in
                for _ in 0..<20 {
                    group.addTask { try await HTTPConnection.get(port: gateway.port, "/ok").body }
                }
                return try await group.reduce(into: Set<String>()) { $0.insert($1) }
            }
        }
        #expect(bodies == [#"{"a":{"connection":1}}"#])
    }

    // Over HTTP/1.1, what comes while nobody has asked for anything costs the connection.
    @Test func framesThatComeWhileIdleCostNothing() async throws {
        try await serving { connection, _ in
            for _ in 0..<20 {
                let body = try await connection.request(.GET, "/pings").body
                #expect(body == #"{"a":{"connection":1}}"#)
            }
        }
    }

    @Test(arguments: [
        "reset-0", "reset-2", "reset-7", "reset-8", "headless-0", "headless-8", "unanswered-0", "unanswered-8",
        "short-0", "gone-1",
        "gone-0", "closed", "flood",
    ])
    func aBodyThatIsNotWholeIsAFailureAndTheNextCallIsWell(_ what: String) async throws {
        try await serving { connection, _ in
            for _ in 0..<2 {
                let failed = try await connection.request(.GET, "/\(what)")
                #expect(failed.status == 502, "\(failed.body)")
                let good = try await connection.request(.GET, "/ok")
                #expect(good.status == 200, "\(good.body)")
            }
        }
    }

    @Test func aConnectionThatIsLeavingEndsItsRequestsAndGetsNoOther() async throws {
        try await serving { connection, _ in
            let last = try await connection.request(.GET, "/leaving").body
            #expect(last == #"{"a":{"connection":1}}"#)
            let next = try await connection.request(.GET, "/ok").body
            #expect(next == #"{"a":{"connection":2}}"#)
        }
    }

    @Test func aServiceThatSpeaksHTTP11AloneIsCalledByThat() async throws {
        let folder = try TemporaryFolder(["ca.pem": TestCertificates.authority])
        try await RawUpstream.serving(at: RawUpstream.Place(tls: try ServiceUnderTest.tls())) { upstream, port in
            let keys = "instances: [\"https://127.0.0.1:\(port)\"], http: 2, tls: { ca: \(folder.url.path)/ca.pem }"
            let statuses = try await ServiceUnderTest.statuses(.call, keys, requests: 2)
            #expect(statuses == [200, 200])
            #expect(upstream.connections == 1)
        }
    }
}
