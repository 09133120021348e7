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

    private static func rules(_ endpoint: String = "", service: String = "") throws -> RepeatRules {
        let result = CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: "services: { s: { instances: [\"http://s:80\"]\(service) } }\n"),
            (
                name: "x.yaml",
                text: "endpoint: POST /x\nidempotency: { for: 90s }\n\(endpoint)"
                    + "calls: { a: { service: s, post: /a } }\n"
            ),
        ])
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        let endpoint = try #require(plan.endpoints.first)
        return RepeatRules(
            endpoint, try #require(endpoint.repeats), services: plan.services, store: MemoryRepeatStore())
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
        let contents = [
            try Self.request(rules), try Self.request(rules, body: "2"), try Self.request(rules, query: "a=1"),
            try Self.request(rules, path: "/x/"), try Self.request(rules, [("content-type", "a/b")]),
            try Self.request(rules, [("content-encoding", "gzip")]),
            try Self.request(rules, [("content-type", "a/b"), ("content-type", "a/b")]),
        ].map(\.content)
        #expect(Set(contents).count == contents.count)
        #expect(Set(contents.indices.map { _ in try? Self.request(rules).name }).count == 1)
    }

    /// The headers that an endpoint reads or passes on, by what its files say.
    @Test(arguments: [
        ("", "", []), ("", ", forward-headers: [x-a, X-B, user-agent, x-request-id]", ["x-a", "x-b"]),
        ("response: { a: headers.x }\n", "", ["x"]), ("response: { a: cookies.x }\n", "", ["cookie"]),
        ("response: { a: keys(headers) }\n", "", ["authorization", "cookie", "dpop"]),
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

    @Test func theCredentialsOfAClientThatIsKnownDoNotCount() throws {
        let rules = try Self.rules(service: ", forward-headers: [authorization, cookie, x-tenant]")
        func content(_ headers: [(String, String)], isKnown: Bool) throws -> RepeatedRequest {
            try Self.request(rules, identity: isKnown ? ("a", "1", .null) : nil, headers)
        }
        for name in ["authorization", "cookie"] {
            #expect(try content([(name, "1")], isKnown: true) == content([(name, "2")], isKnown: true))
            #expect(try content([(name, "1")], isKnown: false) != content([(name, "2")], isKnown: false))
        }
        #expect(try content([("x-tenant", "1")], isKnown: true) != content([("x-tenant", "2")], isKnown: true))
    }
}
