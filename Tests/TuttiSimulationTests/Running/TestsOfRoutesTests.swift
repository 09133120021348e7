import Testing
import TuttiSimulation

/// Tests that stand beside routes.
struct TestsOfRoutesTests {
    private static let route = """
        route: /api/orders/**
        when: headers."x-version" != '1'
        to: { orders: 95, payments: 5 }
        sticky: cookies.side
        rewrite: "/v2/{path.rest}"
        response-headers: { server: null, x-path: "{path.rest}" }
        retry: {}
        tests:
          - name: the test
        """

    /// A test with one request, and what is not as it expects.
    @Test(
        arguments: [
            // What the service got, and what the client gets.
            (
                "PUT /api/orders/7?dry=1", "body: { quantity: 2 }",
                "{ orders: { \"PUT /v2/7?dry=1\": { status: 201, headers: { server: old, etag: e }, body: { id: 7 } } } }",
                """
                { status: 201, headers: { server: null, etag: e, x-path: "7" }, body: { id: 7 }, sent: { orders: { quantity: 2 } },
                  calls: { orders: 1, payments: 0 }, outcome: { orders: ok } }
                """, []
            ),
            (
                "GET /api/orders/a%2520/", "", "{ orders: { \"GET /v2/a%2520/\": 404 } }",
                "{ status: 404, outcome: { orders: ok } }", []
            ),
            ("GET /api/orders", "", "{ orders: { \"GET /v2\": 200 } }", "{ status: 200 }", []),
            // Failures, and attempts after them.
            (
                "GET /api/orders/7", "", "{ orders: connect }",
                "{ status: 502, outcome: { orders: connect }, body: { reason: connect } }", []
            ),
            ("GET /api/orders/7", "", "{ orders: [503, 204] }", "{ status: 204, calls: { orders: 2 } }", []),
            (
                "POST /api/orders/7", "", "{ orders: [503, 204] }",
                "{ status: 503, calls: { orders: 1 }, outcome: { orders: status } }", []
            ),
            (
                "GET /api/orders/7", "", "{ orders: timeout }",
                "{ status: 504, within: 300ms, body: { reason: timeout } }", []
            ),
            (
                "GET /api/orders/7", "", "{ orders: { after: 200ms, status: 204 } }", "{ status: 204, within: 200ms }",
                []
            ),
            // The other service, by what is sticky.
            (
                "GET /api/orders/7", "headers: { cookie: side=s7 }", "{ orders: 200, payments: 204 }",
                "{ status: 204, calls: { payments: 1 } }", []
            ),
            // What is not as expected.
            (
                "GET /api/orders/7", "headers: { x-version: \"1\" }", "{ orders: 200 }", "{ status: 200 }",
                ["route: it does not take this request: its `when` does not hold"]
            ),
            (
                "GET /api/orders/7", "", "{ orders: { \"GET /v1/*\": 200 } }", "{ status: 200 }",
                [
                    "GET /v2/7: the test does not say what orders answers to it, only to GET /v1/*",
                    "status: expected 200, got 502",
                ]
            ),
            ("GET /api/orders/a%2Fb", "", "{ orders: 200 }", "{ status: 400, calls: { orders: 0 } }", []),
        ] as [(String, String, String, String, [String])])
    func areRunLikeThoseOfEndpoints(
        request: String, keys: String, services: String, expect: String, mismatches: [String]
    ) throws {
        let bench = try TestBench(
            Self.route + "\n    request: \(request)\n    \(keys)\n    services: \(services)\n    expect: \(expect)\n")
        #expect(bench.mismatches == mismatches)
    }

    @Test func stepsShareTheBreaker() throws {
        let bench = try TestBench(
            """
            route: /x
            to: orders
            tests:
              - name: the breaker opens, and closes again
                services: { orders: 204 }
                steps:
                  - { request: GET /x, services: { orders: 500 }, repeat: 20, expect: { status: 500 } }
                  - { request: GET /x, expect: { status: 503, outcome: { orders: breaker_open }, headers: { retry-after: "5" } } }
                  - wait: 5s
                  - { request: GET /x, expect: { status: 204 } }
            """)
        #expect(bench.mismatches.isEmpty)
    }

    @Test(arguments: [
        "redirect: { to: \"/new/{path.id}\" }\nX: { status: 308, headers: { location: /new/7 } }",
        "respond: { status: 410, body: { id: path.id, region: env.REGION } }\nX: { status: 410, body: { id: \"7\", region: eu } }",
        "respond: { text: no }\nX: { status: 200, headers: { content-type: \"text/plain; charset=utf-8\" } }",
    ])
    func aRouteWithoutServiceHasTestsToo(keys: String) throws {
        let parts = keys.split(separator: "\nX: ")
        let bench = try TestBench(
            "route: GET /x/{id}\n\(parts[0])\ntests:\n  - { name: t, request: GET /x/7, expect: \(parts[1]), env: { REGION: eu } }\n",
            gateway: "env: [REGION]\n" + TestBench.standardGateway,
            environment: ["REGION": "us"])
        #expect(bench.mismatches.isEmpty)
    }
}
