import HTTPTypes
import Testing
import TuttiEngine
import TuttiJSON
import TuttiOpenAPI
import TuttiPlan
import TuttiSimulation

/// What an endpoint answers.
@Suite struct ResponsesTests {
    private static let passedOn = ["400", "401", "402", "403", "404", "409", "410", "412", "422", "429"]

    private static func statuses(_ rest: String) throws -> [String] {
        let described = try Describing("endpoint: GET /a/{id}\n" + rest)
        return try described.names(at: "/paths/~1a~1{id}/get/responses")
    }

    @Test func aRequiredCallGivesTheProblemsItCanEndWith() throws {
        let statuses = try Self.statuses(
            "calls: { user: { service: users, get: \"/users/{path.id}\", required: true } }\n")
        #expect(statuses == ["200"] + Self.passedOn + ["502", "503", "504", "default"])
    }

    @Test func whatACallAcceptsIsNoProblem() throws {
        let calls =
            "calls: { user: { service: users, get: /me, required: true, accept: [2xx, 400-412, { 422: null }] } }\n"
        #expect(try Self.statuses(calls) == ["200", "429", "502", "503", "504", "default"])
    }

    @Test func whatBecomesOfKeysIsSaid() throws {
        let described = try Describing(
            "endpoint: POST /a\nidempotency: true\ncalls: { order: { service: orders, post: /orders } }\n")
        let operation = "/paths/~1a/post"
        for (status, cause) in [
            ("400", "`Idempotency-Key` is missing, or can't be used."),
            ("409", "A request with this `Idempotency-Key` is being served, or was, and its response isn't kept."),
            ("422", "This `Idempotency-Key` was used for another request."),
        ] {
            let text = try #require(try described.text(at: operation + "/responses/\(status)/description"))
            #expect(text.contains(cause), "\(text)")
        }
        #expect(try described.names(at: operation + "/responses/409/headers").contains("Retry-After"))
        #expect(
            try described.names(at: operation + "/responses/200/headers") == [
                "Composition-Status", "Idempotent-Replayed",
            ])
        #expect(try described.text(at: operation + "/parameters/0/name") == #""idempotency-key""#)
        #expect(try described.text(at: operation + "/parameters/0/required") == "true")
    }

    @Test func theEndpointsStatusesAreTheClients() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            status: { partial: 206, user: { 404: 418, 500: 424, timeout: 503, status: 502, invalid_json: 500 } }
            calls: { user: { service: users, get: /me, required: true }, order: { service: orders, get: /orders } }
            """)
        let responses = "/paths/~1a/get/responses"
        #expect(
            try described.names(at: responses) == ["200", "206", "418", "424", "500", "502", "503", "default"])
        #expect(
            try described.text(at: responses + "/418/description")
                == #""A call that the response needs failed: `user` (status 404).""#)
        #expect(
            try described.text(at: responses + "/503/description")
                == #""A call that the response needs failed: `user` (timeout, breaker_open, overloaded).""#)
        #expect(try described.text(at: responses + "/206/content/application~1json/example") == nil)
    }

    @Test(arguments: [
        ("{ type: object }", true), ("{ schema: { type: object }, on-mismatch: warn }", false),
    ])
    func aResponseThatIsNotExpectedIsACause(expects: String, isCause: Bool) throws {
        let described = try Describing(
            "endpoint: GET /a\ncalls: { user: { service: users, get: /me, required: true, expects: \(expects) } }\n")
        let text = try described.text(at: "/paths/~1a/get/responses/502/description")
        #expect(text?.contains("invalid_json, unexpected, too_large") == isCause)
    }

    @Test func aPartialResponseCanHaveTheStatusOfAProblem() throws {
        let described = try Describing(
            "endpoint: GET /a\nstatus: { partial: 503 }\ncalls: { user: { service: users, get: /me, required: true } }\n"
        )
        #expect(
            try described.names(at: "/paths/~1a/get/responses/503/content") == [
                "application/json", "application/problem+json",
            ])
    }

    @Test func withFallbacksForEverythingThereIsNoProblem() throws {
        let calls = """
            calls:
              user: { service: users, get: "/users/{path.id}", otherwise: {} }
              order: { service: orders, get: "/orders/{path.id}" }
            """
        #expect(try Self.statuses(calls) == ["200", "default"])
    }

    @Test func withoutARequiredCallTheFirstOneIsToBlame() throws {
        let calls = """
            calls:
              user: { service: users, get: /me }
              order: { service: orders, get: "/orders/{user.id}", accept: [2xx, 4xx] }
            """
        let statuses = try Self.statuses(calls)
        #expect(statuses == ["200"] + Self.passedOn + ["502", "503", "504", "default"])
    }

    @Test func whatARequiredCallCantDoWithoutIsToBlameToo() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls:
              user: { service: users, get: /me }
              offers: { service: users, get: /offers }
              order: { service: orders, get: "/orders/{user.id}", query: { o: offers || 'x' }, required: true }
            """)
        #expect(
            try described.text(at: "/paths/~1a/get/responses/504/description")
                == #""A call that the response needs failed: `user` (timeout), `order` (timeout).""#)
    }

    @Test(arguments: [
        ("get: \"/users/{path.id}\"", true), ("get: /users, query: { id: path.id }", false),
        ("get: /users, query: { n: length(query.n) }", true), ("get: /users, headers: { x-a: \"{query.a}\" }", true),
        ("post: /users, body: { n: query.n }", true), ("post: /users, body: { n: body.n }", true),
        ("get: /users, when: query.n == 'x'", true), ("get: /users, query: { n: query.n }", false),
    ])
    func clientsAreToldOfRequestsThatCantBeMade(request: String, isPossible: Bool) throws {
        let statuses = try Self.statuses(
            "calls: { user: { service: users, \(request), required: true, accept: [2xx, 400] } }\n")
        #expect(statuses.contains("400") == isPossible)
    }

    @Test func theFilesStatusAndHeadersAreDescribed() throws {
        let described = try Describing(
            """
            endpoint: POST /a
            status: { success: 201, partial: 202 }
            response-headers: { location: "/a/{order.id}", set-cookie: a=1 }
            calls: { order: { service: orders, post: /o, body: body } }
            response: order.id
            """)
        let responses = "/paths/~1a/post/responses"
        #expect(try described.names(at: responses).prefix(2) == ["201", "202"])
        #expect(
            try described.names(at: responses + "/201/headers") == ["Composition-Status", "location", "set-cookie"])
        #expect(try described.names(at: responses + "/201/content") == ["application/json"])
    }

    @Test func aResponseWithoutContentHasNone() throws {
        let described = try Describing(
            "endpoint: POST /a\nstatus: 204\ncalls: { order: { service: orders, post: /o, otherwise: null } }\n")
        #expect(try described.names(at: "/paths/~1a/post/responses") == ["204", "default"])
        #expect(try described.names(at: "/paths/~1a/post/responses/204") == ["description", "headers"])
    }

    @Test func aStatusThatIsWorkedOutIsOneOfAClass() throws {
        let described = try Describing(
            "endpoint: GET /a\nstatus: \"u ? `200` : `203`\"\ncalls: { u: { service: users, get: /u, otherwise: null } }\n"
        )
        #expect(try described.names(at: "/paths/~1a/get/responses") == ["2XX", "default"])
    }

    @Test func whatServicesSayWhenTheyRefuseIsDescribed() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            status: { pay: { 409: 422 } }
            calls:
              user: { service: users, get: /u, required: true, refusals: 4xx }
              pay: { service: orders, get: /p, required: true, refusals: { on: [402, 409], body: { reason: error.code, is: "'no'" } } }
            """)
        let responses = "/paths/~1a/get/responses/"
        #expect(
            try described.names(at: responses + "4XX/content") == [
                "application/json", "text/plain", "application/problem+json",
            ])
        // `user` may say anything with this status, too.
        #expect(try described.text(at: responses + "402/content/application~1json/schema") == "{}")
        #expect(try described.text(at: responses + "422/description")?.contains("`pay`") == true)
    }

    /// An entry of a status goes before that of its class (OpenAPI 3.1, 4.8.16).
    @Test func aRefusalWithAnEntryOfItsOwnIsDescribedThere() throws {
        let described = try Describing(
            """
            endpoint: POST /a
            calls:
              user: { service: users, get: /u, required: true, refusals: 4xx }
              pay: { service: orders, post: /p, body: body, required: true }
            """)
        let responses = "/paths/~1a/post/responses/"
        for status in ["404", "400", "4XX"] {
            #expect(
                try described.names(at: responses + status + "/content") == [
                    "application/json", "text/plain", "application/problem+json",
                ])
        }
        #expect(try described.text(at: responses + "404/description")?.contains("`user`") == true)
    }

    @Test func fieldsAndBodiesCanBeWrong() throws {
        let described = try Describing(
            """
            endpoint: POST /a
            fields: true
            calls: { user: { service: users, post: /me, body: body, otherwise: null } }
            """)
        #expect(
            try described.text(at: "/paths/~1a/post/responses/400/description")
                == #""The request body is not JSON. `fields` can't be read, or names what isn't there.""#)
    }

    @Test func headersBelongToTheirStatuses() throws {
        let described = try Describing(
            "endpoint: GET /a\ncalls: { user: { service: users, get: /me, required: true } }\n")
        let place = "/paths/~1a/get/responses/"
        #expect(try described.names(at: place + "200/headers") == ["Composition-Status"])
        #expect(try described.names(at: place + "401/headers") == ["Composition-Status", "WWW-Authenticate"])
        #expect(try described.names(at: place + "429/headers") == ["Composition-Status", "Retry-After"])
        #expect(try described.names(at: place + "503/headers") == ["Composition-Status", "Retry-After"])
    }

    /// Who may not ask gets no composed response, so nothing is said of calls; where a call has the status, too, it is.
    @Test func refusalsHaveNothingToSayOfCalls() throws {
        let gateway = Describing.standardGateway + "\nauth: { own: { api-keys: { keys: k.yaml } } }\n"
        let keys = "consumers: {}\n"
        func names(_ call: String) throws -> [[String]] {
            let described = try Describing(
                "endpoint: GET /a\nauth: own\nallow: claims.sub == 'a'\ncalls: { user: { service: users, get: /me\(call) } }\n",
                gateway: gateway, keys: keys)
            return try ["401", "403"].map { try described.names(at: "/paths/~1a/get/responses/\($0)/headers") }
        }
        #expect(try names(", otherwise: {}") == [["WWW-Authenticate"], []])
        let needing = ", required: true, needs: claims.x"
        #expect(
            try names(needing) == [["Composition-Status", "WWW-Authenticate"], ["Composition-Status"]])
    }

    /// A browser sends the cookie of a session along with what a page of another site asks for.
    @Test func requestsOfOtherSitesAreRefusedWhereTheyMayChangeSomething() throws {
        let gateway =
            Describing.standardGateway + """

                auth:
                  people:
                    session:
                      issuer: https://a.example
                      client-id: a
                      client-secret: b
                      origin: https://shop.example
                      keys: ["b25seSBmb3IgdGhlIGRlbW8sIGEgc2VjcmV0IHRoYXQgYWxsIGtub3c="]
                """
        func description(_ method: String, _ call: String) throws -> String? {
            let described = try Describing(
                "endpoint: \(method) /a\nauth: people\ncalls: { user: { service: users, \(call): /me, otherwise: {} } }\n",
                gateway: gateway)
            return try described.text(at: "/paths/~1a/\(call)/responses/403/description")
        }
        #expect(try description("GET", "get") == nil)
        #expect(
            try description("POST", "post")
                == #""A request with the cookie of a session doesn't come from a page of this site.""#)
    }

    /// A route that answers itself can fail for that alone.
    @Test(arguments: [
        ("introspection: { url: https://a.example/i, client-id: a, client-secret: b }", ["200", "401", "503"]),
        ("jwt: { issuer: https://a.example, audience: shop }", ["200", "401", "503"]),
        ("api-keys: { keys: k.yaml }", ["200", "401"]),
    ])
    func whereSomebodyIsAskedItMayBeAway(way: String, statuses: [String]) throws {
        let described = try Describing(
            "route: GET /a\nauth: own\nrespond: { body: { a: 1 } }\n",
            gateway: Describing.standardGateway + "\nauth: { own: { \(way) } }\n", keys: "consumers: {}\n")
        #expect(try described.names(at: "/paths/~1a/get/responses") == statuses)
    }

    @Test func callsSayWhatTheyMeanForTheResponse() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls:
              user: { service: users, get: /me, required: true }
              order: { service: orders, get: /o, otherwise: [{ stale: 90s }, { value: [] }] }
              other: { service: orders, get: /p, otherwise: user.id }
            response: { user: user.name, list: [order, "order[0]"], other: other }
            """)
        #expect(
            try described.text(at: "/paths/~1a/get/x-tutti-calls")
                == #"[{"name":"user","required":true,"sections":["/user"],"otherwise":[]},"#
                + #"{"name":"order","required":false,"sections":["/list/0","/list/1"],"#
                + #""otherwise":[{"kind":"stale","at-most":90},{"kind":"value","value":[]}]},"#
                + #"{"name":"other","required":false,"sections":["/other"],"otherwise":[{"kind":"computed"}]}]"#)
    }

    @Test(arguments: ["compositions", "Tests/TuttiOpenAPITests/Everything"])
    func allResponsesInTestsAreAsDescribed(folder: String) throws {
        let described = try Describing(folder: folder)
        let json = described.document.json
        let header = "/components/headers/Composition-Status/schema/pattern"
        let pattern = try Regex(try #require(JSONPointer(parsing: header).resolve(in: json)?.string))
        var count = 0
        for (endpoint, tests) in zip(described.plan.endpoints, described.tests) {
            let path = JSONPointer(tokens: [
                "paths", "\(endpoint.path)", endpoint.method.rawValue.lowercased(), "responses",
            ])
            for test in tests {
                for step in TestRunner(described.plan).run(test, of: endpoint).steps {
                    let response = try #require(step.response)
                    func header(_ name: String) -> String {
                        response.headers.first { $0.name.canonicalName == name }?.value ?? ""
                    }
                    // What is wrong with a request is found before there is any call to speak of.
                    let statement = header("composition-status")
                    if response.status == 422, statement.isEmpty {
                        #expect(endpoint.request != nil)
                    } else {
                        #expect(try pattern.wholeMatch(in: statement) != nil)
                    }
                    let media = [String(response.status), "content", header("content-type"), "schema"]
                    let schema = try #require(JSONPointer(tokens: path.tokens + media).resolve(in: json), "\(media)")
                    let body = JSONValue.node(try JSONDocument(parsing: response.body).root)
                    #expect(SchemaCheck(document: json).mistakes(body, by: schema) == [])
                    count += 1
                }
            }
        }
        #expect(count > 0)
    }

    /// Counts of an `each`, and the place of a part that failed, which is text with quotes and backslashes.
    @Test(arguments: [
        (
            #""tot\\al \"x\" é, ;""#,
            #"user;outcome=ok;ms=0, response;outcome=failed;reason=expression;pointer="/tot\\al \"x\" %C3%A9, ;""#
        ),
        ("total", #"user;outcome=ok;ms=0, response;outcome=failed;reason=expression;pointer="/total""#),
    ])
    func whatIsSaidOfAFailedPartIsAsDescribed(name: String, expected: String) throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls: { user: { service: users, get: /u } }
            response: { \(name): "user.n + `1`", user: user }
            tests:
              - name: no number
                request: GET /a
                services: { users: { "*": { body: { n: x } } } }
                expect: { status: 200 }
            """)
        let endpoint = try #require(described.plan.endpoints.first)
        let run = TestRunner(described.plan).run(try #require(described.tests.first?.first), of: endpoint)
        let value = run.steps.first?.response?.headers.first { $0.name.canonicalName == "composition-status" }?.value
        #expect(value == expected)
        let header = "/components/headers/Composition-Status/schema/pattern"
        let json = described.document.json
        let pattern = try Regex(try #require(JSONPointer(parsing: header).resolve(in: json)?.string))
        for value in [
            expected, "list;outcome=ok;unmatched=2;ms=3",
            "list;outcome=fallback;reason=status;failed=1;unmatched=2;ms=3",
        ] {
            #expect(try pattern.wholeMatch(in: value) != nil)
        }
        for value in [expected.dropLast(), "list;outcome=ok;unmatched=;ms=3"] as [Substring] {
            #expect(try pattern.wholeMatch(in: value) == nil)
        }
    }

    @Test(arguments: ["compositions", "Tests/TuttiOpenAPITests/Everything"])
    func responsesWithoutSomeCallsAreAsDescribed(folder: String) throws {
        let described = try Describing(folder: folder)
        let json = described.document.json
        for (endpoint, tests) in zip(described.plan.endpoints, described.tests) where endpoint.schema == nil {
            let path = ["paths", "\(endpoint.path)", endpoint.method.rawValue.lowercased(), "responses", "200"]
            for sample in ResponseSampler(described.plan).samples(of: endpoint, tests: tests) {
                let schema = try #require(
                    JSONPointer(tokens: path + ["content", "application/json", "schema"]).resolve(in: json))
                #expect(SchemaCheck(document: json).mistakes(sample.body, by: schema) == [])
            }
        }
    }

    @Test func aProblemHasTheMembersThatAreDescribed() throws {
        let error = ProblemDetails.CallError(call: "a", reason: "status", status: 500, pointer: "/a", detail: "d")
        var problem = ProblemDetails(status: 502, title: "t", detail: "d", errors: [error])
        problem.violatedPolicies = ["a"]
        problem.undos = [(call: "a", end: .undone), (call: "b", end: .failed)]
        let body = JSONValue.node(try JSONDocument(parsing: problem.body(requestID: "r")).root)
        let described = try Describing(folder: "compositions")
        #expect(try described.names(at: "/components/schemas/Problem/properties") == body.members.map(\.name))
        let first = try #require(body.member("errors")?.elements.first)
        #expect(try described.names(at: "/components/schemas/CallError/properties") == first.members.map(\.name))
    }

    @Test func anEndpointWithTagsHas304() throws {
        let described = try Describing(
            "endpoint: GET /a\netag: true\ncalls: { user: { service: users, get: /a } }\n---\n"
                + "endpoint: POST /a\netag: true\ncalls: { user: { service: users, get: /a } }\n")
        #expect(try described.names(at: "/paths/~1a/get/responses/200/headers") == ["Composition-Status", "ETag"])
        #expect(try described.names(at: "/paths/~1a/get/responses/304") == ["description", "headers"])
        #expect(try described.text(at: "/paths/~1a/post/responses/304") == nil)
        let other = try Describing(
            "endpoint: GET /a\netag: true\nstatus: 203\ncalls: { user: { service: users, get: /a } }\n")
        #expect(try other.text(at: "/paths/~1a/get/responses/304") == nil)
        #expect(try described.names(at: "/paths/~1a/post/responses/200/headers") == ["Composition-Status"])
    }
}
