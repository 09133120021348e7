import Foundation
import Testing
import TuttiComposition
import TuttiPlan
import TuttiSimulation

/// What people read of `tutti explain`.
@Suite struct ExplainedTextTests {
    private static let examples = CompositionLoader(environment: [:])
        .load(folder: Repository.root.appendingPathComponent("compositions").path).plan

    private static func report(_ plan: GatewayPlan, _ names: [String]? = nil, prefix: String = "") -> PlanReport {
        let chosen = plan.endpoints.indices.filter { names?.contains(plan.endpoints[$0].name) ?? true }
        return PlanReport(chosen.compactMap { EndpointExplanation($0, in: plan) }, prefix: prefix)
    }

    private static func text(_ endpoint: String, gateway: String = TestBench.standardGateway) throws -> String {
        report(try TestBench(endpoint, gateway: gateway).plan).text()
    }

    @Test(arguments: [
        ("GET /profile/{id}", ExplainedText.profile), ("POST /checkout/{id}", ExplainedText.checkout),
        ("GET /users/{id}/order-history", ExplainedText.orderHistory), ("GET /web/home/{id}", ExplainedText.webHome),
    ])
    func anExampleIsExplained(name: String, text: String) throws {
        let plan = try #require(Self.examples)
        #expect(Self.report(plan, [name], prefix: "compositions/").text() == text)
    }

    @Test func everythingIsExplained() throws {
        let text = try Self.text(Everything.endpoint, gateway: Everything.gateway)
        #expect(text == ExplainedText.everything.replacing("shop.yaml", with: "profile.yaml"))
    }

    @Test(arguments: [
        ("follow: 3", "follow: up to 3 redirects, to the service's own instances"),
        (
            "follow: { at-most: 1, hosts: [cdn.example.com, \"[::1]:8443\"] }",
            "follow: up to 1 redirect, to the service's own instances, cdn.example.com or [::1]:8443"
        ),
        ("each: query_all.id, key: owner, many: true", "told apart by owner, many of each"),
        ("expects: { type: object }", "expects: fails where the response doesn't fit its schema"),
        (
            "expects: { schema: {}, on-mismatch: warn }",
            "expects: only warns where the response doesn't fit its schema"
        ),
        ("query: query_all", "GET /u/{each}?{query_all}"), ("follow: 2", "3 with all redirects"),
    ])
    func whatACallSaysIsExplained(keys: String, line: String) throws {
        let each = keys.contains("each:") ? keys : keys + ", each: query_all.id"
        let text = try Self.text(
            "endpoint: GET /x\ncalls: { user: { service: users, at-most: 1, get: \"/u/{each}\", \(each) } }")
        #expect(text.replacing(/\s+/, with: " ").contains(line), "\(text)")
    }

    @Test func whatIsSaidOfWritesIsExplained() throws {
        let text = try Self.text(
            """
            endpoint: POST /x
            idempotency: { for: 60m }
            calls:
              a:
                service: users
                post: /a
                required: true
                idempotency: request
                undo: { delete: "/a/{a.id}", when: a.isNew }
              b: { service: users, post: /b, required: true, after: a, undo: { post: /b/back, timeout: 3s, retry: false } }
              c: { service: users, post: /c, safe: true, after: [a, b] }
              d: { service: users, post: /d, idempotency: client, after: c }
            """)
        let words = text.replacing(/[\s│]+/, with: " ")
        for line in [
            "clients must send an Idempotency-Key; who repeats a request within 60 min gets the first response",
            "sends an Idempotency-Key, made of the client's", "comes after a, whatever became of it",
            "undone by DELETE /a/{a.id} when a.isNew, but not where its result is unknown; within 10 s, up to 5 tries",
            "undone by POST /b/back, also where its result is unknown; within 3 s", "only reads",
            "comes after a and b, whatever became of them", "undone is what was done of a and b",
            "not undone is a itself, if it was done and nobody knows its result", "and up to 13 s more for undos",
        ] { #expect(words.contains(line), "\(line) in \(text)") }
        // While `a` fails, `b` has not begun.
        #expect(!words.contains("undone is what was done of b"))
        #expect(!words.contains("not undone is b"))
    }

    @Test func whatAServiceSaysWhenItRefusesIsNoProblem() throws {
        let text = try Self.text(
            "endpoint: POST /x\ncalls: { pay: { service: users, post: /p, required: true, refusals: [402, 418] } }")
        let words = text.replacing(/[\s│]+/, with: " ")
        #expect(words.contains("what the service says of it, if it answers 402 or 418"), "\(text)")
        #expect(!words.contains("the service if that is 400–404"), "\(text)")
    }

    @Test func whatAServiceGetsIsExplained() throws {
        let gateway = """
            services:
              users:
                instances: [http://127.0.0.1:1]
                credentials: { client-credentials: { token-url: https://id.example/t, client-id: a, client-secret: hidden } }
            """
        let text = try Self.text("endpoint: GET /x\ncalls: { a: { service: users, get: /u } }", gateway: gateway)
        #expect(text.contains("shows a token of the gateway, from https://id.example/t") && !text.contains("hidden"))
        // That is `credentials`: the client isn't to blame.
        #expect(!text.contains("401"))
    }

    @Test func severalEndpointsBeginWithAList() throws {
        let plan = try #require(Self.examples)
        let names = ["GET /profile/{id}", "GET /web/home/{id}"]
        let text = Self.report(plan, names, prefix: "compositions/").text()
        #expect(
            text == """
                GET /profile/{id}   3 calls  ≤ 3 requests  ≤ 800 ms  compositions/profile.yaml:5
                GET /web/home/{id}  3 calls  ≤ 3 requests  ≤ 600 ms  compositions/web-home.yaml:6

                \(ExplainedText.profile)

                \(ExplainedText.webHome)
                """)
    }

    @Test func linesFitIntoAHundredColumns() throws {
        let plan = try #require(Self.examples)
        let text = Self.report(plan, prefix: "compositions/").text() + ExplainedText.everything
        for line in text.split(separator: "\n") { #expect(line.count <= 100, "\(line)") }
    }

    @Test func coloursAreOnlyColours() throws {
        let report = Self.report(try #require(Self.examples))
        let coloured = report.text(isColored: true)
        #expect(coloured.contains("\u{1B}[1;31ma problem\u{1B}[0m: 504"))
        #expect(coloured.contains("\u{1B}[33m200\u{1B}[0m: /payments is null"))
        #expect(coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "") == report.text())
    }

    /// A wide character takes two columns.
    @Test func columnsAreThoseOfATerminal() throws {
        let call = "calls: { c: { service: users, get: \"/c\" } }\n"
        let text = try Self.text("endpoint: GET /商品\n\(call)---\nendpoint: GET /abcd\n\(call)")
        #expect(text.hasPrefix("GET /商品  1 call  ≤ 1 request"))
        #expect(text.contains("\nGET /abcd  1 call  ≤ 1 request"))
    }

    @Test func controlCharactersDoNotReachTheTerminal() throws {
        let text = try Self.text(
            """
            endpoint: GET /x
            summary: "\\e[2J\\u202E"
            calls: { c: { service: users, get: /c, query: { q: "'\\e[2J'" }, otherwise: "'\\e[2J'" } }
            """)
        #expect(!text.contains("\u{1B}"))
        #expect(!text.contains("\u{202E}"))
    }

    @Test(arguments: [
        ("c: { service: users, get: /c }", "a problem, for there is no other call: 504"),
        (
            "{ c: { service: users, get: \"/c/{path.id}\" }, d: { service: users, get: \"/d/{c.id}\" } }",
            "a problem, for all calls fail then: 504"
        ),
        (
            "{ c: { service: users, get: /c }, d: { service: users, get: \"/d/{c.id}\", required: true } }",
            "a problem, for d is required and fails with it: 504"
        ),
        (
            "{ c: { service: users, get: /c, otherwise: {} }, d: { service: users, get: \"/d/{c.id}\", required: true } }",
            "a problem, for d is required and can't be made then: 502 after expression"
        ),
        (
            "{ c: { service: users, get: /c }, d: { service: users, get: /d, when: c }, e: { service: users, get: /e } }",
            "200: /c and /d are null; d fails with it"
        ),
        (
            "{ c: { service: users, get: /c, otherwise: query.x }, d: { service: users, get: /d } }",
            "200: /c is made with its fallback"
        ),
        (
            "{ c: { service: users, post: /c }, d: { service: users, get: /d } }\nresponse: d",
            "200: nothing of the response shows it"
        ),
    ])
    func failuresAreToldInWords(calls: String, words: String) throws {
        let text = try Self.text("endpoint: GET /x/{id}\ncalls: \(calls.hasPrefix("{") ? calls : "{ \(calls) }")\n")
        let line = text.split(separator: "\n").first { $0.hasPrefix("  c   ") && !$0.contains("users GET") } ?? ""
        #expect(line.dropFirst(14).hasPrefix(words), "\(text)")
    }

    @Test func theMostCallsAreThoseThatLoadingBounds() throws {
        let endpoint = """
            endpoint: GET /x
            calls:
              a: { service: users, get: /a }
              b: { service: users, get: "/b/{each}", each: a, at-most: 9 }
            """
        func gateway(_ most: Int) -> String { "defaults: { max-calls: \(most) }\n" + TestBench.standardGateway }
        #expect(
            try Self.text(endpoint, gateway: gateway(10)).contains("requests    at most 10; `max-calls` is 10\n"))
        let refused = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", gateway(9)), ("x.yaml", endpoint),
        ])
        #expect(
            refused.diagnostics.map(\.message) == [
                "one request to this endpoint can make 10 calls, and `max-calls` of gateway.yaml allows 9"
            ])
    }

    // MARK: - docs/explain.md

    private static let guide = try? String(
        contentsOf: Repository.root.appendingPathComponent("docs/explain.md"), encoding: .utf8)

    @Test func whatTheGuideShowsIsWhatIsPrinted() throws {
        let guide = try #require(Self.guide)
        #expect(guide.contains("$ tutti explain 'GET /profile/7'\n" + ExplainedText.profile + "\n```"))
    }
}
