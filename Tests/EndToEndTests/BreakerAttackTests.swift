import FixtureServices
import NIOHTTP1
import Synchronization
import Testing

/// What one client can do to the services of all others: nothing.
struct BreakerAttackTests {
    private static let endpoints = """
        endpoint: POST /list
        calls:
          items: { service: users, each: body.l, get: "/items/{each}" }
        ---
        endpoint: GET /items/{id}
        calls:
          item: { service: users, get: "/items/{path.id}", required: true }
        """

    private static func serving(_ body: (RunningGateway) async throws -> Void) async throws {
        let users = try await FixtureServer.start(name: "users") { request in
            FixtureResponse(status: request.target.contains("bad") ? 500 : 200, json: "1")
        }
        try await RunningGateway.serving(
            gateway: """
                services: { users: { instances: ["http://127.0.0.1:\(users.port)"], breaker: { window: 10m } } }
                """, endpoints: endpoints
        ) { try await body($0) }
        await users.stop()
    }

    @Test(arguments: ["each", "repeat"])
    func oneClientOpensNoBreakerForOthers(attack: String) async throws {
        try await Self.serving { gateway in
            try await HTTPConnection.open(port: gateway.port) { connection in
                let list = (0..<21).map { "\"bad\($0)\"" }.joined(separator: ",")
                for _ in 0..<40 {
                    if attack == "each" {
                        _ = try await connection.request(.POST, "/list", body: "{\"l\":[\(list)]}")
                    } else {
                        #expect(try await connection.request(.GET, "/items/bad").status == 502)
                    }
                }
            }
            for host in 2...9 {
                let other = try await HTTPConnection.open(port: gateway.port, from: "127.0.0.\(host)") {
                    try await $0.request(.GET, "/items/7")
                }
                #expect(other.status == 200)
            }
        }
    }

    /// The service hangs for what one client asks for, with 25 connections; and for all, at first, so that its breaker opens.
    @Test func oneClientsHangingProbesKeepNoBreakerOpen() async throws {
        let stage = Stage()
        let users = try await FixtureServer.start(name: "users") { request in
            let hangs = stage.isSick.load(ordering: .relaxed) || request.target.contains("bad")
            return FixtureResponse(json: "1", fault: hangs ? .hang : nil)
        }
        try await RunningGateway.serving(
            gateway: """
                services:
                  users:
                    instances: ["http://127.0.0.1:\(users.port)"]
                    timeout: 500ms
                    breaker: { minimum-calls: 4, open-for: 1s }
                """,
            endpoints: Self.endpoints
        ) { gateway in
            func status(_ path: String, from host: Int) async throws -> Int {
                try await HTTPConnection.open(port: gateway.port, from: "127.0.0.\(host)") {
                    try await $0.request(.GET, path)
                }.status
            }
            for _ in 0..<100 where try await status("/items/7", from: 1) != 503 {}
            stage.isSick.store(false, ordering: .relaxed)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<25 {
                    group.addTask {
                        try await HTTPConnection.open(port: gateway.port, from: "127.0.0.1") { connection in
                            while !stage.isOver.load(ordering: .relaxed) {
                                _ = try await connection.request(.GET, "/items/bad")
                                try await Task.sleep(for: .milliseconds(1))
                            }
                        }
                    }
                }
                // It closes while the other client goes on.
                var successes = 0
                for _ in 0..<3000 where successes < 20 {
                    if try await status("/items/7", from: 2) == 200 { successes += 1 }
                    try await Task.sleep(for: .milliseconds(10))
                }
                #expect(successes == 20)
                stage.isOver.store(true, ordering: .relaxed)
                try await group.waitForAll()
            }
        }
        await users.stop()
    }

    /// Nine addresses are hardly all in one group: 32⁻⁸.
    @Test func whatAllClientsSeeFailIsGivenARest() async throws {
        try await Self.serving { gateway in
            var statuses: [Int] = []
            for number in 0..<27 {
                statuses.append(
                    try await HTTPConnection.open(port: gateway.port, from: "127.0.0.\(number % 9 + 1)") {
                        try await $0.request(.GET, "/items/bad")
                    }.status)
            }
            #expect(statuses == Array(repeating: 502, count: 20) + Array(repeating: 503, count: 7))
        }
    }
}

/// How far the attack has come.
private final class Stage: Sendable {
    let isSick = Atomic(true)
    let isOver = Atomic(false)
}
