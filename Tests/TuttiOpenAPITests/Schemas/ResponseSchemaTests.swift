import Testing
import TuttiJSON
import TuttiOpenAPI

/// The schemas of composed responses.
@Suite struct ResponseSchemaTests {
    /// An endpoint `GET /a` whose response is the body of `users`, and a test for each of these bodies.
    private static func schema(ofBodies bodies: [String], _ keys: String = "") throws -> String? {
        let tests = bodies.enumerated().map { index, body in
            """
              - name: "\(index)"
                request: GET /a
                services: { users: { "*": { body: \(body) } } }
                expect: { status: 200 }

            """
        }
        let described = try Describing(
            """
            endpoint: GET /a
            calls: { user: { service: users, get: /me, required: true } }
            response: user
            \(keys)
            tests:

            """ + tests.joined())
        return try described.text(at: "/components/schemas/GetAResponse")
    }

    @Test func whatIsExpectedOfACallIsKnownOfTheResponse() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls:
              user:
                service: users
                get: /me
                required: true
                expects: { type: object, properties: { id: { type: integer }, tags: { type: array, items: { type: string } } } }
            response: { id: user.id, tags: user.tags, other: user.other }
            """)
        #expect(
            try described.text(at: "/components/schemas/GetAResponse/properties")
                == #"{"id":{"type":["number","null"]},"tags":{"type":["array","null"],"items":{"type":"string"}},"other":{}}"#
        )
    }

    @Test(arguments: [
        (["1"], #"{"type":["number","null"]}"#),
        (["1", "2.5"], #"{"type":["number","null"]}"#),
        (["a"], #"{"type":["string","null"]}"#),
        (["a", "true", "null"], #"{"type":["string","boolean","null"]}"#),
        (["null"], "{}"),
        (["[]"], #"{"type":["array","null"]}"#),
        (["[]", "[null]"], #"{"type":["array","null"]}"#),
        (["[]", "[1, a]"], #"{"type":["array","null"],"items":{"type":["string","number","null"]}}"#),
        (["{}"], #"{"type":["object","null"]}"#),
        (
            ["{ a: 1, b: x }", "{ c: null, a: null }"],
            #"{"type":["object","null"],"properties":{"a":{"type":["number","null"]},"b":{"type":["string","null"]},"c":{}}}"#
        ),
        (
            ["[{ a: 1 }, { a: 2, b: 3 }]"],
            #"{"type":["array","null"],"items":{"type":["object","null"],"#
                + #""properties":{"a":{"type":["number","null"]},"b":{"type":["number","null"]}}}}"#
        ),
        (
            [#"{ "7": { a: 1 }, "12": {} }"#],
            #"{"type":["object","null"],"additionalProperties":{"type":["object","null"],"properties":{"a":{"type":["number","null"]}}}}"#
        ),
        (
            ["[{ a: true }]", "{ a: true }"],
            #"{"type":["object","array","null"],"properties":{"a":{"type":["boolean","null"]}},"#
                + #""items":{"type":["object","null"],"properties":{"a":{"type":["boolean","null"]}}}}"#
        ),
    ])
    func anExampleShowsTypesAndNothingElse(bodies: [String], schema: String) throws {
        #expect(try Self.schema(ofBodies: bodies) == schema)
    }

    /// Expressions in `response`, of calls that send `{ n: 1, s: x, l: [{ id: 1 }] }`, and the schema of what they give.
    @Test(arguments: [
        ("order.n", #"{"type":["number","null"]}"#),
        ("order.n != null", #"{"type":"boolean"}"#),
        ("order.n > `1`", #"{"type":["boolean","null"]}"#),
        ("!order.n", #"{"type":"boolean"}"#),
        ("order.n || `5`", #"{"type":"number"}"#),
        ("order.n ? 'a' : 'b'", #"{"type":"string"}"#),
        ("order.s && order.n", #"{"type":["number","null"]}"#),
        ("not_null(order.x, order.n, `1`)", #"{"type":"number"}"#),
        // A function or an operator that isn't given what it takes gives nothing.
        ("order.n * `2`", #"{"type":["number","null"]}"#),
        ("length(order.s)", #"{"type":["number","null"]}"#),
        ("upper(order.s) || 'none'", #"{"type":["string","null"]}"#),
        ("{n: order.n}", #"{"type":"object","properties":{"n":{"type":["number","null"]}},"required":["n"]}"#),
        (
            "order.{n: n, s: 'x'}",
            #"{"type":["object","null"],"properties":{"n":{"type":["number","null"]},"s":{"type":"string"}},"required":["n","s"]}"#
        ),
        ("[order.n, 'x']", #"{"type":"array","items":{"type":["string","number","null"]}}"#),
        (
            "order.l",
            #"{"type":["array","null"],"items":{"type":["object","null"],"properties":{"id":{"type":["number","null"]}}}}"#
        ),
        ("order.l[].id", #"{"type":["array","null"],"items":{"type":"number"}}"#),
        (
            "order.l || `[]`",
            #"{"type":"array","items":{"type":["object","null"],"properties":{"id":{"type":["number","null"]}}}}"#
        ),
        (
            "order.l[].{id: id, known: id != null}",
            #"{"type":["array","null"],"items":{"type":"object","properties":{"id":{"type":["number","null"]},"known":{"type":"boolean"}},"#
                + #""required":["id","known"]}}"#
        ),
        (
            "reverse(sort_by(order.l, &id))[:1].{id: id}",
            #"{"type":["array","null"],"items":{"type":"object","properties":{"id":{"type":["number","null"]}},"required":["id"]}}"#
        ),
        ("order.l[?id].id | [0]", #"{"type":["number","null"]}"#),
        ("path.id", #"{"type":"string"}"#),
        ("first.n", #"{"type":["number","null"]}"#),
        ("first", #"{"type":["object","null"],"properties":{"n":{"type":["number","null"]}},"required":["n"]}"#),
        (
            "list",
            #"{"type":"array","items":{"type":"object","properties":{"id":{"type":["number","null"]}},"required":["id"]}}"#
        ),
    ])
    func whatIsCertainIsSaid(expression: String, schema: String) throws {
        let quoted = expression.replacing("'", with: "''")
        let described = try Describing(
            """
            endpoint: GET /a/{id}
            calls:
              order: { service: orders, get: "/o/{path.id}", required: true }
              first: { service: orders, get: /o, select: "{n: n}", required: true }
              list: { service: orders, get: /o, select: "l[].{id: id}", otherwise: [] }
            response: { part: '\(quoted)', order: order.n, first: first.n, list: "list || `[]`" }
            tests:
              - name: a test
                request: GET /a/1
                services: { orders: { "*": { body: { n: 1, s: x, l: [{ id: 1 }] } } } }
                expect: { status: 200, outcome: { order: ok } }
            """.replacing("part: 'list'", with: "part: \"list || `[]`\""))
        #expect(try described.text(at: "/components/schemas/GetAByIdResponse/properties/part") == schema)
    }

    @Test func whatIsCertainNeedsNoTest() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls: { order: { service: orders, get: /o, select: "l[].{id: id}" } }
            response: { known: order != null, count: length(order), ids: order, any: "order[0] || 'x'" }
            """)
        #expect(
            try described.text(at: "/components/schemas/GetAResponse/properties")
                == #"{"known":{"type":"boolean"},"count":{"type":["number","null"]},"ids":{"type":["array","null"],"#
                + #""items":{"type":"object","properties":{"id":{}},"required":["id"]}},"any":{"type":["object","string"],"#
                + #""properties":{"id":{}},"required":["id"]}}"#)
    }

    @Test func membersThatAreThereAtTimesAreNotRequired() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls: { order: { service: orders, get: /o } }
            response: { one: "order ? {id: order.id, n: `1`} : {why: 'none', n: null}" }
            """)
        #expect(
            try described.text(at: "/components/schemas/GetAResponse/properties/one")
                == #"{"type":"object","properties":{"id":{},"n":{"type":["number","null"]},"why":{"type":"string"}},"required":["n"]}"#
        )
    }

    /// A fallback that is no object shows as it is where the only expression that reads the call finds nothing in it.
    @Test func aFallbackMayShowInPlaceOfWhatIsMadeOfTheResponse() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            calls:
              order: { service: orders, get: /o, otherwise: "'none'" }
              other: { service: orders, get: /p, otherwise: "'none'" }
            response: { ids: "order[].{id: id}", list: "other[].{id: id}", other: other }
            """)
        let list = #"{"type":"array","items":{"type":"object","properties":{"id":{}},"required":["id"]}}"#
        #expect(
            try described.text(at: "/components/schemas/GetAResponse/properties/ids")
                == list.replacing(#""array""#, with: #"["array","string","null"]"#))
        #expect(
            try described.text(at: "/components/schemas/GetAResponse/properties/list")
                == list.replacing(#""array""#, with: #"["array","null"]"#))
    }

    @Test func clientsThatChooseMembersAreNotPromisedAny() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            fields: true
            meta: calls
            calls: { order: { service: orders, get: /o } }
            response: { order: { id: order.id } }
            """)
        #expect(
            try described.text(at: "/components/schemas/GetAResponse")
                == #"{"type":"object","properties":{"order":{"type":"object","properties":{"id":{}}},"calls":{"type":"object","#
                + ##""properties":{"order":{"$ref":"#/components/schemas/CallStatement"}}}}}"##)
    }

    private static let calls = """
        endpoint: GET /a
        calls:
          user: { service: users, get: /me, required: true }
          order: { service: orders, get: /o }
          more: { service: orders, get: /m, otherwise: [], when: query.more }
        response:
          user: user
          order: order.id
          known: order != null
          more: more
          count: length(order.items)

        """

    @Test func partsThatReadACallMayBeNull() throws {
        // No test in which all is well, from which failures could be tried.
        let test = """
            tests:
              - name: without more
                request: GET /a
                services: { users: { "*": { body: 1 } }, orders: { "*": { body: { id: 2, items: [] } } } }
                expect: { status: 200, outcome: { more: skipped } }
            """
        let described = try Describing(Self.calls + test)
        #expect(
            try described.text(at: "/components/schemas/GetAResponse/properties")
                == #"{"user":{"type":["number","null"]},"order":{"type":["number","null"]},"known":{"type":"boolean"},"#
                + #""more":{},"count":{"type":["number","null"]}}"#)
    }

    @Test func failuresOfOptionalCallsAreTried() throws {
        let test = """
            tests:
              - name: all
                request: GET /a?more=1
                services:
                  users: { "*": { body: 1 } }
                  orders: { "GET /o": { body: { id: 2, items: [] } }, "GET /m": { body: x } }
                expect: { status: 200 }
            """
        let described = try Describing(Self.calls + test)
        #expect(
            try described.text(at: "/components/schemas/GetAResponse/properties")
                == #"{"user":{"type":["number","null"]},"order":{"type":["number","null"]},"known":{"type":"boolean"},"#
                + #""more":{"type":["array","string","null"]},"count":{"type":["number","null"]}}"#)
        #expect(
            try described.text(at: "/paths/~1a/get/responses/200/content/application~1json/example")
                == #"{"user":1,"order":2,"known":true,"more":"x","count":0}"#)
        #expect(described.document.sketchyEndpoints == [])
    }

    @Test func responsesOfTestsThatFailAndProblemsTeachNothing() throws {
        let tests = """
            tests:
              - name: wrong
                request: GET /a
                services: { users: { "*": { body: 1 } }, orders: { "*": { body: {} } } }
                expect: { status: 404 }
              - name: a problem
                request: GET /a
                services: { users: 404, orders: { "*": { body: {} } } }
                expect: { status: 404 }
            """
        let described = try Describing(Self.calls + tests)
        #expect(
            try described.text(at: "/components/schemas/GetAResponse")
                == #"{"type":"object","properties":{"user":{},"order":{},"known":{"type":"boolean"},"more":{},"#
                + #""count":{"type":["number","null"]}},"#
                + #""required":["user","order","known","more","count"]}"#)
        #expect(described.document.sketchyEndpoints == ["GET /a"])
    }

    @Test func withoutTestsTheShapeOfTheResponseIsDescribed() throws {
        let described = try Describing(
            """
            endpoint: GET /a
            meta: calls
            calls: { order: { service: orders, get: /o } }
            response: { order: { id: order.id, kind: 3 }, list: [order.a, 1], fixed: [a] }
            """.replacing("[a]", with: "[{ n: 1 }]"))
        #expect(
            try described.text(at: "/components/schemas/GetAResponse")
                == #"{"type":"object","properties":{"order":{"type":"object","properties":{"id":{},"kind":{"type":"number"}},"#
                + #""required":["id","kind"]},"list":{"type":"array"},"fixed":{"type":"array","items":{"type":"object","#
                + #""properties":{"n":{"type":"number"}},"required":["n"]}},"calls":{"type":"object","properties":{"order":"#
                + ##"{"$ref":"#/components/schemas/CallStatement","required":["outcome","ms","attempts"]}},"required":["order"]}},"##
                + #""required":["order","list","fixed","calls"]}"#)
    }

    @Test func theSchemaInTheFileIsTheSchema() throws {
        let schema = ##"""
            schema:
              type: object
              title: Whatever
              properties:
                user: { $ref: "#/$defs/user" }
                "$ref": { type: string }
                all: { $ref: "#" }
                far: { $ref: "https://example.com/x.json#/y" }
                shared: { $ref: "#/components/schemas/Problem" }
                own: { $id: "urn:own", $defs: { a: {} }, $ref: "#/$defs/a" }
                fixed: { const: { $ref: "#/x" } }
              $defs: { user: { type: integer } }
            """##
        #expect(
            try Self.schema(ofBodies: ["a"], schema)
                == ##"{"type":"object","title":"Whatever","properties":{"user":{"$ref":"#/components/schemas/GetAResponse/$defs/user"},"##
                + ##""$ref":{"type":"string"},"all":{"$ref":"#/components/schemas/GetAResponse"},"##
                + ##""far":{"$ref":"https://example.com/x.json#/y"},"shared":{"$ref":"#/components/schemas/Problem"},"##
                + ##""own":{"$id":"urn:own","$defs":{"a":{}},"$ref":"#/$defs/a"},"fixed":{"const":{"$ref":"#/x"}}},"##
                + ##""$defs":{"user":{"type":"integer"}}}"##)
    }

    @Test func metaStandsBesideASchemaThatDoesNotNameIt() throws {
        func schema(_ properties: String) throws -> [String] {
            try Describing(
                """
                endpoint: GET /a
                meta: calls
                calls: { order: { service: orders, get: /o } }
                response: { order: order }
                schema: { type: object, properties: \(properties) }
                """
            ).names(at: "/components/schemas/GetAResponse")
        }
        #expect(try schema("{ order: {} }") == ["allOf"])
        #expect(try schema("{ order: {}, calls: {} }") == ["type", "properties"])
    }
}
