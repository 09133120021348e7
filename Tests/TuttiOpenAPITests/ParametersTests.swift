import Testing

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

    @Test func callsReadParametersAsWellAsTheAnswer() throws {
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
                == #""Header fields of any name can matter. Cookies of any name can matter.""#)
    }

    @Test func aBodyThatIsReadIsDescribedByItsMembersAndTests() throws {
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
        #expect(
            try sketch.text(at: "/components/schemas/PostARequest")
                == #"{"type":"object","properties":{"product":{},"note":{}}}"#)
        #expect(try sketch.text(at: place + "/example") == nil)
        let tested = try Describing(endpoint + test)
        let properties =
            #"{"product":{"type":"integer"},"more":{"type":"array","items":{"type":"number"}},"note":{}}"#
        #expect(
            try tested.text(at: "/components/schemas/PostARequest")
                == #"{"type":"object","properties":\#(properties)}"#)
        #expect(try tested.text(at: place + "/example") == #"{"product":3,"more":[1.5]}"#)
        #expect(try tested.text(at: place + "/schema") == ##"{"$ref":"#/components/schemas/PostARequest"}"##)
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
