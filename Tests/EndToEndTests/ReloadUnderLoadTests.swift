import FixtureServices
import Foundation
import NIOHTTP1
import Synchronization
import Testing

/// Files change under load: each response is whole, and of one version or the other.
struct ReloadUnderLoadTests {
    /// Endpoint 0 of the even version is endpoint 1 of the odd one, so that a mix-up would show.
    private static func endpoints(version: Int) -> String {
        let profile = """
            endpoint: GET /profile/{id}
            calls:
              user: { service: users, get: "/v\(version % 2)/{path.id}", required: true }
            response: { version: "`\(version % 2)`", user: user }
            """
        let other = """
            endpoint: GET /other/{id}
            calls:
              user: { service: users, get: "/other/{path.id}" }
            """
        return (version % 2 == 0 ? [profile, other] : [other, profile]).joined(separator: "\n---\n")
    }

    @Test func fiftyReloadsFailNoRequest() async throws {
        let users = try await FixtureServer.start(name: "users") { request in
            // Every eighth one is in flight during reloads.
            let isSlow = request.path.hasSuffix("8")
            return FixtureResponse(
                json: #""\#(request.path)""#, fault: isSlow ? .delay(.milliseconds(150)) : nil)
        }
        let folder = try TemporaryFolder([
            "gateway.yaml": """
            listen: 127.0.0.1:0
            admin: 127.0.0.1:0
            services:
              users: { instances: [http://127.0.0.1:\(users.port)], timeout: 20s, concurrency: { at-once: 512 } }
            """,
            "profile.yaml": Self.endpoints(version: 0),
        ])
        let gateway = try RunningProgram("tutti", "serve", folder.url.path, "--no-access-log", "--workers", "2")
        let (port, admin) = try await gateway.ports()
        let tally = Tally()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<16 {
                group.addTask {
                    try await HTTPConnection.open(port: port) { connection in
                        var number = client
                        while !tally.isDone.load(ordering: .relaxed) {
                            number += 16
                            let path = number % 5 == 0 ? "/other/\(number)" : "/profile/\(number)"
                            let response = try await connection.request(.GET, path)
                            #expect(response.status == 200)
                            if number % 5 == 0 {
                                #expect(response.body == #"{"user":"/other/\#(number)"}"#)
                                continue
                            }
                            // What the service was asked for is what the version of the response asks for.
                            let version = response.body.hasPrefix(#"{"version":0"#) ? 0 : 1
                            #expect(response.body == #"{"version":\#(version),"user":"/v\#(version)/\#(number)"}"#)
                            tally.seen.withLock { $0[version] += 1 }
                        }
                    }
                }
            }
            group.addTask {
                defer { tally.isDone.store(true, ordering: .relaxed) }
                try await HTTPConnection.open(port: admin) { connection in
                    for version in 1...50 {
                        try Self.endpoints(version: version).write(
                            to: folder.url.appendingPathComponent("profile.yaml"), atomically: true, encoding: .utf8)
                        let response = try await connection.request(.POST, "/reload")
                        #expect(response.status == 200)
                        #expect(response.body.contains(#""generation":\#(version + 1),"#), "\(response.body)")
                        // The next request is served by what was loaded.
                        let next = try await HTTPConnection.get(port: port, "/profile/0")
                        #expect(next.body == #"{"version":\#(version % 2),"user":"/v\#(version % 2)/0"}"#)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(tally.seen.withLock { $0.allSatisfy { $0 > 0 } })
        let metrics = try await HTTPConnection.get(port: admin, "/metrics").body
        #expect(metrics.contains("tutti_reloads_total{result=\"applied\"} 50\n"))
        #expect(metrics.contains("tutti_config_generation 51\n"))
        let counts = metrics.matches(
            of: /tutti_requests_total\{endpoint="GET \/(?:profile|other)\/\{id\}",status="(\d+)"\}/)
        #expect(counts.map(\.1) == ["200", "200"])
        gateway.signal(SIGTERM)
        #expect(try await gateway.exitCode() == 0)
        #expect(gateway.errors.contains("2 endpoints (1 changed), 1 service (unchanged)\""))
        await users.stop()
    }
}

/// What the clients have seen together.
private final class Tally: Sendable {
    let isDone = Atomic(false)
    /// Responses of each version.
    let seen = Mutex([0, 0])
}
