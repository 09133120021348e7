import Testing
import TuttiPlan
import TuttiSimulation

/// What a test expects of the requests of its calls: `calls`.
@Suite struct ExpectedRequestsTests {
    private static func mismatches(_ calls: String, pay: String = "204") throws -> [String] {
        try TestBench(
            """
            endpoint: POST /x
            calls:
              order:
                service: orders
                post: /orders
                headers: { x-kind: "{body.kind}" }
                body: { kind: body.kind, parts: [1, 2] }
                required: true
                undo: { delete: "/orders/7", headers: { x-why: failed }, body: { why: "'failed'" } }
              pay: { service: payments, post: /pay, after: order, required: true, when: body.kind }
            tests:
              - name: a
                request: POST /x
                body: { kind: tea }
                services: { orders: { "POST /orders": 204, "DELETE /orders/7": [503, 204] }, payments: \(pay) }
                expect: { calls: \(calls) }
            """
        ).mismatches
    }

    @Test(arguments: [
        "{ order: 1, pay: 1 }", "{ order: { times: 1 } }", "{ order: { body: { kind: tea } } }",
        "{ order: { headers: { x-kind: tea, x-other: null } } }", "{ order: { headers: { x-kind: [tea] } } }",
        "{ order: { undo: 0 } }",
        "{ order: { times: 1, body: { parts: [1, 2] }, undo: { times: 0 } } }",
    ])
    func whatWasSentIsAsExpected(calls: String) throws {
        #expect(try Self.mismatches(calls) == [])
    }

    @Test(arguments: [
        ("{ pay: 0 }", "requests of pay: expected 0, got 1"),
        ("{ order: { times: 2 } }", "requests of order: expected 2, got 1"),
        ("{ order: { body: { kind: milk } } }", #"body sent by order /kind: expected "milk", got "tea""#),
        ("{ order: { headers: { x-kind: milk } } }", "header x-kind sent by order: expected milk, got tea"),
        ("{ order: { headers: { x-kind: null } } }", "header x-kind sent by order: expected none, got tea"),
        (
            "{ order: { headers: { x-kind: [tea, milk] } } }",
            "header x-kind sent by order: expected [tea | milk], got [tea]"
        ),
        ("{ order: { headers: { x-other: a } } }", "header x-other sent by order: expected a, got none"),
        ("{ order: { undo: 1 } }", "requests of order.undo: expected 1, got 0"),
        ("{ order: { undo: { headers: { a: b } } } }", "headers sent by order.undo: it made no request"),
    ])
    func whatIsNotAsExpectedIsSaid(calls: String, mismatch: String) throws {
        #expect(try Self.mismatches(calls) == [mismatch])
    }

    @Test func undosAreExpectedAsCallsAre() throws {
        let calls = "{ order: { undo: { times: 2, body: { why: failed }, headers: { x-why: failed } } } }"
        #expect(try Self.mismatches(calls, pay: "409") == [])
        #expect(
            try Self.mismatches("{ order: { undo: { body: { why: other } } } }", pay: "409").first
                == #"body sent by order.undo /why: expected "other", got "failed""#)
    }

    /// A test that does not say what a service answers to an undo has forgotten it.
    @Test func anUndoThatIsNotInTheScriptFailsTheTest() throws {
        let bench = try TestBench(
            """
            endpoint: POST /x
            calls:
              order: { service: orders, post: /orders, required: true, undo: { delete: /orders/7, retry: false } }
              pay: { service: payments, post: /pay, after: order, required: true }
            tests:
              - { name: a, request: POST /x, services: { orders: { "POST /orders": 204 }, payments: 409 }, expect: {} }
            """)
        #expect(bench.mismatches.count == 1)
        #expect(bench.mismatches.first?.hasPrefix("DELETE /orders/7: ") == true)
    }
}
