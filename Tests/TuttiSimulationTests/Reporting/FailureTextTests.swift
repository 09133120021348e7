import Testing
import TuttiSimulation

/// Tests that fail, and the exact text that is printed.
@Suite struct FailureTextTests {
    private static let services = """
              users: { "GET /users/7": { body: { id: 7, name: Eve, accountId: a1 } } }
              orders: { "*": { body: [{ id: 1 }, { id: 2 }, { id: 3 }] } }
              payments: { "*": { body: [] } }
        """

    private static func text(_ name: String, _ lines: String) throws -> String {
        let test = "tests:\n  - name: \(name)\n    request: GET /profile/7\n    services:\n\(services)\n"
        return try TestBench(TestBench.profile + test + lines).report.text()
    }

    @Test(arguments: [
        ("status", "    expect: { status: 404 }\n", "    status         expected 404, got 200\n"),
        (
            "outcome", "    expect: { outcome: { user: ok, orders: timeout } }\n",
            "    outcome of orders  expected timeout, got ok\n"
        ),
        ("number", "    expect: { body: { user: { id: 7.5 } } }\n", "    body /user/id  expected 7.5, got 7\n"),
        (
            "text", "    expect: { body: { user: { name: Ada } } }\n",
            "    body /user/name  expected \"Ada\", got \"Eve\"\n"
        ),
        (
            "length", "    expect: { body: { orders: [{}, {}] } }\n",
            "    body /orders   expected 2 elements, got 3 elements\n"
        ),
        (
            "element", "    expect: { body: { orders: [{}, { id: 3 }, {}] } }\n",
            "    body /orders/1/id  expected 3, got 2\n"
        ),
        (
            "kind", "    expect: { body: { user: [7] } }\n",
            "    body /user     expected an array, got {\"id\":7,\"name\":\"Eve\",\"accountId\":\"a1\"}\n"
        ),
        (
            "root", "    expect: { body: [] }\n",
            "    body           expected an array, got {\"user\":{\"id\":7,\"name\":\"Eve\""
        ),
        ("member", "    expect: { body: { usr: 1 } }\n", "    body /usr      expected 1, got no such member\n"),
        ("nothing", "    expect: { body: { user: null } }\n", "    body /user     expected null, got {\"id\""),
        (
            "header", "    expect: { headers: { cache-control: no-store, content-type: null } }\n",
            """
                header cache-control  expected no-store, got none
                header content-type   expected none, got application/json

            """
        ),
        ("requests", "    expect: { calls: { orders: 2, user: 1 } }\n", "    requests of orders  expected 2, got 1\n"),
    ])
    func eachDifferenceIsNamed(name: String, expectation: String, text: String) throws {
        let printed = try Self.text(name, expectation)
        #expect(printed.contains("✗ GET /profile/{id} · \(name)"))
        #expect(printed.contains(text), "\(printed)")
        #expect(printed.hasSuffix("\n\n1 test, 1 failed in 1 file"))
    }

    @Test func aTestThatFailsIsPrintedWithAllThatHelps() throws {
        let tests = """
            tests:
              - name: all is well
                request: GET /profile/7
                services: { users: 404, orders: reset }
                expect: { status: 404 }
              - name: orders are slow
                request: GET /profile/7?limit=3
                services:
                  users: { "GET /users/7": { after: 20ms, body: { name: Eve, accountId: a1 } } }
                  orders: { "GET /orders?limit=3&user=7": { after: 10m, body: [] } }
                  payments: { "GET /accounts/a2/payments": 503, "GET /accounts/*/cards": { body: [] } }
                expect:
                  status: 503
                  outcome: { orders: ok, payments: ok }
                  within: 100ms
                  body: { user: { name: Ada } }
            """
        let report = try TestBench(TestBench.profile + tests).report
        #expect(
            report.text(seconds: 0.0349) == """
                ✓ GET /profile/{id} · all is well

                ✗ GET /profile/{id} · orders are slow                                   profile.yaml:12
                    GET /accounts/a1/payments  the test does not say what payments answers to it, only to GET /accounts/a2/payments, GET /accounts/*/cards
                    status                     expected 503, got 200
                    outcome of orders          expected ok, got fallback (timeout)
                    outcome of payments        expected ok, got failed (connect)
                    body /user/name            expected "Ada", got "Eve"
                    time                       expected at most 100 ms, got 300 ms
                    the response               200 in 300 ms: {"user":{"name":"Eve","accountId":"a1"},"orders":[],"payments":null}
                    requests made              user      GET /users/7 → 200 in 20 ms
                                               orders    GET /orders?user=7&limit=3 → timeout in 300 ms
                                               payments  GET /accounts/a1/payments → not in the test

                2 tests, 1 passed, 1 failed in 1 file (0.03 s)
                """)
    }

    @Test func coloursAreOnlyColours() throws {
        let tests = """
            tests:
              - name: wrong
                request: GET /profile/7
                services: { users: 404, orders: reset }
                expect: { status: 200 }
            """
        let report = try TestBench(TestBench.profile + tests).report
        let coloured = report.text(isColored: true)
        #expect(coloured.contains("\u{1B}[32m200\u{1B}[0m, got \u{1B}[1;31m404\u{1B}[0m"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == report.text())
    }

    @Test func manyDifferencesAreOneMistake() throws {
        let expected = (0..<50).map { "m\($0): 1" }.joined(separator: ", ")
        let printed = try Self.text("many", "    expect: { body: { user: { \(expected) } } }\n")
        #expect(printed.contains("body /user/m19"))
        #expect(!printed.contains("body /user/m20"))
        #expect(printed.contains("and 30 more differences"))
    }

    @Test func controlCharactersDoNotReachTheTerminal() throws {
        let printed = try Self.text("\"\\e[2J\"", "    expect: { body: { user: { name: \"\\u202Ea\" } } }\n")
        #expect(!printed.contains("\u{1B}"))
        #expect(!printed.contains("\u{202E}"))
    }

    @Test func aStepThatFailsIsNamedAndEndsTheTest() throws {
        let tests = """
            tests:
              - name: twice
                services: { users: [404, 404, 500], orders: reset }
                steps:
                  - wait: 1s
                  - { request: GET /profile/7, repeat: 5, expect: { status: 404 } }
                  - { request: GET /profile/7, expect: { status: 404 } }
            """
        let bench = try TestBench(TestBench.profile + tests)
        #expect(
            bench.report.text().contains(
                """
                    in step 2, repetition 3 of 5: GET /profile/7
                    status         expected 404, got 502

                """))
        #expect(bench.results.first?.steps.count == 3)
    }
}
