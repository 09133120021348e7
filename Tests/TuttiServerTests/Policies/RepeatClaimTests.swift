import HTTPTypes
import Testing
import TuttiComposition
import TuttiEngine
import TuttiJSON
import TuttiPlan
import TuttiPolicies

@testable import TuttiServer

/// Which requests with an `Idempotency-Key` are the same.
@Suite struct RepeatClaimTests {
    private struct Headers: ClientHeaders {
        let pairs: [(String, String)]
        func values(named name: String) -> [String] { pairs.filter { $0.0 == name }.map(\.1) }
        func forEach(_ visit: (String, String) -> Void) { for pair in pairs { visit(pair.0, pair.1) } }
    }

    /// Two ways, whose tokens stand in two headers.
    private static let auth = """
        defaults: { auth: none }
        auth:
          a: { jwt: { issuer: https://a.example, audience: any, header: authorization, cookie: a } }
          b: { jwt: { issuer: https://b.example, audience: any, header: x-token } }

        """

    private static func rules(_ endpoint: String = "", service: String = "") throws -> RepeatRules {
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: auth + "services: { s: { instances: [\"http://s:80\"]\(service) } }\n"),
            (
                name: "x.yaml",
                text: "endpoint: POST /x\nidempotency: { for: 90s }\n\(endpoint)"
                    + "calls: { a: { service: s, post: /a } }\n"
            ),
        ])
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        let endpoint = try #require(plan.endpoints.first)
        return RepeatRules(
            endpoint, try #require(endpoint.repeats), services: plan.services, ways: plan.settings.ways,
            store: MemoryRepeatStore())
    }

    private static func request(
        _ rules: RepeatRules, key: String = "k", identity: (way: String, subject: String?, claims: JSONValue)? = nil,
        body: String = "1", query: String = "", path: String = "/x", _ headers: [(String, String)] = []
    ) throws -> RepeatedRequest {
        var request = ClientRequest(
            id: "r", method: .post, query: query, headers: Headers(pairs: headers), body: Array(body.utf8))
        request.identity = identity.map { Identity(way: $0.way, subject: $0.subject, claims: $0.claims) }
        let claim = RepeatClaim(key: try #require(IdempotencyKey([key])), rules: rules)
        return try #require(claim.request(of: request, path: path[...]))
    }

    @Test func whoeverAsksHasKeysOfTheirOwn() throws {
        let rules = try Self.rules()
        let claims = ["a", "b"].map { JSONValue.object(JSONObject([("x", .string($0))])) }
        let names = [
            try Self.request(rules), try Self.request(rules, identity: ("a", "1", .null)),
            try Self.request(rules, identity: ("a", "2", .null)), try Self.request(rules, identity: ("a1", "", .null)),
            try Self.request(rules, identity: ("a", nil, claims[0])),
            try Self.request(rules, identity: ("a", nil, claims[1])), try Self.request(rules, key: "k2"),
        ].map(\.name)
        #expect(Set(names).count == names.count)
        // Other claims of the same client are the same client.
        #expect(
            try Self.request(rules, identity: ("a", "1", claims[0])).name
                == Self.request(rules, identity: ("a", "1", claims[1])).name)
    }

    @Test func whatIsAskedTellsRequestsApart() throws {
        let rules = try Self.rules()
        let requests = [
            try Self.request(rules), try Self.request(rules, body: "2"), try Self.request(rules, query: "a=1"),
            try Self.request(rules, path: "/x/"), try Self.request(rules, [("content-type", "a/b")]),
            try Self.request(rules, [("content-encoding", "gzip")]),
            try Self.request(rules, [("content-type", "a/b"), ("content-type", "a/b")]),
        ]
        #expect(Set(requests.map(\.content)).count == requests.count)
        #expect(Set(requests.map(\.name)).count == 1)
    }

    /// The headers that an endpoint reads or passes on, by what its files say.
    @Test(arguments: [
        ("", "", []), ("", ", forward-headers: [x-a, X-B, user-agent, x-request-id]", ["x-a", "x-b"]),
        ("response: { a: headers.x }\n", "", ["x"]), ("response: { a: keys(cookies) }\n", "", ["cookie"]),
        ("", ", forward-headers: [idempotency-key, authorization]", ["authorization"]),
    ])
    func onlyTheseHeadersCount(endpoint: String, service: String, headers: [String]) throws {
        let rules = try Self.rules(endpoint, service: service)
        #expect(rules.headers == headers)
        #expect(rules.seconds == 90)
        let plain = try Self.request(rules)
        for name in headers { #expect(try Self.request(rules, [(name, "1")]).content != plain.content) }
        #expect(try Self.request(rules, [("x-other", "1")]).content == plain.content)
    }

    @Test func ofCookiesThoseCountThatAreRead() throws {
        let rules = try Self.rules("response: { a: cookies.x }\n")
        func content(_ cookies: String) throws -> RepeatedRequest { try Self.request(rules, [("cookie", cookies)]) }
        #expect(try content("x=1; _ga=1") == content("_ga=2; x=1"))
        #expect(try content("x=1") != content("x=2"))
    }

    @Test func whoReadsAllHeadersIsAskedSomethingElseByEach() throws {
        let rules = try Self.rules("response: { a: keys(headers) }\n")
        let plain = try Self.request(rules, [("x-a", "1"), ("x-b", "2")])
        #expect(try Self.request(rules, [("x-b", "2"), ("x-a", "1"), ("date", "today")]) == plain)
        #expect(try Self.request(rules, [("x-a", "2"), ("x-b", "2")]) != plain)
        #expect(try Self.request(rules, [("x-a", "1")]) != plain)
    }

    /// A token may be another one by now; what the client is not known by is a part of what is asked.
    @Test func onlyTheCredentialsByWhichAClientIsKnownDoNotCount() throws {
        let rules = try Self.rules(service: ", forward-headers: [authorization, cookie, x-tenant]")
        func content(_ header: (String, String), by way: String?) throws -> RepeatedRequest {
            try Self.request(rules, identity: way.map { ($0, "1", .null) }, [header])
        }
        func counts(_ name: String, by way: String?, _ first: String = "1", _ second: String = "2") throws -> Bool {
            try content((name, first), by: way) != content((name, second), by: way)
        }
        #expect(try !counts("authorization", by: "a"))
        #expect(try counts("authorization", by: "b"))
        #expect(try counts("authorization", by: nil))
        #expect(try !counts("cookie", by: "a", "a=1; x=1", "x=1; a=2"))
        #expect(try counts("cookie", by: "a", "a=1; x=1", "a=1; x=2"))
        #expect(try counts("cookie", by: "b", "a=1", "a=2"))
        #expect(try counts("x-tenant", by: "a"))
    }

    @Test func claimsThatAreReadCountButForWhatARenewedTokenSaysAnew() throws {
        func claims(_ tenant: String, _ end: Int) -> JSONValue {
            .object(JSONObject([("tenant", .string(tenant)), ("exp", .number(JSONNumber(end)))]))
        }
        for (endpoint, counts) in [("", false), ("auth: a\nresponse: { a: claims.tenant }\n", true)] {
            let rules = try Self.rules(endpoint)
            func request(_ claims: JSONValue) throws -> RepeatedRequest {
                try Self.request(rules, identity: ("a", "1", claims))
            }
            #expect(try request(claims("x", 1)) == request(claims("x", 2)))
            #expect(try (request(claims("x", 1)) != request(claims("y", 1))) == counts)
        }
        // Credentials that name nobody are known by what they say.
        let rules = try Self.rules()
        #expect(
            try Self.request(rules, identity: ("a", nil, claims("x", 1)))
                == Self.request(rules, identity: ("a", nil, claims("x", 2))))
    }
}
