import Testing
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiPolicies
import TuttiSimulation
import TuttiUpstream

/// What the engine does with who has asked: claims in calls, `needs`, and rules that read the body.
@Suite struct RightsTests {
    private static func composing(_ endpoint: String) throws -> Composing {
        try Composing(endpoint, keys: "consumers: { a: { keys: [] } }") { call in .body(#"{"id":"\#(call.name)"}"#) }
    }

    private static func asked(by claims: JSONObject?, body: String = "") -> ClientRequest {
        var request = ClientRequest.post(body)
        request.identity = claims.map { Identity(way: "partners", subject: nil, claims: .object($0)) }
        return request
    }

    private static func claims(_ plan: JSONValue) -> JSONObject { JSONObject([(name: "plan", value: plan)]) }

    private static let page = """
        endpoint: POST /page
        auth: [partners, optional]
        calls:
          user: { service: users, get: "/{claims.plan || 'nobody'}" }
          orders: { service: orders, get: /orders, needs: claims.plan == 'gold', otherwise: [] }
          bills: { service: payments, get: /bills, needs: claims.plan, cache: 1m }
          totals: { service: orders, get: "/totals/{orders.id}" }
        response: { user: user.id, way: client.auth, plan: claims.plan, orders: orders, totals: totals, bills: bills }
        """

    @Test func whoHasTheRightGetsAll() throws {
        let composing = try Self.composing(Self.page)
        let response = try composing.response(Self.asked(by: Self.claims("gold")))
        let whole =
            #"{"user":"user","way":"partners","plan":"gold","orders":{"id":"orders"},"totals":{"id":"totals"},"bills":null}"#
        #expect(response.text == whole)
        // Only `true` is a right.
        #expect(response.calls.map(\.outcome) == [.ok, .ok, .forbidden, .ok])
        #expect(composing.transport.calls.map(\.name) == ["user", "orders", "totals"])
    }

    @Test(arguments: [claims("silver"), claims(.null), JSONObject(), nil])
    func withoutItTheCallIsNotMadeAndThePageComes(claims: JSONObject?) throws {
        let composing = try Self.composing(Self.page)
        let response = try composing.response(Self.asked(by: claims))
        #expect(response.status == 200 && response.text.contains(#""orders":null"#))
        // Nothing failed: no `otherwise` stands in, and what reads it is skipped, too.
        #expect(response.calls.map(\.outcome) == [.ok, .forbidden, .forbidden, .skipped])
        #expect(
            response.compositionStatus.hasSuffix(
                ", orders;outcome=skipped;reason=forbidden, bills;outcome=skipped;reason=forbidden, totals;outcome=skipped"
            ))
        #expect(response.header("cache-control") == nil)
        #expect(composing.transport.calls.map(\.name) == ["user"])
    }

    @Test func aRequiredCallGives403() throws {
        let composing = try Self.composing(
            """
            endpoint: POST /page
            auth: partners
            calls: { user: { service: users, get: /x, required: true, needs: "contains(claims.roles, 'a')" } }
            """)
        for claims in [Self.claims("gold"), JSONObject([(name: "roles", value: "b")])] {
            let response = try composing.response(Self.asked(by: claims))
            #expect(
                response.status == 403 && response.text.contains("lacks the right") && !response.text.contains("roles"))
        }
        #expect(composing.transport.calls.isEmpty)
        let roles = JSONObject([(name: "roles", value: .array(["a"]))])
        #expect(try composing.response(Self.asked(by: roles)).status == 200)
    }

    @Test func aRuleMayReadTheBody() throws {
        let composing = try Self.composing(
            """
            endpoint: POST /page
            auth: partners
            allow: body.owner == claims.plan
            calls: { user: { service: users, get: /x } }
            """)
        let claims = Self.claims("gold")
        #expect(try composing.response(Self.asked(by: claims, body: #"{"owner":"gold"}"#)).status == 200)
        for body in [#"{"owner":"silver"}"#, "{}", "[]", "null", ""] {
            let response = try composing.response(Self.asked(by: claims, body: body))
            #expect(response.status == 403 && response.refusingRule == "allow")
        }
        #expect(try composing.response(Self.asked(by: claims, body: "{")).status == 400)
        #expect(composing.transport.calls.count == 1)
    }

    /// What reads claims is in the key of a cached response.
    @Test func cachedResponsesAreNotSharedByThoseWhoseClaimsDiffer() throws {
        let composing = try Self.composing(
            """
            endpoint: POST /page
            auth: partners
            calls: { user: { service: users, get: "/of/{claims.plan}", cache: 1m } }
            """)
        for plan: JSONValue in ["a", "b", "a"] { _ = try composing.response(Self.asked(by: Self.claims(plan))) }
        #expect(composing.transport.calls.map(\.target) == ["/of/a", "/of/b"])
    }
}
