import FixtureServices
import Foundation
import NIOHTTP1
import Testing

/// A gateway that may have few descriptors open (`ulimit -n`).
@Suite(.timeLimit(.minutes(10))) struct FewDescriptorsTests {
    private static func folder(users: Int) throws -> TemporaryFolder {
        try TemporaryFolder([
            "gateway.yaml": """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            services: { users: { instances: [http://127.0.0.1:\(users)], breaker: { minimum-calls: 2 } } }
            """,
            "user.yaml": "endpoint: GET /user\ncalls: { user: { service: users, get: /x, required: true } }\n",
        ])
    }

    @Test func tooLowALimitIsSaidAtTheStart() async throws {
        let folder = try Self.folder(users: 1)
        let gateway = try RunningProgram(
            "tutti", shell: "ulimit -n 64; exec \"$0\" serve \(folder.url.path) --workers 2")
        #expect(try await gateway.exitCode() == 2)
        #expect(gateway.messages.count == 1)
        let message = try #require(gateway.messages.first?["message"] as? String)
        #expect(
            message
                == "the limit of open files is 64, and 2 workers need 208 at least: raise it (`ulimit -n`, LimitNOFILE)"
        )
    }

    /// More clients than there are descriptors: those that are served get their responses, and no breaker opens.
    @Test func idleClientsTakeNoDescriptorOfACall() async throws {
        let users = try await FixtureServer.start(name: "users") { _ in FixtureResponse(json: "1") }
        let folder = try Self.folder(users: users.port)
        let gateway = try RunningProgram(
            "tutti", shell: "ulimit -n 208; exec \"$0\" serve \(folder.url.path) --workers 2")
        let (port, admin) = try await gateway.ports()
        let warning = try #require(gateway.messages.first { $0["level"] as? String == "warning" })
        #expect((warning["message"] as? String)?.hasPrefix("at most 32 connections of clients are served") == true)
        #expect(warning["limit"] as? Int == 208)

        let idle = try (0..<400).map { _ in try IdleConnection(port: port) }
        for _ in 0..<5 { #expect(try await HTTPConnection.get(port: admin, "/readyz").status == 200) }
        // The descriptors stay below the ceiling of the clients, whatever they do.
        let metrics = try await HTTPConnection.get(port: admin, "/metrics").body
        let open = try #require(metrics.firstMatch(of: /process_open_fds (\d+)/).flatMap { Int($0.1) })
        #expect(open < 208 - 96)
        #expect(metrics.contains("process_max_fds 208\n"))

        for connection in idle { connection.close() }
        try await eventually("clients are served again") {
            (try? await HTTPConnection.get(port: port, "/user").body) == #"{"user":1}"#
        }
        #expect(
            try await HTTPConnection.get(port: admin, "/metrics").body.contains(
                "tutti_breaker_openings_total{service=\"users\"} 0\n"))
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        await users.stop()
    }
}

/// A connection over which nothing is sent.
private final class IdleConnection {
    private let descriptor: Int32

    init(port: Int) throws {
        descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
        try #require(descriptor >= 0)
        var address = [UInt8](repeating: 0, count: 16)
        withUnsafeBytes(of: UInt16(AF_INET)) { address.replaceSubrange(0..<2, with: $0) }
        withUnsafeBytes(of: UInt16(port).bigEndian) { address.replaceSubrange(2..<4, with: $0) }
        address.replaceSubrange(4..<8, with: [127, 0, 0, 1])
        // It need not have been accepted: it is in the kernel's queue.
        _ = address.withUnsafeBytes { bytes in
            bytes.withMemoryRebound(to: sockaddr.self) { connect(descriptor, $0.baseAddress, 16) }
        }
    }

    func close() { Glibc.close(descriptor) }
}
