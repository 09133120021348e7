import Foundation
import Testing
import TuttiComposition
import TuttiPlan
import TuttiSimulation

/// What programs read of `tutti explain`.
@Suite struct ExplainedFormatsTests {
    private static func report(_ endpoint: String, gateway: String) throws -> PlanReport {
        let plan = try TestBench(endpoint, gateway: gateway).plan
        return PlanReport(plan.endpoints.indices.compactMap { EndpointExplanation($0, in: plan) }, prefix: "dir/")
    }

    private static func everything() throws -> [String: Any] {
        let json = try report(Everything.endpoint, gateway: Everything.gateway).json
        let array = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        #expect(array?.count == 1)
        return try #require(array?.first)
    }

    private static func call(_ name: String) throws -> [String: Any] {
        let calls = try everything()["calls"] as? [[String: Any]]
        return try #require(calls?.first { $0["name"] as? String == name })
    }

    /// Whether a part of the JSON is this.
    private static func expect(_ value: [String: Any], without names: [String] = [], is text: String) throws {
        let rest = value.filter { !names.contains($0.key) }
        #expect(try Self.text(of: rest) == Self.text(of: JSONSerialization.jsonObject(with: Data(text.utf8))))
    }

    private static func text(of value: Any) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: value, options: [.sortedKeys, .prettyPrinted])
        return String(decoding: data, as: UTF8.self)
    }

    @Test func anEndpointHasTheseMembers() throws {
        try Self.expect(
            Self.everything(), without: ["calls"],
            is: """
                {"endpoint": "GET /shop/{id}", "method": "GET", "path": "/shop/{id}", "summary": "Everything at once.",
                 "file": "dir/profile.yaml", "line": 1, "deadlineMs": 1500, "worstTimeMs": 1500,
                 "criticalPath": ["user", "orders", "products", "stock", "offers"], "criticalPathMs": 3200,
                 "cutByDeadline": true, "mostRequests": 10, "mostAttempts": 14, "maxCalls": 60, "partialStatus": 206,
                 "status": 200, "statusExpression": null, "responseHeaders": [], "let": [], "meta": "_meta", "fields": true, "idempotency": null, "cache": null, "cacheKey": null, "request": null, "policies": {}}
                """)
    }

    @Test func whatIsExpectedIsThereAsItIsWritten() throws {
        let json = try Self.report(
            """
            endpoint: GET /x
            calls: { user: { service: users, get: /x, expects: { schema: { type: object }, on-mismatch: warn } } }
            """, gateway: TestBench.standardGateway
        ).json
        let endpoints = try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [[String: Any]]
        let calls = try #require(endpoints?.first?["calls"] as? [[String: Any]])
        try Self.expect(
            try #require(calls[0]["expects"] as? [String: Any]),
            is: #"{"schema": {"type": "object"}, "onMismatch": "warn"}"#)
    }

    @Test func aCallHasTheseMembers() throws {
        try Self.expect(
            Self.call("products"), without: ["line"],
            is: """
                {"name": "products", "service": "catalog", "method": "GET", "target": "/products?ids={each}",
                 "required": false, "importance": "normal", "stage": 3, "waitsFor": [{"call": "orders", "copes": false, "reads": true}], "startMs": 800,
                 "endMs": 1200, "timeoutMs": 400, "leastTimeMs": 400, "when": null, "else": null, "needs": null, "safe": true, "idempotency": null, "undo": null, "pages": null, "refusals": null,
                 "each": {"values": "orders[].productId", "batch": 20, "key": "id", "many": false, "atMost": 90, "parallel": 2},
                 "retry": null, "hedge": null, "cacheMs": 30000, "follow": null,
                 "cache": {"http": false, "forMs": 30000, "whileRevalidateMs": null, "ifErrorMs": null, "negativeMs": null, "vary": null, "tags": []},
                 "accept": [{"from": 200, "to": 299, "value": null, "replaced": false}], "expects": null, "into": "json", "sends": null, "credentials": null,
                 "mostRequests": 5, "mostAttempts": 5,
                 "ifItFails": {
                   "outcome": "failed", "status": 206, "problem": null,
                   "sections": [
                     {"pointer": "/orders", "known": false, "value": null, "fallback": false},
                     {"pointer": "/products", "known": true, "value": null, "fallback": false},
                     {"pointer": "/stock", "known": true, "value": null, "fallback": false}],
                   "dependents": [{"call": "stock", "outcome": "failed", "reason": "dependency"}], "asksNothing": [],
                   "copes": ["offers"], "readsFallback": [], "stale": null, "partlyStatus": 206}}
                """)
    }

    @Test func policiesHaveTheseMembers() throws {
        let user = try Self.call("user")
        try Self.expect(
            #require(user["retry"] as? [String: Any]),
            is: """
                {"attempts": 3, "reasons": ["connect", "reset"], "statuses": [{"from": 500, "to": 599}],
                 "backoffMs": 25, "attemptTimeoutMs": 200, "budgetPercent": 10}
                """)
        let failure = try #require(user["ifItFails"] as? [String: Any])
        let problem = try #require(failure["problem"] as? [[String: Any]])
        try Self.expect(
            #require(problem.first { $0["status"] as? Int == 410 }),
            is: """
                {"status": 410, "reasons": [], "serviceStatuses": [404, 410], "otherStatuses": false,
                 "clientsMistake": false}
                """)
        let orders = try Self.call("orders")
        try Self.expect(#require(orders["hedge"] as? [String: Any]), is: #"{"afterMs": null, "percentile": 95}"#)
        let otherwise = try #require(orders["ifItFails"] as? [String: Any])
        try Self.expect(#require(otherwise["stale"] as? [String: Any]), is: #"{"atMostMs": 600000, "status": 206}"#)
        #expect(otherwise["asksNothing"] as? [String] == ["products"])
    }

    @Test(arguments: ["user", "orders", "products", "stock", "offers", "payments"])
    func theGuideNamesEachMember(name: String) throws {
        let guide = try String(
            contentsOf: Repository.root.appendingPathComponent("docs/explain.md"), encoding: .utf8)
        func check(_ value: Any) {
            if let array = value as? [Any] { array.forEach(check) }
            guard let object = value as? [String: Any] else { return }
            for (name, member) in object {
                #expect(guide.contains("`\(name)`"), "\(name)")
                check(member)
            }
        }
        check(try Self.call(name))
        try Self.everything().keys.forEach { #expect(guide.contains("`\($0)`"), "\($0)") }
    }

    // MARK: - Graphviz

    @Test func aGraphHasItsCallsAndWhatTheyWaitFor() throws {
        let endpoint = """
            endpoint: GET /profile/{id}
            deadline: 800ms
            calls:
              user: { service: users, get: "/users/{path.id}", required: true }
              orders: { service: orders, get: /orders, query: { tier: user.tier || 'none' } }
              node: { service: payments, get: /p, timeout: 100ms }
            """
        #expect(
            try Self.report(endpoint, gateway: TestBench.standardGateway).dot == #"""
                digraph "GET /profile/{id}" {
                  rankdir=LR;
                  node [shape=box, style=rounded, fontname="sans-serif"];
                  "request" [shape=plaintext, label="GET /profile/{id}"];
                  "response" [shape=plaintext, label="response\n≤ 800 ms"];
                  "call user" [label="user\nusers GET /users/{path.id}\ntimeout 500 ms\nrequired", style="rounded,bold", color=red];
                  "call orders" [label="orders\norders GET /orders\ntimeout 300 ms", color=red];
                  "call node" [label="node\npayments GET /p\ntimeout 100 ms"];
                  "request" -> "call user" [color=red];
                  "call user" -> "response";
                  "call user" -> "call orders" [style=dashed, color=red];
                  "call orders" -> "response" [color=red];
                  "request" -> "call node";
                  "call node" -> "response";
                }
                """#)
    }

    @Test func quotesAndBackslashesAreEscaped() throws {
        let endpoint = #"""
            endpoint: GET /x
            calls: { c: { service: users, get: '/c/{headers."a\\b"}' } }
            ---
            endpoint: GET /y
            calls: { c: { service: users, get: /c } }
            """#
        let dot = try Self.report(endpoint, gateway: TestBench.standardGateway).dot
        #expect(dot.contains(#"label="c\nusers GET /c/{headers.\"a\\\\b\"}\ntimeout"#))
        #expect(dot.contains("}\n\ndigraph \"GET /y\" {"))
    }
}
