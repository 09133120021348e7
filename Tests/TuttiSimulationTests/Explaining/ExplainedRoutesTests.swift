import Foundation
import Testing
import TuttiPlan
import TuttiSimulation

/// What `tutti explain` says of routes.
@Suite struct ExplainedRoutesTests {
    private static let documents = """
        endpoint: GET /users/{id}
        calls: { user: { service: users, get: "/users/{path.id}" } }
        ---
        route: GET /api/orders/**
        summary: Orders, as they are.
        when: query.beta
        to: { orders: 95, payments: 4, users: 1 }
        sticky: cookies.session
        rewrite: "/v2/{path.rest}"
        headers: { x-user: "{cookies.user}", x-debug: null }
        response-headers: { server: null }
        mirror: { to: users, share: 0.125 }
        idle-timeout: 10m
        max-request-body: 64KiB
        retry: { attempts: 3, on: [connect, 503] }
        buffer: request
        allow-encoded-slashes: true
        ---
        route: /api/**
        to: users
        strip: /api
        max-request-body: unlimited
        ---
        route: /shop/**
        redirect: { to: "https://shop.example.com/{path.rest}", status: 307 }
        response-headers: { x-a: b }
        ---
        route: /gone
        respond: { status: 410, body: { error: "'gone'", path: path } }
        ---
        route: /robots.txt
        respond: { text: "User-agent: *" }
        """

    @Test func aRouteOfFilesSaysWhichTheyAre() throws {
        let plan = try TestBench("route: /app/**\nfiles: docs\nfallback: explain.md\ncache-control: no-cache\n").plan
        let report = PlanReport([], routes: [try #require(RouteExplanation(0, in: plan))])
        #expect(
            report.text() == """
                GET /app/**  profile.yaml:1

                  takes             GET, and HEAD
                  files             of docs, named by the rest of the path
                  fallback          explain.md where there is no such file
                  cache-control     no-cache
                """)
        let array = try #require(try JSONSerialization.jsonObject(with: Data(report.json.utf8)) as? [[String: Any]])
        let files: [String: Any] = ["folder": "docs", "fallback": "explain.md", "cacheControl": "no-cache"]
        #expect(try Self.text(of: #require(array[0]["files"])) == Self.text(of: files))
    }

    private static func report(_ routes: Range<Int>? = nil) throws -> PlanReport {
        let plan = try TestBench(documents).plan
        return PlanReport(
            routes == nil ? plan.endpoints.indices.compactMap { EndpointExplanation($0, in: plan) } : [],
            routes: (routes ?? plan.routes.indices).compactMap { RouteExplanation($0, in: plan) }, prefix: "dir/")
    }

    @Test func aRouteThatForwardsSaysItsWay() throws {
        #expect(
            try Self.report(0..<1).text() == """
                GET /api/orders/**  dir/profile.yaml:4
                Orders, as they are.

                  takes             GET, and HEAD
                  when              query.beta
                  to                orders 95 %, payments 4 %, users 1 %; requests with the same cookies.session
                                      stay with one
                  path              /v2/{path.rest}; %2F and %5C may be in it
                  headers           x-user: {cookies.user}; no x-debug
                  response-headers  no server
                  mirror            12.5 % of the requests to users
                  first byte        orders: within 300 ms; payments: within 1 s; users: within 500 ms
                  silence           at most 10 min while a body is under way
                  request body      at most 64 KiB, waited for as a whole
                  retry             up to 3 tries, after connect or 503
                """)
    }

    @Test(arguments: [
        (
            1,
            """
            /api/**  dir/profile.yaml:19

              takes             all methods
              to                users
              path              without its first segment
              first byte        within 500 ms
              silence           at most 5 min while a body is under way
              request body      of any size, streamed
            """
        ),
        (
            2,
            """
            /shop/**  dir/profile.yaml:24

              takes             all methods
              redirect          307 to https://shop.example.com/{path.rest}, with the client's query
              response-headers  x-a: b
            """
        ),
        (
            3,
            """
            /gone  dir/profile.yaml:28

              takes             all methods
              respond           410, { error: "gone", path: path }
            """
        ),
        (
            4,
            """
            /robots.txt  dir/profile.yaml:31

              takes             all methods
              respond           200, the text "User-agent: *"
            """
        ),
    ])
    func everyKindOfRouteSaysWhatItDoes(route: Int, text: String) throws {
        #expect(try Self.report(route..<(route + 1)).text() == text)
    }

    @Test func theListNamesRoutesBehindEndpoints() throws {
        let text = try Self.report().text()
        #expect(
            text.hasPrefix(
                """
                GET /users/{id}     1 call  ≤ 1 request  ≤ 500 ms                dir/profile.yaml:1
                GET /api/orders/**  → orders, payments and users                 dir/profile.yaml:4
                /api/**             → users                                      dir/profile.yaml:19
                /shop/**            307 to https://shop.example.com/{path.rest}  dir/profile.yaml:24
                /gone               410                                          dir/profile.yaml:28
                /robots.txt         200                                          dir/profile.yaml:31

                """), "\(text)")
    }

    @Test func programsReadAllOfIt() throws {
        let json = try Self.report(0..<5).json
        let array = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]] ?? []
        #expect(
            array.map { $0["route"] as? String } == [
                "GET /api/orders/**", "/api/**", "/shop/**", "/gone", "/robots.txt",
            ])
        let expected = """
            {"route": "GET /api/orders/**", "method": "GET", "path": "/api/orders/**", "summary": "Orders, as they are.",
             "file": "dir/profile.yaml", "line": 4, "when": "query.beta", "redirect": null, "respond": null, "files": null,
             "responseHeaders": [{"name": "server", "value": null}], "policies": {},
             "forward": {
               "services": [
                 {"service": "orders", "points": 9500, "timeoutMs": 300, "retry": \(Self.retry)},
                 {"service": "payments", "points": 400, "timeoutMs": 1000, "retry": \(Self.retry)},
                 {"service": "users", "points": 100, "timeoutMs": 500, "retry": \(Self.retry)}],
               "sticky": "cookies.session", "stripSegments": null, "rewrite": "/v2/{path.rest}",
               "headers": [{"name": "x-user", "value": "{cookies.user}"}, {"name": "x-debug", "value": null}],
               "mirror": {"service": "users", "points": 1250}, "idleTimeoutMs": 600000, "cache": null, "maxRequestBody": 65536,
               "buffersRequest": true, "allowsEncodedSlashes": true}}
            """
        let first = try #require(array.first)
        #expect(try Self.text(of: first) == Self.text(of: JSONSerialization.jsonObject(with: Data(expected.utf8))))
        let redirect: [String: Any] = [
            "to": "https://shop.example.com/{path.rest}", "status": 307, "passesQuery": true,
        ]
        #expect(try Self.text(of: #require(array[2]["redirect"])) == Self.text(of: redirect))
        let respond: [String: Any] = ["status": 200, "body": NSNull(), "text": "User-agent: *"]
        #expect(try Self.text(of: #require(array[4]["respond"])) == Self.text(of: respond))
    }

    private static let retry = """
        {"attempts": 3, "reasons": ["connect"], "statuses": [{"from": 503, "to": 503}], "backoffMs": 25,
         "attemptTimeoutMs": null, "budgetPercent": 20}
        """

    private static func text(of value: Any) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .prettyPrinted])
        return String(decoding: data, as: UTF8.self)
    }

    @Test func graphsLeadToServices() throws {
        let dot = try Self.report(0..<4).dot
        #expect(dot.contains("digraph \"GET /api/orders/**\" {"))
        #expect(dot.contains("  \"request\" -> \"service orders\" [label=\"95 %\"];"))
        #expect(dot.contains("  \"request\" -> \"service users\" [style=dashed, label=\"copy\"];"))
        #expect(dot.contains("  \"request\" -> \"307 to https://shop.example.com/{path.rest}\";"))
    }
}
