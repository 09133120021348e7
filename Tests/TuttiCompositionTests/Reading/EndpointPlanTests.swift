import HTTPTypes
import Testing
import TuttiComposition
import TuttiExpressions
import TuttiJSON
import TuttiPlan
import TuttiResilience

/// What a composition without mistakes compiles to.
@Suite struct EndpointPlanTests {
    private static let profile = """
        endpoint: GET /profile/{id}
        summary: Everything the profile screen shows, in one call.
        deadline: 800ms
        calls:
          user:
            service: users
            get: /users/{path.id}
            required: true
          orders:
            service: orders
            get: /orders
            query: { user: path.id, limit: query.limit || '10', "sort by": "'date'" }
            timeout: 300ms
            otherwise: []
          payments:
            service: payments
            get: /accounts/{user.accountId}/payments
        response:
          user: user
          orders: "orders.items[].{id: id, total: total.amount, placed: placedAt}"
          payments: payments
        """

    @Test func theProfileEndpointCompiles() throws {
        let endpoint = try #require(Sample.plan(Self.profile))
        #expect(endpoint.method == .get)
        #expect(endpoint.path.description == "/profile/{id}")
        #expect(endpoint.path.segments == [.literal("profile"), .parameter("id")])
        #expect(endpoint.summary == "Everything the profile screen shows, in one call.")
        #expect(endpoint.deadline == .milliseconds(800))
        #expect(endpoint.reads == [.path, .query])
        let names = ScopeName.allCases.sorted { $0.slot < $1.slot }.map(\.rawValue)
        #expect(endpoint.layout.names == names + ["user", "orders", "payments"])
        #expect(endpoint.calls.map(\.name) == ["user", "orders", "payments"])
        #expect(endpoint.calls.map(\.service) == [0, 1, 2])
        #expect(endpoint.calls.map(\.isRequired) == [true, false, false])
        #expect(endpoint.calls.map(\.timeout) == [.milliseconds(500), .milliseconds(300), .seconds(1)])
        #expect(endpoint.calls.map(\.inputs) == [[], [], [CallInput(call: 0, copesWithNull: false)]])
        #expect(endpoint.calls.map { $0.sections.map(\.description) } == [["/user"], ["/orders"], ["/payments"]])
        #expect(endpoint.calls[1].query.map(\.encodedName) == ["user", "limit", "sort%20by"])
        #expect(endpoint.calls[1].otherwise.first?.constantForTest == .array([]))
        #expect(endpoint.calls[1].query[2].value.constantForTest == .string("date"))
        #expect(endpoint.calls[2].position.description == "a.yaml:15:3")
    }

    @Test func slotsOfNamesAreThoseOfTheLayout() throws {
        let endpoint = try #require(Sample.plan(Self.profile))
        for name in ScopeName.allCases { #expect(endpoint.layout.slot(of: name.rawValue) == name.slot) }
        #expect(endpoint.layout.slot(of: "user") == ScopeName.firstCallSlot)
    }

    @Test func expressionsAreBoundToTheSlots() throws {
        let endpoint = try #require(Sample.plan(Self.profile))
        var scope = Scope(layout: endpoint.layout)
        scope[ScopeName.firstCallSlot] = .object(JSONObject([(name: "accountId", value: .string("a7"))]))
        guard case .placeholder(let placeholder) = endpoint.calls[2].target.parts[1] else {
            Issue.record("the second part is no placeholder")
            return
        }
        #expect(try placeholder.evaluate(in: scope) == .string("a7"))
    }

    @Test func withoutResponseEachCallStandsUnderItsName() throws {
        let endpoint = try #require(
            Sample.plan("endpoint: GET /\ncalls:\n  b: { service: users, get: /b }\n  a: { service: users, get: /a }\n")
        )
        guard case .object(let members) = endpoint.response else {
            Issue.record("the response is no object")
            return
        }
        #expect(members.map(\.name) == ["b", "a"])
        #expect(endpoint.calls.map { $0.sections.map(\.description) } == [["/b"], ["/a"]])
        #expect(endpoint.path.segments.isEmpty)
        #expect(endpoint.deadline == .seconds(2))
    }

    @Test(arguments: [
        ("get: /users/{path.id}", "/users/⟨path.id⟩"),
        ("get: \"/a/{{b}}/{ path.id }\"", "/a/%7Bb%7D/⟨ path.id ⟩"),
        ("get: /products?ids={query.ids}&full=yes", "/products?ids=⟨query.ids⟩&full=yes"),
        ("get: /größe/\"x\"/[1]", "/gr%C3%B6%C3%9Fe/%22x%22/%5B1%5D"),
        ("get: /a%2Fb/%C3%BC", "/a%2Fb/%C3%BC"),
        ("get: \"/x/{join('{}', [path.id, '}'])}\"", "/x/⟨join('{}', [path.id, '}'])⟩"),
        ("get: \"/x/{ {a: path.id}.a }\"", "/x/⟨ {a: path.id}.a ⟩"),
        ("get: /${ENVIRONMENT}/$${path}/a$", "/prod/$⟨path⟩/a$"),
    ])
    func pathsAreEncodedOnce(line: String, expected: String) throws {
        let endpoint = try #require(Sample.plan(Sample.call(line), environment: ["ENVIRONMENT": "prod"]))
        #expect(endpoint.calls[0].target.description == expected)
    }

    @Test(
        arguments: [
            ("404", [404...404], [:]),
            ("200-204", [200...204], [:]),
            ("\"200-204\"", [200...204], [:]),
            ("2xx", [200...299], [:]),
            ("[200, 304, 4xx]", [200...200, 304...304, 400...499], [:]),
            (
                "{ 404: null, 410: [], 409: \"'taken'\" }", [200...299],
                [404: .null, 410: .array([]), 409: .string("taken")]
            ),
            ("[2xx, { 404: null }]", [200...299], [404: .null]),
            (
                "[200, { \"404\": { found: false } }]", [200...200],
                [404: .object(JSONObject([(name: "found", value: .bool(false))]))]
            ),
        ] as [(String, [ClosedRange<Int>], [Int: JSONValue])])
    func acceptIsReadInAllItsForms(text: String, ranges: [ClosedRange<Int>], values: [Int: JSONValue]) throws {
        let endpoint = try #require(Sample.plan(Sample.call("get: /x", "accept: " + text)))
        #expect(endpoint.calls[0].accept.ranges == ranges)
        #expect(endpoint.calls[0].accept.values == values)
    }

    @Test(arguments: [
        ("[]", JSONValue.array([])),
        ("{}", .object(JSONObject())),
        ("0", .number(JSONNumber(0))),
        ("false", .bool(false)),
        ("null", .null),
        ("\"'none'\"", .string("none")),
        ("{ value: [] }", .array([])),
        ("{ value: { value: 1 } }", .object(JSONObject([(name: "value", value: .number(JSONNumber(1)))]))),
        (
            "{ value: 1, unit: \"'EUR'\" }",
            .object(
                JSONObject([(name: "value", value: .number(JSONNumber(1))), (name: "unit", value: .string("EUR"))]))
        ),
        ("[{ id: \"'a'\" }]", .array([.object(JSONObject([(name: "id", value: .string("a"))]))])),
    ])
    func otherwiseIsAValue(text: String, value: JSONValue) throws {
        let endpoint = try #require(Sample.plan(Sample.call("get: /x", "otherwise: " + text)))
        #expect(endpoint.calls[0].otherwise.first?.constantForTest == value)
    }

    @Test func methodsBodiesAndHeadersAreRead() throws {
        let endpoint = try #require(
            Sample.plan(
                Sample.call(
                    "post: /x", "headers: { x-user: \"{path.id}/{headers.host}\", x-plain: a }",
                    "body: { user: path.id, n: 007, big: 12345678901234567890.10, list: [1, null] }",
                    "into: text", "when: query.full")))
        let call = endpoint.calls[0]
        #expect(call.method == .post)
        #expect(call.bodyKind == .text)
        #expect(call.headers.map(\.name.canonicalName) == ["x-user", "x-plain"])
        #expect(call.headers.map(\.value.description) == ["⟨path.id⟩/⟨headers.host⟩", "a"])
        guard case .object(let members)? = call.body else {
            Issue.record("the body is no object")
            return
        }
        #expect(members.map(\.name) == ["user", "n", "big", "list"])
        #expect(members[1].value.constantForTest == .number(JSONNumber(7)))
        #expect(members[2].value.constantForTest?.number?.text == "12345678901234567890.10")
        #expect(endpoint.reads == [.path, .headers, .query])
    }

    /// An input copes with null only if every use of it does; fallbacks and `meta` always do.
    @Test(arguments: [
        ("get: \"/{user.id}\"", false),
        ("get: \"/{user.id || '0'}\"", true),
        ("get: \"/{user.id || '0'}/{user.name}\"", false),
        ("get: \"/{length(user.items) || `0`}\"", false),
        ("get: \"/{(user.n + `1`) || `0`}\"", false),
        ("get: /x, query: { n: \"length(user.items || `[]`)\" }", true),
        ("get: /x, when: meta.user.outcome == 'ok'", true),
        ("get: /x, otherwise: user.orders", true),
        ("get: /x, select: \"{a: id, b: $.user.id}\"", false),
        ("get: /x, query: { a: user.id, b: meta.user.ms }", false),
        ("post: /x, body: { deep: [{ a: user.id }] }", false),
        ("get: /x, headers: { x-a: \"{user.id || 'none'}\" }", true),
    ])
    func inputsCopeWithNullOnlyIfEveryUseDoes(lines: String, copes: Bool) throws {
        let endpoint = try #require(
            Sample.plan(
                "endpoint: GET /x\ncalls:\n  user: { service: users, get: /u }\n  orders: { service: orders, \(lines) }\n"
            ))
        #expect(endpoint.calls[1].inputs == [CallInput(call: 0, copesWithNull: copes)])
    }

    @Test func bareNamesInSelectAreOfTheResponse() throws {
        let endpoint = try #require(
            Sample.plan(
                "endpoint: GET /x\ncalls:\n  user: { service: users, get: /u }\n  orders: { service: orders, get: /x, select: user.id }\n"
            ))
        #expect(endpoint.calls[1].inputs.isEmpty)
    }

    @Test(arguments: [
        ("{ a: user, b: { c: [orders, user.id] } }", [["/a", "/b/c/1"], ["/b/c/0"]]),
        ("\"{a: user, b: orders}\"", [[""], [""]]),
        ("{ a/b: user, \"c~d\": orders, m: meta.user.outcome }", [["/a~1b", "/m"], ["/c~0d"]]),
        ("[user, \"orders[]\", { all: meta }]", [["/0", "/2/all"], ["/1", "/2/all"]]),
    ])
    func sectionsPointToWhatShowsACall(response: String, sections: [[String]]) throws {
        let endpoint = try #require(Sample.plan(Sample.response(response)))
        #expect(endpoint.calls.map { $0.sections.map(\.description) } == sections)
    }

    @Test func callsMadeForTheirEffectNeedNoReader() {
        #expect(
            Sample.plan(
                Sample.call("get: /x").replacing("response", with: "  log: { service: orders, post: /log }\nresponse"))
                != nil)
        #expect(
            Sample.plan(
                Sample.call("get: /x").replacing(
                    "response", with: "  may: { service: orders, get: /may, required: true }\nresponse")) != nil)
    }

    @Test func aFileMayHoldSeveralEndpoints() {
        let text =
            "endpoint: GET /a\ncalls: { a: { service: users, get: /a } }\n---\nendpoint: POST /a\ncalls: { a: { service: users, post: /a } }\n"
        let result = Sample.load(text)
        #expect(result.plan?.endpoints.map(\.position.description) == ["a.yaml:1:11", "a.yaml:4:11"])
        #expect(result.endpointCount == 2)
        #expect(result.fileCount == 2)
    }

    @Test func literalSegmentsAreDecoded() throws {
        let endpoint = try #require(
            Sample.plan("endpoint: GET /gr%C3%B6%C3%9Fe/ä%20b\ncalls: { a: { service: users, get: /a } }\n"))
        #expect(endpoint.path.segments == [.literal("größe"), .literal("ä b")])
    }
}

extension Fallback {
    var constantForTest: JSONValue? {
        if case .value(let template) = self { template.constantForTest } else { nil }
    }
}

extension ValueTemplate {
    var constantForTest: JSONValue? {
        if case .constant(let value) = self { value } else { nil }
    }
}

extension TextTemplate {
    /// The literal text, with the source of each placeholder between `⟨` and `⟩`.
    var description: String {
        parts.map { part in
            switch part {
            case .literal(let text): text
            case .placeholder(let expression): "⟨\(expression.source)⟩"
            }
        }.joined()
    }
}
