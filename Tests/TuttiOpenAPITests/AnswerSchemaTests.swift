import Testing
import TuttiJSON
import TuttiOpenAPI

/// The schemas of composed answers.
@Suite struct AnswerSchemaTests {
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
        return try described.text(at: "/components/schemas/GetAAnswer")
    }

    @Test(arguments: [
        (["1"], #"{"type":"integer"}"#),
        (["1.0"], #"{"type":"number"}"#),
        (["1", "2.5"], #"{"type":"number"}"#),
        (["a"], #"{"type":"string"}"#),
        (["a", "true", "null"], #"{"type":["string","boolean","null"]}"#),
        (["null"], "{}"),
        (["[]"], #"{"type":"array"}"#),
        (["[]", "[1, a]", "[null]"], #"{"type":"array","items":{"type":["string","integer","null"]}}"#),
        (["{}"], #"{"type":"object"}"#),
        (["{}", "{ a: 1 }"], #"{"type":"object","properties":{"a":{"type":"integer"}}}"#),
        (
            ["{ a: 1, b: x }", "{ c: null, a: null }"],
            #"{"type":"object","properties":{"a":{"type":["integer","null"]},"b":{"type":"string"},"c":{}},"required":["a"]}"#
        ),
        (
            ["[{ a: 1 }, { a: 2, b: 3 }]"],
            #"{"type":"array","items":{"type":"object","properties":{"a":{"type":"integer"},"b":{"type":"integer"}},"required":["a"]}}"#
        ),
        (
            [#"{ "7": { a: 1 }, "12": {} }"#],
            #"{"type":"object","additionalProperties":{"type":"object","properties":{"a":{"type":"integer"}}}}"#
        ),
        (
            ["[{ a: 1 }]", "{ a: 1 }"],
            #"{"type":["object","array"],"properties":{"a":{"type":"integer"}},"required":["a"],"items":{"type":"object","properties":{"a":{"type":"integer"}},"required":["a"]}}"#
        ),
    ])
    func examplesAreMerged(bodies: [String], schema: String) throws {
        #expect(try Self.schema(ofBodies: bodies) == schema)
    }

    @Test func clientsThatChooseMembersGetFewer() throws {
        #expect(
            try Self.schema(ofBodies: ["{ a: 1 }"], "fields: true")
                == #"{"type":"object","properties":{"a":{"type":"integer"}}}"#)
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

    @Test func sectionsOfCallsThatFailInNoTestMayBeNull() throws {
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
            try described.text(at: "/components/schemas/GetAAnswer/properties")
                == #"{"user":{"type":"integer"},"order":{"type":["integer","null"]},"known":{"type":"boolean"},"#
                + #""more":{},"count":{"type":["integer","null"]}}"#)
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
            try described.text(at: "/components/schemas/GetAAnswer/properties")
                == #"{"user":{"type":"integer"},"order":{"type":["integer","null"]},"known":{"type":"boolean"},"#
                + #""more":{"type":["array","string","null"]},"count":{"type":["integer","null"]}}"#)
        #expect(
            try described.text(at: "/paths/~1a/get/responses/200/content/application~1json/example")
                == #"{"user":1,"order":2,"known":true,"more":"x","count":0}"#)
        #expect(described.document.sketchyEndpoints == [])
    }

    @Test func answersOfTestsThatFailAndProblemsTeachNothing() throws {
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
            try described.text(at: "/components/schemas/GetAAnswer")
                == #"{"type":"object","properties":{"user":{},"order":{},"known":{},"more":{},"count":{}},"#
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
            try described.text(at: "/components/schemas/GetAAnswer")
                == #"{"type":"object","properties":{"order":{"type":"object","properties":{"id":{},"kind":{"type":"integer"}},"#
                + #""required":["id","kind"]},"list":{"type":"array"},"fixed":{"type":"array","items":{"type":"object","#
                + #""properties":{"n":{"type":"integer"}},"required":["n"]}},"calls":{"type":"object","properties":{"order":"#
                + ##"{"$ref":"#/components/schemas/CallStatement"}},"required":["order"]}},"##
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
                == ##"{"type":"object","title":"Whatever","properties":{"user":{"$ref":"#/components/schemas/GetAAnswer/$defs/user"},"##
                + ##""$ref":{"type":"string"},"all":{"$ref":"#/components/schemas/GetAAnswer"},"##
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
            ).names(at: "/components/schemas/GetAAnswer")
        }
        #expect(try schema("{ order: {} }") == ["allOf"])
        #expect(try schema("{ order: {}, calls: {} }") == ["type", "properties"])
    }
}
