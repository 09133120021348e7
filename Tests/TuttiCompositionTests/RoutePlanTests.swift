import HTTPTypes
import Testing
import TuttiComposition
import TuttiExpressions
import TuttiJSON
import TuttiPlan
import TuttiResilience

/// What the compiler makes of documents of routes.
@Suite struct RoutePlanTests {
    private static let gateway = """
        defaults: { max-request-body: 2MiB }
        env: [REGION]
        services:
          users: { instances: [http://127.0.0.1:7001], timeout: 500ms, retry: { attempts: 3 } }
          orders: { instances: [http://127.0.0.1:7002] }
          payments: { instances: [http://127.0.0.1:7003] }

        """

    private static func routes(_ text: String) throws -> [RoutePlan] {
        let result = Sample.load(text, gateway: gateway, environment: ["REGION": "eu"])
        #expect(result.rendered.isEmpty)
        return try #require(result.plan).routes
    }

    private static func route(_ text: String) throws -> RoutePlan { try #require(try routes(text).first) }

    private static func forward(_ text: String) throws -> ForwardPlan {
        guard case .forward(let plan) = try route(text).action else {
            throw Missing()
        }
        return plan
    }

    private struct Missing: Error {}

    @Test func aRouteOfOneServiceHasTheDefaults() throws {
        let route = try Self.route("route: /api/**\nto: users\n")
        #expect(route.name == "/api/**")
        #expect(route.method == nil)
        #expect(route.path == PathPattern([.literal("api")], hasRest: true))
        #expect(route.condition == nil)
        #expect(route.responseHeaders.isEmpty)
        #expect(route.reads.isEmpty)
        #expect(route.position.description == "a.yaml:1:8")
        let plan = try Self.forward("route: /api/**\nto: users\n")
        #expect(plan.services == [0])
        #expect(plan.split.shares.first?.points == 0..<10_000)
        #expect(plan.split.shares.first?.timeout == .milliseconds(500))
        #expect(plan.split.shares.first?.retry?.attempts == 3)
        #expect(plan.split.sticky == nil)
        #expect(plan.target == .unchanged)
        #expect(plan.headers.isEmpty)
        #expect(plan.mirror == nil)
        #expect(plan.idleTimeout == .seconds(300))
        #expect(plan.maximumRequestBody == 2 << 20)
        #expect(!plan.buffersRequest)
        #expect(!plan.allowsEncodedSlashes)
    }

    @Test func everyKeyIsRead() throws {
        let text = """
            route: GET /{tenant}/orders/**
            summary: Orders
            when: query.beta
            to: { orders: 95, payments: 5, users: 0 }
            sticky: cookies.session
            rewrite: "/v2/{path.tenant}/größe/{path.rest}"
            headers: { X-Region: "{env.REGION}", x-debug: null }
            response-headers: { x-frame-options: DENY, server: null }
            mirror: { to: users, share: 0.25 }
            timeout: 2s
            idle-timeout: 10m
            max-request-body: 64MiB
            retry: { attempts: 2, on: [connect, 503] }
            buffer: request
            allow-encoded-slashes: true

            """
        let route = try Self.route(text)
        #expect(route.name == "GET /{tenant}/orders/**")
        #expect(route.summary == "Orders")
        #expect(route.path.parameterNames == ["tenant", "rest"])
        #expect(route.reads == [.path, .query, .cookies, .env])
        #expect(route.textOfQuery.contains("beta"))
        #expect(route.responseHeaders.map(\.name) == [HTTPField.Name("x-frame-options"), .server])
        #expect(route.responseHeaders.map(\.value) == [TextTemplate([.literal("DENY")]), nil])
        let plan = try Self.forward(text)
        #expect(plan.services == [1, 2, 0, 0])
        #expect(plan.split.shares.map(\.points) == [0..<9_500, 9_500..<10_000, 10_000..<10_000])
        #expect(plan.split.shares.map(\.timeout) == [.seconds(2), .seconds(2), .seconds(2)])
        #expect(plan.split.shares.map { $0.retry?.statuses } == [[503...503], [503...503], [503...503]])
        #expect(plan.split.sticky != nil)
        #expect(plan.headers.map(\.name) == [HTTPField.Name("x-region"), HTTPField.Name("x-debug")])
        #expect(plan.headers.map { $0.value == nil } == [false, true])
        #expect(plan.mirror == MirrorPlan(service: 0, share: 0.25))
        #expect(plan.idleTimeout == .seconds(600))
        #expect(plan.maximumRequestBody == 64 << 20)
        #expect(plan.buffersRequest)
        #expect(plan.allowsEncodedSlashes)
        guard case .rewritten(let rewrite) = plan.target else {
            Issue.record("\(plan.target)")
            return
        }
        #expect(rewrite.endsInRest)
        #expect(rewrite.text.parts.count == 3)
        #expect(rewrite.text.parts.first == .literal("/v2/"))
        #expect(rewrite.text.parts.last == .literal("/gr%C3%B6%C3%9Fe/"))
    }

    @Test(arguments: [
        ("/api/orders/**", "/api", 1), ("/api/orders/**", "/api/orders", 2), ("/api/{v}/x", "/api/{v}", 2),
        ("/caf%C3%A9/**", "/café", 1), ("/{a}.json/**", "/{a}.json", 1),
    ])
    func stripCountsTheSegmentsOfTheRoutesPath(path: String, strip: String, count: Int) throws {
        let plan = try Self.forward("route: \(path)\nto: users\nstrip: \"\(strip)\"\n")
        #expect(plan.target == .stripped(segments: count))
    }

    @Test func anyNumberOfBytesIsWrittenUnlimited() throws {
        #expect(try Self.forward("route: /a\nto: users\nmax-request-body: unlimited\n").maximumRequestBody == nil)
    }

    @Test func retryOfTheServiceIsTurnedOff() throws {
        #expect(try Self.forward("route: /a\nto: users\nretry: false\n").split.shares.first?.retry == nil)
    }

    @Test(arguments: [
        ("/shop/{path.rest}", 308, "/shop/", true, true),
        ("https://a.example/{path.rest}", 308, "https://a.example", true, true),
        ("https://[::1]:8443", 302, "https://[::1]:8443", false, true),
        ("/search?q=1", 303, "/search?q=1", false, false),
        ("HTTP://a.example?x=ö", 301, "HTTP://a.example", false, false),
    ])
    func redirectsSayWhereTo(to: String, status: Int, first: String, endsInRest: Bool, passesQuery: Bool) throws {
        let route = try Self.route("route: /**\nredirect: { to: \"\(to)\", status: \(status) }\n")
        guard case .redirect(let plan) = route.action else {
            Issue.record("\(route.action)")
            return
        }
        #expect(plan.status == status)
        #expect(plan.location.text.parts.first == .literal(first))
        #expect(plan.location.endsInRest == endsInRest)
        #expect(plan.passesQuery == passesQuery)
    }

    @Test func aRedirectIsForGoodUnlessItSaysOtherwise() throws {
        guard case .redirect(let plan) = try Self.route("route: /\nredirect: { to: /shop }\n").action else {
            Issue.record("no redirect")
            return
        }
        #expect(plan.status == 308)
    }

    @Test func aResponseStandsInTheFile() throws {
        let routes = try Self.routes(
            """
            route: /a
            respond: { status: 410, body: { error: "'gone'", path: path, n: 1 } }
            ---
            route: /b
            respond: { text: "User-agent: *\\nDisallow:" }
            ---
            route: /c
            respond: { status: 204 }

            """)
        guard case .respond(let json) = routes[0].action, case .json(.object(let members))? = json.body else {
            Issue.record("\(routes[0].action)")
            return
        }
        #expect(json.status == 410)
        #expect(members.map(\.name) == ["error", "path", "n"])
        #expect(routes[1].action == .respond(FixedResponse(status: 200, body: .text("User-agent: *\nDisallow:"))))
        #expect(routes[2].action == .respond(FixedResponse(status: 204, body: nil)))
    }

    @Test func routesStandBesideEndpointsInTheirOrder() throws {
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", Sample.gateway),
            ("b.yaml", "route: /b/**\nto: users\n"),
            ("a.yaml", Sample.response("[user, orders, path]") + "---\nroute: /a\nwhen: query.x\nto: users\n"),
        ])
        let plan = try #require(result.plan, "\(result.rendered)")
        #expect(Set(plan.routes.map(\.name)) == ["/a", "/b/**"])
        #expect(plan.endpoints.count == 1)
        #expect(result.tests.count == 1)
        #expect((result.endpointCount, result.routeCount) == (1, 2))
    }

    @Test(
        arguments: [
            ([1], [0..<10_000]), ([95, 5], [0..<9_500, 9_500..<10_000]), ([90, 10], [0..<9_000, 9_000..<10_000]),
            ([0, 1], [0..<0, 0..<10_000]), ([1, 1, 1], [0..<3_333, 3_333..<6_666, 6_666..<10_000]),
            ([10_000, 10_000, 1], [0..<4_999, 4_999..<9_999, 9_999..<10_000]), ([0, 0], nil), ([], nil),
        ] as [([Int], [Range<Int>]?)])
    func weightsBecomeRangesOfPoints(weights: [Int], ranges: [Range<Int>]?) {
        #expect(ServiceSplit.ranges(ofWeights: weights) == ranges)
    }

    @Test func everyPointBelongsToOneShare() throws {
        let split = try Self.forward("route: /a\nto: { users: 7, orders: 0, payments: 3 }\n").split
        #expect(split.share(at: 0)?.service == 0)
        #expect(split.share(at: 6_999)?.service == 0)
        #expect(split.share(at: 7_000)?.service == 2)
        #expect(split.share(at: 9_999)?.service == 2)
        #expect(split.share(at: 10_000) == nil)
        #expect(split.share(at: -1) == nil)
    }

    /// A growing weight of the last service takes points from the others, and gives none back.
    @Test func whoeverIsOnTheLastServiceStaysThereWhenItsWeightGrows() throws {
        var last = 10_000
        for weight in 1...100 {
            let ranges = try #require(ServiceSplit.ranges(ofWeights: [100 - weight, weight]))
            #expect(ranges[1].lowerBound <= last)
            last = ranges[1].lowerBound
        }
    }
}
