import Foundation
import NIOHTTP1
import Testing
import TuttiComposition

/// Limits from the files to the bytes on the wire.
@Suite struct LimitsTests {
    private static let gateway = """
        limits:
          shared: { rate: 1/day, burst: 3, by: client.address }
          tenants: { quota: 2/day, by: 'headers."x-tenant"' }
          open: { rate: 1/day, burst: 1, by: 'headers."x-tenant"', without-key: exempt }
          watched: { rate: 1/day, burst: 1, observe: true }
        """

    private static let routes = """
        route: /a
        limits: [shared]
        respond: { body: 1 }
        ---
        route: /b
        limits: [shared]
        respond: { body: 1 }
        ---
        route: /own
        limits: [{ rate: 1/day, burst: 1 }]
        respond: { body: 1 }
        ---
        route: /tenants
        limits: [tenants]
        respond: { body: 1 }
        ---
        route: /open
        limits: [open]
        respond: { body: 1 }
        ---
        route: /watched
        limits: [watched]
        respond: { body: 1 }
        ---
        route: /both
        limits: [{ rate: 1/day, burst: 9 }, { rate: 1/day, burst: 1, by: query.key }]
        respond: { body: 1 }
        ---
        route: /cost
        limits: [{ rate: 1/day, burst: 5, cost: query.size }]
        respond: { body: 1 }
        ---
        route: POST /body
        limits: [{ rate: 1/day, burst: 1 }]
        respond: { body: 1 }
        ---
        route: /free
        respond: { body: 1 }
        """

    private func serving<Result>(_ body: (RunningGateway) async throws -> Result) async throws -> Result {
        try await RunningGateway.serving(gateway: Self.gateway, endpoints: Self.routes, workers: 2, body)
    }

    private static func statuses(
        _ path: String, _ count: Int, headers: [(String, String)] = [], port: Int
    ) async throws -> [Int] {
        var statuses: [Int] = []
        for _ in 0..<count {
            statuses.append(
                try await HTTPConnection.open(port: port) { try await $0.request(.GET, path, headers: headers).status })
        }
        return statuses
    }

    private static func expect(
        _ expected: [Int], _ path: String, _ count: Int, headers: [(String, String)] = [], port: Int,
        at location: SourceLocation = #_sourceLocation
    ) async throws {
        let found = try await statuses(path, count, headers: headers, port: port)
        #expect(found == expected, sourceLocation: location)
    }

    @Test func whoAsksTooOftenIsToldWhenToAskAgain() async throws {
        try await serving { gateway in
            let first = try await HTTPConnection.get(port: gateway.port, "/a")
            #expect(first.status == 200)
            #expect(first.headers["ratelimit-policy"] == ["\"shared\";q=3;w=259200"])
            #expect(first.headers["ratelimit"].first?.hasPrefix("\"shared\";r=2;t=") == true)
            try await Self.expect([200, 200, 429], "/a", 3, port: gateway.port)
            let refused = try await HTTPConnection.get(port: gateway.port, "/a")
            let seconds = try #require(refused.headers["retry-after"].first.flatMap { Int($0) })
            #expect((86_000...86_400).contains(seconds))
            #expect(refused.headers["ratelimit"] == ["\"shared\";r=0;t=\(seconds)"])
            #expect(refused.headers["content-type"] == ["application/problem+json"])
            let problem = try #require(
                try JSONSerialization.jsonObject(with: Data(refused.body.utf8)) as? [String: Any])
            #expect(problem["type"] as? String == "https://iana.org/assignments/http-problem-types#quota-exceeded")
            #expect(problem["violated-policies"] as? [String] == ["shared"])
            #expect(problem["detail"] as? String == "`shared` admits 1/day, 3 at once.")
            #expect(try await HTTPConnection.get(port: gateway.port, "/free").status == 200)
        }
    }

    @Test func aLimitOfGatewayYamlIsSharedAndOneThatIsWrittenOutIsNot() async throws {
        try await serving { gateway in
            try await Self.expect([200, 200], "/a", 2, port: gateway.port)
            try await Self.expect([200, 429], "/b", 2, port: gateway.port)
            try await Self.expect([200, 429], "/own", 2, port: gateway.port)
        }
    }

    @Test func requestsWithoutAKeyAreCountedTogetherUnlessTheyAreExempt() async throws {
        try await serving { gateway in
            let (a, b) = ([("X-Tenant", "a")], [("X-Tenant", "b")])
            try await Self.expect([200, 200, 429], "/tenants", 3, headers: a, port: gateway.port)
            try await Self.expect([200], "/tenants", 1, headers: b, port: gateway.port)
            try await Self.expect([200, 200, 429], "/tenants", 3, port: gateway.port)
            try await Self.expect([200, 429], "/open", 2, headers: a, port: gateway.port)
            try await Self.expect([200, 200, 200], "/open", 3, port: gateway.port)
        }
    }

    @Test func oneThatObservesRefusesNothingAndIsCounted() async throws {
        try await serving { gateway in
            try await Self.expect([200, 200, 200], "/watched", 3, port: gateway.port)
            let response = try await HTTPConnection.get(port: gateway.port, "/watched")
            #expect(response.headers["ratelimit"].isEmpty && response.headers["ratelimit-policy"].isEmpty)
            let name = "tutti_limit_requests_total{limit=\"watched\",result="
            #expect(try await gateway.sample(name + "\"admitted\"}") == 1)
            #expect(try await gateway.sample(name + "\"observed\"}") == 3)
        }
    }

    @Test func whatOneOfSeveralRefusesIsChargedToNone() async throws {
        try await serving { gateway in
            #expect(try await Self.statuses("/both?key=a", 20, port: gateway.port).count { $0 == 200 } == 1)
            let other = try await HTTPConnection.get(port: gateway.port, "/both?key=b")
            #expect(other.status == 200)
            #expect(other.headers["ratelimit"].first?.hasPrefix("\"1/day\";r=7;") == true)
        }
    }

    @Test func aCostCountsForSoMany() async throws {
        try await serving { gateway in
            try await Self.expect([200, 429], "/cost?size=3", 2, port: gateway.port)
            try await Self.expect([200], "/cost?size=x", 1, port: gateway.port)
            let never = try await HTTPConnection.get(port: gateway.port, "/cost?size=6")
            #expect(never.status == 429)
            #expect(never.headers["retry-after"].isEmpty)
            try await Self.expect([200], "/cost?size=-5", 1, port: gateway.port)
            try await Self.expect([200, 429], "/cost", 2, port: gateway.port)
        }
    }

    @Test func theConnectionOfOneThatIsRefusedGoesOn() async throws {
        try await serving { gateway in
            try await HTTPConnection.open(port: gateway.port) { connection in
                for status in [200, 429, 429] {
                    let response = try await connection.request(
                        .POST, "/body", body: "{}", headers: [("Content-Type", "application/json")])
                    #expect(response.status == status)
                }
                #expect(try await connection.request(.GET, "/free").status == 200)
            }
        }
    }

    @Test func countsOutliveAReloadOfWhatIsUnchanged() async throws {
        func gateway(_ limits: String) -> String {
            "listen: 127.0.0.1:0\nadmin: 127.0.0.1:0\nlimits: { \(limits) }\n"
        }
        let folder = try TemporaryFolder([
            "gateway.yaml": gateway("a: { rate: 1/day }, b: { rate: 1/day }"),
            "a.yaml":
                "route: /a\nlimits: [a]\nrespond: { body: 1 }\n---\nroute: /b\nlimits: [b]\nrespond: { body: 1 }\n",
        ])
        let program = try RunningProgram("tutti", "serve", folder.url.path)
        let (port, admin) = try await program.ports()
        for path in ["/a", "/b"] { try await Self.expect([200, 429], path, 2, port: port) }
        try folder.write("gateway.yaml", gateway("b: { rate: 2/day }, a: { rate: 1/day }"))
        #expect(try await HTTPConnection.reload(port: admin).status == 200)
        try await Self.expect([429], "/a", 1, port: port)
        try await Self.expect([200, 200, 429], "/b", 3, port: port)
        let metrics = try await HTTPConnection.get(port: admin, "/metrics").body
        #expect(metrics.contains("tutti_limit_requests_total{limit=\"b\",result=\"admitted\"} 3\n"))
        program.signal(SIGTERM)
        #expect(try await program.exitCode() == 0)
    }

    /// What `scripts/edge limits` shows for half a minute under 4,000 requests a second.
    @Test func manyConnectionsOverTwoWorkersAreAdmittedWhatTheRateGives() async throws {
        let routes = "route: /a\nlimits: [{ rate: 100/s, burst: 10, by: client.address }]\nrespond: { body: 1 }\n"
        try await RunningGateway.serving(gateway: "{ defaults: {} }", endpoints: routes, workers: 2) { gateway in
            let clock = ContinuousClock()
            let start = clock.now
            let admitted = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        try await HTTPConnection.open(port: gateway.port) { connection in
                            var admitted = 0
                            for _ in 0..<40 {
                                if try await connection.request(.GET, "/a").status == 200 { admitted += 1 }
                            }
                            return admitted
                        }
                    }
                }
                return try await group.reduce(0, +)
            }
            let elapsed = clock.now - start
            let seconds = Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
            #expect(admitted >= 10)
            #expect(Double(admitted) <= 10 + seconds * 100 + 1)
        }
    }
}
