import Testing
import TuttiEngine
import TuttiJSON
import TuttiOpenAPI
import TuttiPlan
import TuttiSimulation

/// What an endpoint takes from a request.
@Suite struct ParametersTests {
    /// Expressions of an endpoint, and its parameters as `place name type`.
    private static let readings: [(expressions: [String], parameters: [String])] = [
        (["query.page"], ["query page string"]),
        (["query.page || query.\"per-page\"", "query.page"], ["query page string", "query per-page string"]),
        (["query_all.tag", "query.tag"], ["query tag array"]),
        (["$.query.page"], ["query page string"]),
        (["keys(query)", "query.page"], ["query page string", "query parameters object"]),
        (["query_all", "query.parameters"], ["query parameters string", "query parameters_ object"]),
        (["query.{a: x}"], ["query parameters object"]),
        (["headers.\"x-tenant\""], ["header x-tenant string"]),
        (["headers.accept", "headers.authorization", "headers.\"content-type\""], []),
        (["headers"], []),
        (["cookies.session"], ["cookie session string"]),
        (["path.id", "now()"], []),
        (["'query.page'"], []),
    ]

    @Test(arguments: readings)
    func namesThatExpressionsReadAreParameters(expressions: [String], parameters: [String]) throws {
        let members = expressions.enumerated().map { "  m\($0.offset): '\($0.element.replacing("'", with: "''"))'" }
        let described = try Describing(
            """
            endpoint: GET /a
            calls: { order: { service: orders, get: /orders } }
            response:
              order: order
            """ + "\n" + members.filter { !$0.contains("path.id") }.joined(separator: "\n"))
        #expect(try Self.parameters(described, "/paths/~1a/get") == parameters)
    }

    @Test func callsReadParametersAsWellAsTheResponse() throws {
        let described = try Describing(
            """
            endpoint: POST /a/{id}
            calls:
              user:
                service: users
                post: "/users/{path.id}?v={query.version}"
                query: { page: query.page }
                headers: { x-tenant: "{headers.\\"x-tenant\\"}" }
                cookies: { s: cookies.session }
                body: { dry: query.dry }
                when: query.user
                select: "{name: name, full: $.query.full}"
                otherwise: { lang: query.lang }
            """)
        #expect(
            try Self.parameters(described, "/paths/~1a~1{id}/post") == [
                "path id string", "query version string", "query page string", "query dry string", "query user string",
                "query full string", "query lang string", "header x-tenant string", "header accept-language string",
                "cookie session string",
            ])
    }

    @Test func whatServicesAreSentOnIsAParameterUnlessTheCallHasItsOwn() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls:
              one: { service: users, get: /1 }
              two: { service: users, get: /2, headers: { accept-language: de } }
              three: { service: users, get: /3 }
            """)
        #expect(
            try described.text(at: "/paths/~1a/get/parameters")
                == #"[{"name":"accept-language","in":"header","description":"Sent on with `one`, `three`.","schema":{"type":"string"}}]"#
        )
    }

    @Test func whatTheFileSendsToAServiceIsNotTheClients() throws {
        let described = try Describing(
            "endpoint: GET /a\ncalls: { one: { service: users, get: /1 } }\n",
            gateway: """
                services:
                  users: { instances: ["http://users"], headers: { x-gw: tutti }, forward-headers: [X-Gw, accept-language] }
                """)
        #expect(try Self.parameters(described, "/paths/~1a/get") == ["header accept-language string"])
    }

    @Test func fieldsIsAListOfMembersWithCommas() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            fields: true
            calls: { order: { service: orders, get: /orders, query: { fields: query.fields } } }
            """)
        let pointer = "/paths/~1a/get/parameters"
        #expect(try Self.parameters(described, "/paths/~1a/get") == ["query fields array"])
        #expect(try described.text(at: pointer + "/0/explode") == "false")
    }

    @Test func anyHeaderIsARemark() throws {
        let described = try Describing(
            "endpoint: GET /a\ncalls: { a: { service: orders, get: /a } }\nresponse: [a, headers, keys(cookies)]\n")
        #expect(
            try described.text(at: "/paths/~1a/get/description")
                == #""Headers of any name can matter. Cookies of any name can matter.""#)
    }

    @Test func aBodyThatIsReadIsDescribedByItsMembersWithExamplesFromTests() throws {
        let endpoint = """
            endpoint: POST /a
            calls: { order: { service: orders, post: /orders, body: { product: body.product, note: body.note } } }

            """
        let test = """
            tests:
              - name: a test
                request: POST /a
                body: { product: 3, more: [1.5] }
                services: { orders: { "*": { body: {} } } }
                expect: { status: 200 }
            """
        let place = "/paths/~1a/post/requestBody/content/application~1json"
        let sketch = try Describing(endpoint)
        #expect(try sketch.text(at: "/components/schemas/PostARequest") == #"{"properties":{"product":{},"note":{}}}"#)
        #expect(try sketch.text(at: place + "/example") == nil)
        let tested = try Describing(endpoint + test)
        let properties = #"{"product":{"examples":[3]},"note":{},"more":{"examples":[[1.5]]}}"#
        #expect(
            try tested.text(at: "/components/schemas/PostARequest") == #"{"properties":\#(properties)}"#)
        #expect(try tested.text(at: place + "/example") == #"{"product":3,"more":[1.5]}"#)
        #expect(
            try tested.names(at: "/paths/~1a/post/requestBody/content") == [
                "application/json", "application/x-www-form-urlencoded",
            ])
        #expect(try tested.text(at: place + "/schema") == ##"{"$ref":"#/components/schemas/PostARequest"}"##)
        #expect(try tested.text(at: "/paths/~1a/post/requestBody/required") == nil)
    }

    @Test func aBodyWithASchemaOfTheFileIsJSON() throws {
        let sketch = try Describing(
            """
            endpoint: POST /a
            request: { body: { type: object, properties: { product: { type: integer } } } }
            calls: { order: { service: orders, post: /orders, body: { product: body.product } } }
            """)
        #expect(try sketch.names(at: "/paths/~1a/post/requestBody/content") == ["application/json"])
    }

    /// What a call puts where, and what the member `x` of the body must be for that.
    @Test(arguments: [
        ("get: '/a/{body.x}'", "text-not-empty number boolean", true),
        ("get: '/a?b={body.x}'", "string number boolean", true),
        ("get: /a, query: { b: body.x }", "string number boolean null array", false),
        ("get: /a, headers: { b: '{body.x}' }", "text number boolean null", false),
        ("get: /a, cookies: { b: body.x }", "text number boolean null", false),
        ("get: '/a/{body.x}', headers: { b: '{body.x}' }", "text-not-empty number boolean", true),
        ("post: /a, body: { b: body.x }", "", false), ("get: /a, query: { b: 'body.x || `1`' }", "", false),
    ])
    func aValueIsWhatItsPlaceTakes(request: String, kinds: String, isRequired: Bool) throws {
        let described = try Describing(
            "endpoint: POST /a\ncalls: { a: { service: orders, \(request), required: true } }\n")
        let schema = try #require(
            JSONPointer(parsing: "/components/schemas/PostARequest").resolve(in: described.document.json))
        let value = try #require(schema.member("properties")?.member("x"))
        var found: [String] = []
        for part in value.member("anyOf")?.elements ?? [value] {
            let types = part.member("type").map { $0.string.map { [$0] } ?? $0.elements.compactMap(\.string) } ?? []
            let isText = part.member("pattern") != nil || part.member("not") != nil
            found += isText ? [part.member("minLength") == nil ? "text" : "text-not-empty"] : types
        }
        #expect(found.joined(separator: " ") == kinds)
        #expect((schema.member("required") != nil) == isRequired)
        #expect((schema.member("type") != nil) == isRequired)
        #expect(try described.text(at: "/paths/~1a/post/requestBody/required") == (isRequired ? "true" : nil))
    }

    /// Calls, and the paths of what a body must have; the required parameters.
    @Test(arguments: [
        ("a: { service: orders, get: '/a/{body.id}?v={body.v}', required: true }", ["id", "v"], [String]()),
        ("a: { service: orders, get: '/a/{body.user.id}', required: true }", ["user", "user.id"], []),
        // What it needs of another call, that one needs of the client.
        (
            "a: { service: orders, get: '/a/{body.id}' }\n  b: { service: orders, get: '/b/{a.x}', required: true }",
            ["id"], []
        ),
        (
            "a: { service: orders, get: '/a/{query.id}?j={headers.x}&k={cookies.y}', required: true }", [],
            ["id", "x", "y"]
        ),
        (
            "a: { service: orders, get: /a, headers: { x: '{query.id}' }, query: { b: query.b }, required: true }", [],
            []
        ),
        // There is a response all the same: nothing is asked for, another call is made, a value stands in, the call is not made.
        ("a: { service: orders, get: '/a/{body.id || `1`}', required: true }", [], []),
        ("a: { service: orders, get: '/a/{body.id}' }\n  b: { service: orders, get: /b }", [], []),
        ("a: { service: orders, get: '/a/{body.id}', otherwise: 1 }", [], []),
        ("a: { service: orders, get: '/a/{body.id}', when: body.id, required: true }", [], []),
    ])
    func whatARequestCantDoWithoutIsRequired(calls: String, members: [String], parameters: [String]) throws {
        let described = try Describing("endpoint: POST /a\ncalls:\n  \(calls)\n")
        let json = described.document.json
        func required(_ schema: JSONValue, _ path: String) -> [String] {
            (schema.member("required")?.elements ?? []).compactMap(\.string).flatMap { name in
                [path + name]
                    + (schema.member("properties")?.member(name).map { required($0, path + name + ".") } ?? [])
            }
        }
        let body = try JSONPointer(parsing: "/components/schemas/PostARequest").resolve(in: json)
        #expect(body.map { required($0, "") } ?? [] == members)
        let list = try JSONPointer(parsing: "/paths/~1a/post/parameters").resolve(in: json)?.elements ?? []
        #expect(list.filter { $0.member("required") != nil }.compactMap { $0.member("name")?.string } == parameters)
    }

    @Test func aParameterOfThePathIsWhatItsUsesTake() throws {
        let described = try Describing(
            """
            endpoint: GET /a/{seg}/{field}/{free}
            calls:
              a: { service: orders, get: "/{path.seg}", query: { f: path.free }, headers: { x: "{path.field}" }, required: true }
            """)
        let place = "/paths/~1a~1{seg}~1{field}~1{free}/get/parameters/"
        #expect(try described.names(at: place + "0/schema") == ["type", "minLength", "pattern", "not"])
        #expect(try described.names(at: place + "0/schema/not") == ["pattern"])
        #expect(try described.names(at: place + "1/schema/not") == ["enum"])
        #expect(try described.names(at: place + "1/schema/allOf/0") == ["pattern"])
        #expect(
            try described.text(at: place + "2/schema")
                == #"{"type":"string","pattern":"^[^\\u0000]*$","minLength":1,"not":{"enum":[".",".."]}}"#)
    }

    /// What decision 5 refuses, but for digits of escapes that are escapes.
    @Test(arguments: [
        ("7", true), ("a.b", true), ("...", true), (".well-known", true), ("a..b", true), ("1.5", true), ("%", true),
        ("a/b", true),
        (".", false), ("..", false), ("a/..", false), ("..\\a", false), ("%2e", false), ("a%2F%252E.", false),
        ("..;x", false),
        (". .", false), ("\t..", false), (".%00", false), ("..?", false),
    ])
    func dotSegmentsAreNoTextOfAPath(text: String, isText: Bool) throws {
        let described = try Describing("endpoint: GET /a/{b}\ncalls: { a: { service: orders, get: \"/{path.b}\" } }\n")
        let place = "/paths/~1a~1{b}/get/parameters/0/schema/not/pattern"
        let pattern = try #require(JSONPointer(parsing: place).resolve(in: described.document.json)?.string)
        #expect(try (Regex(pattern).firstMatch(in: text) == nil) == isText)
    }

    /// Lists for `?fields=` that the gateway takes, and ones that it refuses.
    @Test(arguments: [
        ("user", true), ("user.name", true), ("user.name.first", true), ("total", true), ("total.amount", true),
        ("calls.user.ms", true),
        ("a-b", true), ("", false), ("users", false), ("user.", false), ("user..name", false),
        ("total.currency", false), ("aXb", false),
        ("v", true), ("v.name", true), ("v.nam", false), ("v.name.first", true), ("list.id", true), ("list.ids", false),
        ("some.a", true), ("some.b", true), ("some.c", false), ("picked.id", true), ("picked.name", false),
        ("x.y", false),
        ("x", false), ("open.c", true), ("open.d", true),
    ])
    func fieldsAreThoseThatTheResponseCanHave(header: String, isOne: Bool) throws {
        let described = try Describing(
            """
            endpoint: GET /a
            fields: true
            meta: calls
            calls:
              user: { service: users, get: /u }
              picked: { service: users, get: /p, select: "{id: id}" }
            response:
              user: user
              total: { amount: user.total }
              a-b: 1
              v: "{name: user.name}"
              list: "user.list[].{id: id}"
              some: "user.ok ? {a: user.a} : {b: user.b}"
              picked: picked
              x.y: 1
              open: "merge(user, {c: user.c})"
            tests:
              - name: asks for it
                request: GET /a?fields=\(header)
                services: { users: { "*": { body: { id: 1, name: n, list: [{ id: 2 }] } } } }
                expect: { status: 200 }
            """)
        let place = "/paths/~1a/get/parameters/0/schema/items/pattern"
        let pattern = try #require(JSONPointer(parsing: place).resolve(in: described.document.json)?.string)
        #expect(try (Regex(pattern).firstMatch(in: header) != nil) == isOne)
        let endpoint = try #require(described.plan.endpoints.first)
        let run = TestRunner(described.plan).run(try #require(described.tests.first?.first), of: endpoint)
        #expect(run.steps.first?.response?.status == (isOne ? 200 : 400))
    }

    private static func parameters(_ described: Describing, _ operation: String) throws -> [String] {
        var list: [String] = []
        while let name = try described.text(at: "\(operation)/parameters/\(list.count)/name"),
            let place = try described.text(at: "\(operation)/parameters/\(list.count)/in"),
            let type = try described.text(at: "\(operation)/parameters/\(list.count)/schema/type")
        {
            list.append("\(place) \(name) \(type)".replacing("\"", with: ""))
        }
        return list
    }
}
