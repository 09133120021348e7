import FixtureServices
import NIOHTTP1
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
            gateway: "services: { users: { instances: [\"http://127.0.0.1:\(users.port)\"] } }", endpoints: endpoints
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
