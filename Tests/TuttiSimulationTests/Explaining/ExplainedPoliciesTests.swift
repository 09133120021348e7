import Foundation
import Testing
import TuttiPlan
import TuttiSimulation

/// What `tutti explain` says of policies.
@Suite struct ExplainedPoliciesTests {
    private static let gateway = """
        trusted-proxies: [10.0.0.0/8, 192.0.2.7]
        bounds: { connections: 500, connections-per-address: 20 }
        cors:
          web: { origins: ["https://shop.example"], credentials: true }
          all: { origins: "*" }
        defaults: { cors: web, compression: true }
        services: { users: { instances: [http://users] } }
        """
    private static let documents = """
        endpoint: GET /users/{id}
        etag: true
        calls: { user: { service: users, get: "/users/{path.id}" } }
        ---
        route: /api/**
        cors: all
        security-headers: { x-frame-options: DENY, referrer-policy: null, x-content-type-options: null,
          x-permitted-cross-domain-policies: null, strict-transport-security: null }
        to: users
        ---
        route: /plain
        cors: none
        respond: {}
        """

    private static func report() throws -> PlanReport {
        let plan = try TestBench(documents, gateway: gateway).plan
        return PlanReport(
            [try #require(EndpointExplanation(0, in: plan))],
            routes: plan.routes.indices.compactMap { RouteExplanation($0, in: plan) }, prefix: "dir/")
    }

    @Test func eachPolicyIsSaidWithItsPlace() throws {
        let text = try Self.report().text()
        for line in [
            "  cors              pages of https://shop.example, with cookies (dir/gateway.yaml:6)",
            "  etag              of responses without a failed call; 304 to who has it (dir/profile.yaml:2)",
            "  compression       br or gzip from 1 KiB on, for clients that want it (dir/gateway.yaml:6)",
            "  bounds            a target of 8 KiB, 100 headers of 32 KiB, 500 connections, 20 of one client",
            "                      (dir/gateway.yaml:2)",
            "  cors              pages of all origins (dir/profile.yaml:6)",
            "  security-headers  x-frame-options: DENY (dir/profile.yaml:7)",
        ] {
            #expect(text.split(separator: "\n").contains { $0 == line }, "\(line)")
        }
        // A route passes on what the service has decided, and `none` is no policy.
        #expect(text.split(separator: "\n").count { $0.hasPrefix("  compression") } == 1)
        #expect(text.split(separator: "\n").count { $0.hasPrefix("  cors") } == 2)
        #expect(text.split(separator: "\n").count { $0.hasPrefix("  trusted-proxies") } == 3)
    }

    @Test func aTableSaysWhoMayAskAndHowOften() throws {
        let gateway =
            Self.gateway + """

                auth: { own: { api-keys: { keys: keys.yaml } } }
                rules: { gold: claims.plan == 'gold' }
                limits: { few: { rate: 5/s }, seen: { rate: 9/s, observe: true } }
                """
        func table(_ documents: String) throws -> [Substring] {
            let plan = try TestBench(documents, gateway: gateway, keys: "consumers: {}\n").plan
            let text = PlanReport([], routes: plan.routes.indices.compactMap { RouteExplanation($0, in: plan) }).text()
            return text.split(separator: "\n", omittingEmptySubsequences: false)
                .drop { !$0.hasPrefix("who may ask") }.prefix { !$0.isEmpty }
        }
        let own = "route: /own\nauth: own\nallow: gold\nlimits: [few, { rate: 7/m }]\nrespond: {}\n---\n"
        let open = "route: /open\nauth: none\nlimits: [seen]\nrespond: {}\n---\nroute: /c\nauth: none\nrespond: {}\n"
        #expect(
            try table(own + open) == [
                "who may ask, and how often",
                "/own   own, if gold  few, 7/m",
                "/open  everybody     seen (only observed)",
                "/c     everybody",
            ])
        let unlimited = "route: /own\nauth: own\nrespond: {}\n---\nroute: /c\nauth: none\nrespond: {}\n"
        #expect(try table(unlimited) == ["who may ask", "/own  own", "/c    everybody"])
    }

    @Test func programsReadThem() throws {
        let json = try #require(
            try JSONSerialization.jsonObject(with: Data(Self.report().json.utf8)) as? [[String: Any]])
        let endpoint = try #require(json[0]["policies"] as? [String: [String: Any]])
        #expect(Set(endpoint.keys) == ["cors", "etag", "compression", "trusted-proxies", "bounds"])
        #expect(endpoint["etag"]?["file"] as? String == "dir/profile.yaml" && endpoint["etag"]?["line"] as? Int == 2)
        #expect(endpoint["trusted-proxies"]?["value"] as? [String] == ["10.0.0.0/8", "192.0.2.7"])
        let cors = try #require(endpoint["cors"]?["value"] as? [String: Any])
        #expect(cors["origins"] as? [String] == ["https://shop.example"] && cors["credentials"] as? Bool == true)
        let plain = try #require(json[2]["policies"] as? [String: [String: Any]])
        #expect(Set(plain.keys) == ["trusted-proxies", "bounds"])
    }
}
