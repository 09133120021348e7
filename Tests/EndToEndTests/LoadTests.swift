import FixtureServices
import Testing

/// Shedding on the wire.
@Suite struct LoadTests {
    @Test func aPageComesWithoutItsOptionalCallsWhereThereIsTooMuchToDo() async throws {
        let service = try await FixtureServer.start(name: "users") { request in
            FixtureResponse(json: "1", fault: request.target.contains("slow") ? .hang : nil)
        }
        try await RunningGateway.serving(
            gateway: """
                load: { requests: 10 }
                services:
                  users: { instances: ["http://127.0.0.1:\(service.port)"], timeout: 30s }
                """,
            endpoints: """
                endpoint: GET /slow
                deadline: 30s
                calls: { user: { service: users, get: /slow, required: true } }
                ---
                endpoint: GET /page
                calls:
                  user: { service: users, get: /user, required: true }
                  likes: { service: users, get: /likes, importance: low, otherwise: 0 }
                  orders: { service: users, get: /orders }
                """
        ) { gateway in
            let port = gateway.port
            @Sendable func page() async throws -> [String] {
                let response = try await HTTPConnection.get(port: port, "/page")
                #expect(response.status == 200)
                return response.outcomes
            }
            let all = ["user;outcome=ok", "likes;outcome=ok", "orders;outcome=ok"]
            #expect(try await page() == all)
            try await Self.whileHanging(6, port: port) {
                try await eventually("the call of low importance is left out") {
                    try await page() == [all[0], "likes;outcome=fallback;reason=shed", all[2]]
                }
                try await Self.whileHanging(1, port: port) {
                    try await eventually("both are left out") {
                        try await page() == [
                            all[0], "likes;outcome=fallback;reason=shed", "orders;outcome=failed;reason=shed",
                        ]
                    }
                }
            }
        }
        await service.stop()
    }

    /// Does something while so many clients wait for a response.
    private static func whileHanging(
        _ count: Int, port: Int, _ body: @escaping @Sendable () async throws -> Void
    ) async throws {
        guard count > 0 else { return try await body() }
        try await HTTPConnection.open(port: port) { connection in
            try await connection.sendOnly("/slow")
            try await whileHanging(count - 1, port: port, body)
        }
    }
}
