import Testing
import TuttiComposition
import TuttiPlan

/// Mistakes in endpoints: what they are called, and the characters they are found at (`▸`).
@Suite struct MistakesInEndpointsTests {
    @Test(arguments: [
        (
            "idempotency-not-allowed",
            "endpoint: GET /x\n▸idempotency: true\ncalls: { a: { service: users, get: /x } }\n"
        ),
        ("needless-idempotency", "endpoint: POST /x\n▸idempotency: true\ncalls: { a: { service: users, get: /x } }\n"),
        ("unknown-key", "endpoint: POST /x\nidempotency: { ▸ttl: 5m }\ncalls: { a: { service: users, post: /x } }\n"),
        ("wrong-type", "endpoint: POST /x\nidempotency: ▸always\ncalls: { a: { service: users, post: /x } }\n"),
        (
            "wrong-type",
            "endpoint: POST /x\nidempotency: { required: ▸maybe }\ncalls: { a: { service: users, post: /x } }\n"
        ),
        (
            "invalid-duration",
            "endpoint: POST /x\nidempotency: { for: ▸1d }\ncalls: { a: { service: users, post: /x } }\n"
        ),
        (
            "undone-replayed",
            "endpoint: POST /x\nidempotency: true\n"
                + "calls: { a: { service: users, post: /x, ▸idempotency: client, undo: { delete: /x } } }\n"
        ),
        ("missing-key", "▸summary: x\ncalls: { user: { service: users, get: /x } }\n"),
        ("unknown-key", "▸endpiont: GET /x\ncalls: { user: { service: users, get: /x } }\n"),
        ("unknown-key", "endpoint: GET /x\n▸call: { user: { service: users, get: /x } }\n"),
        ("wrong-type", "endpoint: GET /x\nstatus: ▸[206]\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-status", "endpoint: GET /x\nstatus: ▸99\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-status", "endpoint: GET /x\nstatus: ▸\"'ok'\"\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-status", "endpoint: GET /x\nstatus: ▸user == null\ncalls: { user: { service: users, get: /x } }\n"),
        (
            "invalid-status",
            "endpoint: GET /x\nstatus: { success: ▸[] }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "body-not-allowed",
            "endpoint: POST /x\nstatus: 204\ncalls: { user: { service: users, post: /x } }\n▸response: user\n"
        ),
        ("wrong-type", "endpoint: GET /x\nresponse-headers: ▸[a]\ncalls: { user: { service: users, get: /x } }\n"),
        (
            "forbidden-header",
            "endpoint: GET /x\nresponse-headers: { ▸server: x }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "invalid-header",
            "endpoint: GET /x\nresponse-headers: { content-type: ▸application/json; charset=utf-16 }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        ("invalid-status", "endpoint: GET /x\nstatus: ▸\"`null`\"\ncalls: { user: { service: users, get: /x } }\n"),
        (
            "unknown-name",
            "endpoint: GET /x\nallow: ▸sup\ncalls: { user: { service: users, get: /x } }\nlet: { sup: query.a }\nresponse: [user, sup]\n"
        ),
        (
            "invalid-header",
            "endpoint: GET /x\nresponse-headers: ▸{ x-a: [\(Array(repeating: "a", count: 65).joined(separator: ", "))] }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "wrong-type",
            "endpoint: GET /x\nresponse-headers: { x-a: ▸null }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "forbidden-header",
            "endpoint: GET /x\nresponse-headers: { ▸content-length: 5 }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "forbidden-header",
            "endpoint: GET /x\nresponse-headers: { ▸Composition-Status: ok }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "forbidden-header",
            "endpoint: GET /x\nresponse-headers: { ▸access-control-allow-origin: '*' }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "forbidden-header",
            "endpoint: GET /x\netag: true\nresponse-headers: { ▸etag: '\"1\"' }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "invalid-header",
            "endpoint: GET /x\nresponse-headers: { content-type: ▸text/html }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "invalid-header",
            "endpoint: GET /x\nresponse-headers: { location: ▸[/a, /b] }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "invalid-header",
            "endpoint: GET /x\nresponse-headers: { vary: a, ▸Vary: b }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "unknown-name",
            "endpoint: GET /x\nresponse-headers: { x-a: \"{▸usr.id}\" }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "shared-cookie",
            "endpoint: GET /x\nresponse-headers: { set-cookie: '{meta.user.headers.\"set-cookie\"}' }\ncalls:\n  ▸user: { service: users, get: /x, cache: 5s }\n"
        ),
        ("unknown-name", "endpoint: GET /x\ncalls: { user: { service: users, get: /x } }\nresponse: [user, ▸error]\n"),
        ("wrong-type", "endpoint: GET /x\nlet: ▸[a]\ncalls: { user: { service: users, get: /x } }\n"),
        (
            "unused-value",
            "endpoint: GET /x\nlet: { ▸total: user.n }\ncalls: { user: { service: users, get: /x } }\nresponse: user\n"
        ),
        (
            "dependency-cycle",
            "endpoint: GET /x\nlet: { a: ▸a }\ncalls: { user: { service: users, get: /x } }\nresponse: [user, a]\n"
        ),
        (
            "dependency-cycle",
            "endpoint: GET /x\nlet: { a: b, b: user.n }\ncalls: { user: { service: users, get: \"/{▸a}\" } }\n"
        ),
        (
            "reserved-name",
            "endpoint: GET /x\nlet: { ▸user: path }\ncalls: { user: { service: users, get: /x } }\nresponse: user\n"
        ),
        (
            "reserved-name",
            "endpoint: GET /x\nlet: { ▸query: user }\ncalls: { user: { service: users, get: /x } }\nresponse: [user, query]\n"
        ),
        (
            "unknown-name",
            "endpoint: GET /x\nlet: { a: ▸usr.n }\ncalls: { user: { service: users, get: /x } }\nresponse: [user, a]\n"
        ),
        (
            "unknown-name",
            "endpoint: GET /x\nlet: { a: ▸each }\ncalls: { user: { service: users, get: /x } }\nresponse: [user, a]\n"
        ),
        (
            "missing-key",
            "endpoint: GET /x\ncalls: { user: { service: users, get: /x, when: ▸{ else: [] } } }\n"
        ),
        (
            "unknown-key",
            "endpoint: GET /x\ncalls: { user: { service: users, get: /x, when: { if: query.a, ▸then: [] } } }\n"
        ),
        ("missing-key", "endpoint: GET /x\ncalls: { user: { service: users, get: /x, pages: ▸{ items: a } } }\n"),
        (
            "invalid-pages",
            "endpoint: GET /x\ncalls: { user: { service: users, get: /x, pages: { cursor: a, ▸link: b } } }\n"
        ),
        (
            "invalid-pages",
            "endpoint: POST /x\ncalls: { user: { service: users, post: /x, ▸pages: { cursor: a } } }\n"
        ),
        (
            "invalid-pages",
            "endpoint: GET /x\ncalls: { user: { service: users, get: \"/x/{each}\", each: query_all.a, at-most: 5, ▸pages: { cursor: a } } }\n"
        ),
        (
            "wrong-type",
            "endpoint: GET /x\ncalls: { user: { service: users, get: /x, pages: { cursor: ▸{ head: a } } } }\n"
        ),
        (
            "too-many-calls",
            "endpoint: GET /x\n▸calls: { user: { service: users, get: /x, pages: { cursor: a, at-most: 500 } } }\n"
        ),
        ("reserved-name", "endpoint: GET /x\ncalls:\n  ▸error: { service: users, get: /x }\n"),
        ("invalid-status", "endpoint: GET /x\ncalls: { user: { service: users, get: /x, refusals: ▸5xx } }\n"),
        ("invalid-status", "endpoint: GET /x\ncalls: { user: { service: users, get: /x, refusals: [404, ▸200] } }\n"),
        ("invalid-status", "endpoint: GET /x\ncalls: { user: { service: users, get: /x, refusals: [404, ▸408] } }\n"),
        ("missing-key", "endpoint: GET /x\ncalls: { user: { service: users, get: /x, refusals: ▸{ body: error } } }\n"),
        (
            "without-effect",
            "endpoint: GET /x\ncalls: { user: { service: users, get: /x, accept: [2xx, 4xx], ▸refusals: 404 } }\n"
        ),
        (
            "without-effect",
            "endpoint: GET /x\nstatus: { user: { ▸404: 410 } }\ncalls: { user: { service: users, get: /x, accept: [2xx, 404] } }\n"
        ),
        (
            "without-effect",
            "endpoint: GET /x\nstatus: { user: { ▸too_many: 410 } }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "without-effect",
            "endpoint: GET /x\nstatus: { user: { ▸unexpected: 503 } }\ncalls: { user: { service: users, get: /x, expects: { schema: {}, on-mismatch: warn } } }\n"
        ),
        (
            "without-effect",
            "endpoint: GET /x\nstatus: { ▸user: { 404: 410 } }\ncalls: { user: { service: users, get: /x, otherwise: [] } }\n"
        ),
        (
            "without-effect",
            "endpoint: GET /x\ncalls: { user: { service: users, get: /x, required: true }, b: { service: users, get: /y, ▸refusals: 4xx } }\n"
        ),
        (
            "unknown-key",
            "endpoint: GET /x\nstatus: { ▸usr: { 404: 410 } }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        ("wrong-type", "endpoint: GET /x\nstatus: { user: ▸410 }\ncalls: { user: { service: users, get: /x } }\n"),
        (
            "invalid-status",
            "endpoint: GET /x\nstatus: { partial: ▸204 }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "invalid-status",
            "endpoint: GET /x\nstatus: { user: { 404: ▸200 } }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "invalid-status",
            "endpoint: GET /x\nstatus: { user: { ▸timeuot: 503 } }\ncalls: { user: { service: users, get: /x } }\n"
        ),
        (
            "meta-not-possible",
            "endpoint: GET /x\nmeta: ▸_meta\ncalls: { user: { service: users, get: /x } }\nresponse: user\n"
        ),
        ("meta-not-possible", "endpoint: GET /x\nmeta: ▸user\ncalls: { user: { service: users, get: /x } }\n"),
        ("wrong-type", "endpoint: GET /x\nfields: ▸{}\ncalls: { user: { service: users, get: /x } }\n"),
        ("wrong-type", "endpoint: GET /x\nschema: ▸object\ncalls: { user: { service: users, get: /x } }\n"),
        ("no-calls", "▸endpoint: GET /x\nresponse: \"'a'\"\n"),
        ("no-calls", "endpoint: GET /x\ncalls: ▸{}\n"),
        ("no-calls", "endpoint: GET /x\n▸calls:\nresponse: path\n"),
        ("wrong-type", "endpoint: GET /x\ncalls: ▸[user]\n"),
        ("wrong-type", "▸[a, b]\n"),
        ("wrong-type", "▸just text\n"),
        ("wrong-type", "endpoint: ▸[GET, /x]\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-endpoint", "endpoint: ▸/x\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-endpoint", "endpoint: ▸get /x\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-endpoint", "endpoint: ▸FETCH /x\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET ▸x\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x▸?a=b\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x▸ y\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x▸/\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x▸//y\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸%2e%2E/y\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸../y\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸{a}{b}\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸a}b{c\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸%ff{id}\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/{id}▸%f\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸{user-id}\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸:id/y\ncalls: { user: { service: users, get: \"/{path.id}\" } }\n"),
        ("invalid-path", "endpoint: GET /x/▸{}\ncalls: { user: { service: users, get: /x } }\n"),
        ("invalid-path", "endpoint: GET /x/▸%ff\ncalls: { user: { service: users, get: /x } }\n"),
        ("duplicate-parameter", "endpoint: GET /{a}/▸{a}\ncalls: { user: { service: users, get: /x } }\n"),
        ("unused-parameter", "endpoint: GET /{a}/▸{b}\ncalls: { user: { service: users, get: \"/{path.a}\" } }\n"),
        ("reserved-name", "endpoint: GET /x\ncalls:\n  ▸body: { service: users, get: /x }\n"),
        ("reserved-name", "endpoint: GET /x\ncalls:\n  ▸query_all: { service: users, get: /x }\n"),
        ("invalid-name", "endpoint: GET /x\ncalls:\n  ▸user-data: { service: users, get: /x }\n"),
        ("invalid-name", "endpoint: GET /x\ncalls:\n  ▸2nd: { service: users, get: /x }\n"),
        ("reserved-name", "endpoint: GET /x\ncalls:\n  ▸null: { service: users, get: /x }\n"),
        ("reserved-name", "endpoint: GET /x\ncalls:\n  ▸response: { service: users, get: /x }\n"),
        ("reserved-name", "endpoint: GET /x\ncalls:\n  ▸each: { service: users, get: /x }\n"),
        (
            "unused-call",
            "endpoint: GET /x\ncalls:\n  ▸a: { service: users, get: /x }\n  b: { service: users, get: /x }\nresponse: b\n"
        ),
        ("dependency-cycle", "endpoint: GET /x\ncalls:\n  a: { service: users, get: \"/{▸a.id}\" }\n"),
        (
            "dependency-cycle",
            "endpoint: GET /x\ncalls:\n  a: { service: users, get: \"/{▸b.id}\" }\n  b: { service: users, get: \"/{a.id}\" }\n"
        ),
        (
            "dependency-cycle",
            """
            endpoint: GET /x
            calls:
              z: { service: users, get: "/{c.id}" }
              a: { service: users, get: "/{▸b.id}" }
              b: { service: users, get: /x, query: { id: c.id } }
              c: { service: users, get: /x, select: "{id: id, a: $.a}" }
              d: { service: users, get: "/{▸e.id}" }
              e: { service: users, get: "/{d.id}" }
            """
        ),
        ("dependency-cycle", "endpoint: GET /x\ncalls:\n  a: { service: users, get: /x, when: meta.▸a.outcome }\n"),
        ("unknown-name", Sample.response("{ a: user, b: ▸oders }")),
        ("unknown-name", Sample.response("{ a: user, b: orders, m: meta.▸order.outcome }")),
        ("unknown-name", Sample.response("{ a: user, b: orders, m: meta.user.▸outcom }")),
        ("unknown-name", Sample.response("[user, orders, meta.user.▸headers]")),
        ("unknown-name", Sample.response("{ a: user, b: orders, m: \"meta.user.headers.▸\\\"X-Total\\\"\" }")),
        ("unknown-name", Sample.response("[user, orders, meta.user.▸ages]")),
        ("unknown-name", Sample.response("[user, orders, ▸claims.sub]")),
        ("unknown-name", Sample.response("[user, orders, client.▸ip]")),
        ("whole-document", Sample.response("▸$")),
        ("whole-document", Sample.response("\"▸@\"")),
        ("invalid-expression", Sample.response("[orders, \"user.▸\"]")),
        ("yaml-syntax", "endpoint: GET /x\ncalls:\n  a: b▸: c\n"),
        ("yaml-syntax", "endpoint: GET /x\ncalls:\n▸\tuser: {}\n"),
        ("yaml-syntax", "endpoint: GET /x\ncalls: ▸\"abc\n  a: b\n"),
        ("yaml-syntax", "endpoint: GET /x\ncalls: [a, b▸\n"),
        ("yaml-syntax", "endpoint: GET /x\ncalls: ▸@x\n"),
        ("yaml-syntax", "endpoint: GET /x\nsummary: \"\\u▸d83d\\ude00\"\n"),
        ("yaml-syntax", "endpoint: GET /x\nsummary: \"a\\x▸4\"\n"),
        ("yaml-syntax", "▸%YAML 9.9\n---\nendpoint: GET /x\n"),
        ("yaml-syntax", "%YAML ▸x\n---\nendpoint: GET /x\n"),
        ("yaml-syntax", "endpoint: GET /x\nsummary: a▸\u{7}b\n"),
        ("yaml-alias", "endpoint: GET /x\ncalls: ▸&a { user: { service: users, get: /x } }\n"),
        ("yaml-alias", "endpoint: GET /x\ncalls: &a { user: { service: users, get: /x } }\nresponse: ▸*a\n"),
        ("yaml-tag", Sample.call("get: /x", "when: ▸!user.blocked")),
        ("merge-key", "endpoint: GET /x\n▸<<: { summary: x }\ncalls: { user: { service: users, get: /x } }\n"),
        ("key-not-text", "endpoint: GET /x\n? ▸[a, b]\n: c\ncalls: { user: { service: users, get: /x } }\n"),
        (
            "duplicate-key",
            "endpoint: GET /x\ncalls:\n  a: { service: users, get: /x }\n  ▸a: { service: users, get: /y }\nresponse: a\n"
        ),
        (
            "duplicate-key",
            "endpoint: GET /x\nsummary: a\n▸\"summary\": b\n▸summary: c\ncalls: { user: { service: users, get: /x } }\n"
        ),
        ("missing-variable", "endpoint: GET /x\nsummary: a ▸${NOPE} b\ncalls: { user: { service: users, get: /x } }\n"),
        ("missing-variable", Sample.call("get: /x", "timeout: ▸${NOPE}")),
        ("invalid-substitution", Sample.call("get: /x", "timeout: ▸${NOPE:-3s")),
        ("empty-document", "---\n▸---\nendpoint: GET /x\ncalls: { user: { service: users, get: /x } }\n"),
    ])
    func isFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText(marked)
        let result = Sample.load(marked.text)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect((result.plan == nil) == (result.errorCount > 0))
    }

    @Test func twoEndpointsOfOneShapeAreRefusedAndBothPlacesNamed() {
        let calls = "calls: { user: { service: users, get: \"/{path.%}\" } }\n"
        let result = CompositionLoader(environment: [:]).load(files: [
            ("gateway.yaml", Sample.gateway),
            ("a.yaml", "endpoint: GET /x/{id}\n" + calls.replacing("%", with: "id")),
            ("b.yaml", "endpoint: GET /x/{name}\n" + calls.replacing("%", with: "name")),
            ("c.yaml", "endpoint: POST /x/{name}\n" + calls.replacing("%", with: "name")),
            ("d.yaml", "endpoint: GET /x/%6e\n" + calls.replacing("{path.%}", with: "")),
            ("e.yaml", "endpoint: GET /x/n\n" + calls.replacing("{path.%}", with: "")),
        ])
        #expect(result.diagnostics.map(\.position.description) == ["b.yaml:1:11", "e.yaml:1:11"])
        #expect(result.diagnostics.map(\.code) == [.conflictingEndpoint, .conflictingEndpoint])
        #expect(result.diagnostics.flatMap(\.related).map(\.position.description) == ["a.yaml:1:11", "d.yaml:1:11"])
    }

    @Test func whatIsBrokenInGatewayMakesNoNoiseInEndpoints() {
        let result = Sample.load(Sample.call("get: /users/{path.id}"), gateway: "services: [")
        #expect(result.diagnostics.map(\.position.file) == ["gateway.yaml"])
    }
}

extension MistakesInEndpointsTests {
    /// Each of these is said beside a mistake that has nothing to do with calls.
    @Test(arguments: [
        ("headers.Accept", ["unknown-name", "unused-call"]), ("path.idd", ["unknown-name", "unused-call"]),
        ("meta.user.statsu", ["unknown-name", "unused-call"]),
        // These may be the call that seems not to be used, mistyped.
        ("ordres.x", ["unknown-name"]), ("meta.ordres", ["unknown-name"]),
        ("user +", ["invalid-expression", "unused-call"]),
        ("orders +", ["invalid-expression"]), ("lookup(ordrs", ["invalid-expression"]),
        ("\"$\"", ["whole-document"]),
    ])
    func unusedCallsAreNamedBesideMistakesThatAreNotTheirCause(_ expression: String, _ codes: [String]) {
        let result = Sample.load(Sample.response("[user, path.id, \(expression)]"))
        #expect(result.diagnostics.map(\.code.rawValue).sorted() == codes)
    }

    @Test func anUnknownParameterKeepsUnusedOnesFromBeingNamed() {
        let text = "endpoint: GET /{id}\ncalls: { u: { service: users, get: /x } }\nresponse: [u, path.idd]\n"
        #expect(Sample.load(text).diagnostics.map(\.code) == [.unknownName])
    }
}
