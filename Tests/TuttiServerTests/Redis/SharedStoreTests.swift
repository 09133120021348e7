import RedisServers
import Testing
import TuttiComposition
import TuttiEngine
import TuttiPlan
import TuttiServer

/// What the instances of a gateway share over Redis, from the file to the bytes on the wire.
@Suite(.enabled(if: RedisServer.isInstalled, "redis-server is missing: apt-get install redis-server"))
struct SharedStoreTests {
    private static func plan(_ limit: String, redis: String) throws -> GatewayPlan {
        let result = CompositionLoader(environment: [:]).load(files: [
            (
                name: "gateway.yaml",
                text: """
                redis: { address: \(redis), timeout: 20s }
                limits: { shared: { \(limit) } }
                services: { users: { instances: [http://127.0.0.1:1] } }
                """
            ),
            (
                name: "a.yaml",
                text: "endpoint: GET /hello\nlimits: [shared]\ncalls: { a: { service: users, get: /x } }\n"
            ),
        ])
        return try #require(result.plan, "\(result.diagnostics)")
    }

    private static func get(_ server: GatewayServer, query: String = "") async throws -> RawResponse {
        let client = try server.client()
        await client.send("GET /hello\(query) HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
        return try await client.response()
    }

    private static func connected(_ server: GatewayServer) async throws {
        try await eventually("Redis is there") { try await server.samples()["tutti_redis_up"] == 1 }
    }

    @Test func instancesAdmitWhatTheLimitSaysTogether() async throws {
        let redis = try await RedisServer()
        let plan = try Self.plan("rate: 1/day, burst: 5", redis: "redis://127.0.0.1:\(redis.port)")
        try await withServer(plan: plan, loops: 2) { one in
            try await withServer(plan: plan) { other in
                for server in [one, other] { try await Self.connected(server) }
                var statuses: [Int] = []
                for _ in 0..<4 { for server in [one, other] { statuses.append(try await Self.get(server).status) } }
                #expect(statuses == [200, 200, 200, 200, 200, 429, 429, 429])
                let refused = try await Self.get(one)
                #expect(refused["RateLimit-Policy"] == "\"shared\";q=5;w=432000")
                #expect(refused["Retry-After"] != nil)
                let samples = try await one.samples()
                #expect(samples["tutti_limit_requests_total{limit=shared,result=admitted}"] == 3)
                #expect(samples["tutti_limit_requests_total{limit=shared,result=refused}"] == 2)
                #expect(samples["tutti_limit_unchecked_total{limit=shared}"] == 0)
            }
        }
    }

    @Test func limitsByAKeyAreSharedByTheSameKey() async throws {
        let redis = try await RedisServer()
        let plan = try Self.plan("rate: 1/day, burst: 1, by: query.key", redis: "redis://127.0.0.1:\(redis.port)")
        try await withServer(plan: plan) { one in
            try await withServer(plan: plan) { other in
                for server in [one, other] { try await Self.connected(server) }
                #expect(try await Self.get(one, query: "?key=a").status == 200)
                #expect(try await Self.get(other, query: "?key=a").status == 429)
                #expect(try await Self.get(other, query: "?key=b").status == 200)
                #expect(try await Self.get(one, query: "?key=b").status == 429)
            }
        }
    }

    @Test(arguments: [("local", [200, 200, 429]), ("open", [200, 200, 200]), ("closed", [503, 503, 503])])
    func withoutRedisALimitDoesWhatItSays(_ word: String, _ expected: [Int]) async throws {
        let port = try RedisServer.freePort()
        let plan = try Self.plan("rate: 1/day, burst: 2, when-unreachable: \(word)", redis: "redis://127.0.0.1:\(port)")
        try await withServer(plan: plan) { server in
            var statuses: [Int] = []
            for _ in 0..<3 { statuses.append(try await Self.get(server).status) }
            #expect(statuses == expected)
            let samples = try await server.samples()
            #expect(samples["tutti_redis_up"] == 0)
            #expect(samples["tutti_limit_unchecked_total{limit=shared}"] == 3)
        }
    }

    @Test func aReloadKeepsTheConnectionsToTheSameRedis() async throws {
        let redis = try await RedisServer()
        let address = "redis://127.0.0.1:\(redis.port)"
        let plan = try Self.plan("rate: 1/day, burst: 2", redis: address)
        let plans = ScriptedPlans([
            LoadedPlan(plan: try Self.plan("rate: 1/day, burst: 2", redis: address), diagnostics: ""),
            LoadedPlan(plan: try Self.plan("rate: 1/day, burst: 9", redis: "\(address)/1"), diagnostics: ""),
        ])
        try await withServer(plan: plan, plans: plans) { server in
            try await Self.connected(server)
            #expect(try await Self.get(server).status == 200)
            let before = try await server.samples()["tutti_redis_commands_total"] ?? 0
            _ = await server.reload()
            #expect(try await server.samples()["tutti_redis_commands_total"] ?? 0 >= before)
            #expect(try await Self.get(server).status == 200)
            #expect(try await Self.get(server).status == 429)
            // Another database is another Redis.
            _ = await server.reload()
            try await Self.connected(server)
            #expect(try await Self.get(server).status == 200)
        }
    }
}
