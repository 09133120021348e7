import HTTPTypes
import Testing
import TuttiComposition
import TuttiEngine
import TuttiPlan
import TuttiSimulation

/// What rules of `allow` read of parameters with types: the same as calls.
struct PreparedAccessTests {
    private static let types = """
        request:
          path: { id: integer }
          query: { limit: { type: integer, maximum: 100, default: 20 }, all: boolean, tag: { type: array, items: { type: number } } }
          headers: { x-level: number }
        """

    private static func plan(_ allow: String, rules: String = "") throws -> GatewayPlan {
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", "\(rules)services: { users: { instances: [http://a] } }"),
            (
                "a.yaml",
                "endpoint: GET /x/{id}\n\(types)\nallow: \"\(allow)\"\ncalls: { user: { service: users, get: \"/{path.id}\" } }\n"
            ),
        ])
        #expect(result.diagnostics.map(\.message) == [])
        return try #require(result.plan)
    }

    @Test(arguments: [
        ("query.limit > `10`", "", true), ("query.limit > `10`", "limit=11", true),
        ("query.limit > `10`", "limit=9", false), ("query.limit > `10`", "limit=x", false),
        ("path.id == `7`", "", true), ("query.all", "all=true", true), ("query.all", "all=false", false),
        ("query.all", "all=yes", false), ("query.tag[1] == `2`", "tag=1&tag=2", true),
        ("query.tag[1] == `2`", "tag=x&tag=2", false), (#"headers.\"x-level\" >= `1.5`"#, "", true),
        ("query.other == '1'", "other=1", true),
    ])
    func rulesReadTypes(allow: String, query: String, isAllowed: Bool) throws {
        let plan = try Self.plan(allow)
        let access = try #require(PreparedAccess(plan.endpoints[0], in: plan))
        let request = ClientRequest.get("7", query: query, headers: Fields(pairs: [("X-Level", "1.5")]))
        #expect((access.refusal(of: request) == nil) == isAllowed)
    }

    /// It must not mean something else where an endpoint gives its parameters types: here it would let everybody in.
    @Test(arguments: [("all=true", false), ("all=false", true), ("", true)])
    func aRuleOfTheGatewayReadsTextsEverywhere(query: String, isAllowed: Bool) throws {
        let plan = try Self.plan(
            "not-all", rules: "rules: { not-all: \"query.all != 'true'\" }\n")
        let access = try #require(PreparedAccess(plan.endpoints[0], in: plan))
        let request = ClientRequest.get("7", query: query, headers: Fields(pairs: [("X-Level", "1.5")]))
        #expect((access.refusal(of: request) == nil) == isAllowed)
    }

    @Test(arguments: [
        ("query.limit == null", "limit=200"), ("query.limit == null", "limit=1&limit=2"),
        ("length(keys(query)) == `1`", ""),
    ])
    func whatDoesNotFitIsNullAndWhatIsNotThereIsNoMember(allow: String, query: String) throws {
        let plan = try Self.plan(allow)
        let access = try #require(PreparedAccess(plan.endpoints[0], in: plan))
        let request = ClientRequest.get("7", query: query, headers: Fields(pairs: [("X-Level", "1.5")]))
        #expect(access.refusal(of: request) == nil)
    }

    @Test(arguments: [("20", 200), ("5", 403), ("x", 403)])
    func soDoRulesThatReadTheBody(limit: String, status: Int) throws {
        let composing = try Composing(
            """
            endpoint: POST /x/{id}
            \(Self.types)
            allow: query.limit > body.least
            calls: { user: { service: users, post: "/{path.id}" } }
            """
        ) { _ in .body("{}") }
        var request = ClientRequest.post(#"{"least":10}"#)
        (request.pathParameters, request.query) = (["7"], "limit=\(limit)")
        request.headers = Fields(pairs: [("X-Level", "1")])
        #expect(try composing.response(request).status == status)
    }
}
