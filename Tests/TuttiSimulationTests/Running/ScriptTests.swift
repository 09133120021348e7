import Testing
import TuttiPlan
import TuttiSimulation

/// What services answer in a test, and in which order and time.
@Suite struct ScriptTests {
    /// One test on the profile; its lines are indented by four spaces.
    private static func bench(_ lines: String, gateway: String = TestBench.standardGateway) throws -> TestBench {
        try TestBench(TestBench.profile + "tests:\n  - name: a\n" + lines, gateway: gateway)
    }

    @Test(arguments: [
        ("timeout", "orders GET /orders?user=7 timeout 300"),
        ("reset", "orders GET /orders?user=7 reset 0"),
        ("bad_response", "orders GET /orders?user=7 bad_response 0"),
        ("tls", "orders GET /orders?user=7 tls 0"),
        ("503", "orders GET /orders?user=7 503 0"),
        ("{ fail: reset, after: 40ms }", "orders GET /orders?user=7 reset 40"),
        ("{ fail: timeout, after: 40ms }", "orders GET /orders?user=7 timeout 40"),
        ("{ after: 299ms, body: [] }", "orders GET /orders?user=7 200 299"),
        ("{ after: 300ms, body: [] }", "orders GET /orders?user=7 timeout 300"),
        ("{ after: 1440m, body: [] }", "orders GET /orders?user=7 timeout 300"),
        ("[timeout, 503]", "orders GET /orders?user=7 timeout 300"),
    ])
    func aResponseIsAsTheTestSays(script: String, exchange: String) throws {
        let bench = try Self.bench(
            """
                request: GET /profile/7
                services: { users: { "*": { body: { accountId: 1 } } }, orders: \(script), payments: 404 }
                expect: {}
            """)
        #expect(bench.mismatches == [])
        #expect(bench.exchanges.contains(exchange), "\(bench.exchanges)")
    }

    @Test(arguments: [
        ("body: null", "null", "ok"),
        ("text: \"\"", "[]", "invalid_json"),
        ("status: 204", "null", "ok"),
        ("text: not JSON", "[]", "invalid_json"),
        ("body: { a: 1.50, b: \"1\" }", "{ a: 1.5, b: \"1\" }", "ok"),
        ("body: \(String(repeating: "x", count: 100))", "[]", "too_large"),
    ])
    func aBodyIsSentAsItIs(response: String, value: String, outcome: String) throws {
        let bench = try Self.bench(
            """
                request: GET /profile/7
                services: { users: { "*": { body: {} } }, orders: { \(response) } }
                expect: { status: 200, body: { orders: \(value) }, outcome: { orders: \(outcome) }, calls: { payments: 0 } }
            """)
        #expect(bench.mismatches == [])
    }

    @Test func aListResponsesInTurnAndItsLastRepeats() throws {
        let bench = try Self.bench(
            """
                services: { users: { "*": { body: {} } }, orders: [503, { body: [1] }, { body: [2] }] }
                steps:
                  - { request: GET /profile/7, expect: { body: { orders: [] }, outcome: { orders: status } } }
                  - { request: GET /profile/7, expect: { body: { orders: [1] } } }
                  - { request: GET /profile/7, expect: { body: { orders: [2] } }, repeat: 3 }
            """)
        #expect(bench.mismatches == [])
        #expect(bench.results.first?.steps.count == 5)
    }

    /// The bad one of three instances is ejected after five failures in a row, and tried again after half a minute.
    @Test func anInstanceHasResponsesOfItsOwn() throws {
        let bench = try TestBench(
            """
            endpoint: GET /x
            calls: { x: { service: users, get: /x, otherwise: "'none'" } }
            response: { x: x }
            tests:
              - name: a
                services: { users: { "http://b": 502, "*": { body: 1 } } }
                steps:
                  - { request: GET /x, expect: { status: 200 }, repeat: 15 }
                  - { request: GET /x, expect: { body: { x: 1 } }, repeat: 15 }
                  - wait: 40s
                  - { request: GET /x, expect: { status: 200 }, repeat: 4 }
                  - { request: GET /x, expect: { body: { x: 1 } }, repeat: 15 }

            """,
            gateway:
                "services: { users: { instances: [http://a, http://b, \"http://c:81\"], balance: round-robin } }\n")
        #expect(bench.mismatches == [])
        let exchanges = bench.results.first?.steps.flatMap(\.exchanges) ?? []
        let bad = exchanges.count {
            if case .response(status: 502, _, _)? = $0.response?.ending { true } else { false }
        }
        #expect(bad == 6)
    }

    @Test func aStepsOwnScriptTakesThePlaceOfTheTestsForItsService() throws {
        let bench = try Self.bench(
            """
                services: { users: { "*": { body: {} } }, orders: [{ body: [1] }, { body: [2] }] }
                steps:
                  - { request: GET /profile/7, expect: { body: { orders: [1] } } }
                  - { request: GET /profile/7, services: { orders: [503, { body: [9] }] }, repeat: 2 }
                  - { request: GET /profile/7, expect: { body: { orders: [2] } } }
            """)
        #expect(bench.mismatches == [])
        #expect(bench.results.first?.steps.map { $0.exchanges.last?.result } == ["200", "503", "200", "200"])
    }

    @Test(arguments: [
        (#""*": 500, "GET /orders": { body: [1] }"#, "[1]"),
        (#""GET /*": { body: [1] }, "GET /orders": { body: [2] }"#, "[2]"),
        (#""GET /orders": { body: [1] }, "GET /orders?limit=3&user=7": { body: [2] }"#, "[2]"),
        (#""GET /orders": { body: [1] }, "GET /orders?limit=4&user=7": { body: [2] }"#, "[1]"),
        (#""GET /orders": { body: [1] }, "GET /orders?user=*&limit=*": { body: [2] }"#, "[1]"),
        (#""GET /*": { body: [1] }, "GET /orders?user=*&limit=3": { body: [2] }"#, "[2]"),
        (#""GET /or*": { body: [1] }, "GET /*rs": { body: [2] }"#, "[1]"),
        (#""POST /orders": { body: [1] }, "GET /order%73": { body: [2] }"#, "[2]"),
    ])
    func theMostSpecificRequestCounts(rules: String, orders: String) throws {
        let bench = try Self.bench(
            """
                request: GET /profile/7?limit=3
                services: { users: { "*": { body: {} } }, orders: { \(rules) } }
                expect: { body: { orders: \(orders) } }
            """)
        #expect(bench.mismatches == [])
    }

    @Test(
        arguments: [
            ("{ order: { userId: 7, total: { amount: 59.7 } } }", []),
            ("{ order: { total: { amount: 60 } } }", ["body sent by order /total/amount: expected 60, got 59.70"]),
            ("{ order: [] }", [#"body sent by order: expected an array, got {"userId":7,"total":{"amount":59.70}}"#]),
            ("{ product: null }", ["body sent by product: expected JSON, got none"]),
            ("{ other: null }", ["body sent by other: it made no request"]),
        ] as [(String, [String])])
    func whatACallSentIsCompared(sent: String, mismatches: [String]) throws {
        let bench = try TestBench(
            """
            endpoint: POST /orders/{id}
            calls:
              product: { service: users, get: /p, required: true }
              order:
                service: orders
                post: /o
                body: { userId: to_number(path.id), total: { amount: body.quantity * product.price } }
              other: { service: orders, post: /x, when: "`false`" }
            tests:
              - name: a
                request: POST /orders/7
                body: { quantity: 3 }
                services: { users: { body: { price: 19.90 } }, orders: { body: {} } }
                expect: { sent: \(sent) }
            """)
        #expect(bench.mismatches == mismatches)
    }

    @Test func whatTheTestDoesNotForeseeFailsIt() throws {
        let bench = try Self.bench(
            """
                request: GET /profile/7
                services: { users: { "GET /users/8": { body: {} } } }
                expect: {}
            """)
        #expect(
            bench.mismatches == [
                "GET /users/7: the test does not say what users answers to it, only to GET /users/8",
                "GET /orders?user=7: the test does not say what orders answers",
            ])
    }

    @Test func aBreakerOpensByRepetitionAndHealsByWaiting() throws {
        let gateway = """
            services:
              users: { instances: ["http://users"] }
              orders: { instances: ["http://orders"], breaker: { minimum-calls: 10, open-for: 10m, probes: 1 } }
              payments: { instances: ["http://payments"] }
            """
        let bench = try Self.bench(
            """
                services: { users: { "*": { body: {} } }, orders: { "*": { body: [1] } } }
                steps:
                  - request: GET /profile/7
                    services: { orders: reset }
                    repeat: 10
                    expect: { outcome: { orders: reset } }
                  - request: GET /profile/7
                    expect: { outcome: { orders: breaker_open }, calls: { orders: 0 } }
                  - wait: 9m
                  - request: GET /profile/7
                    expect: { outcome: { orders: breaker_open } }
                  - wait: 1m
                  - request: GET /profile/7
                    expect: { outcome: { orders: ok }, body: { orders: [1] } }
            """, gateway: gateway)
        #expect(bench.mismatches == [])
    }

    @Test func eachTestHasABreakerOfItsOwn() throws {
        let failing = """
              - name: NAME
                services: { users: { "*": { body: {} } }, orders: reset }
                steps: [{ request: GET /profile/7, repeat: 20, expect: { outcome: { orders: reset } } }]

            """
        let tests = ["a", "b"].map { failing.replacing("NAME", with: $0) }.joined()
        #expect(try TestBench(TestBench.profile + "tests:\n" + tests).mismatches == [])
    }

    @Test func theClientsHeadersAndBodyReachTheEndpoint() throws {
        let bench = try TestBench(
            """
            endpoint: POST /a/{id}/b
            calls:
              user:
                service: users
                post: /x
                headers: { x-lang: "{headers.\\"accept-language\\"}", x-id: "{path.id}" }
                body: body
            response: [user, path.id, headers."accept-language", headers."content-type", body, cookies.c, now()]
            tests:
              - name: a
                request: POST /a/%C3%A4%20%2F/b
                headers: { accept-language: [de, en], cookie: c=1 }
                body: { amount: 1.50, text: path.id }
                services: { users: { "POST /x": { body: true } } }
                expect:
                  body: [true, "ä /", "de, en", application/json, { amount: 1.5, text: path.id }, "1", 1767225600]
            """)
        #expect(bench.mismatches == [])
    }

    @Test func aHeadIsComposedLikeAGet() throws {
        let bench = try Self.bench(
            """
                request: HEAD /profile/7
                services: { users: 404, orders: 404 }
                expect: { status: 404 }
            """)
        #expect(bench.mismatches == [])
    }
}
