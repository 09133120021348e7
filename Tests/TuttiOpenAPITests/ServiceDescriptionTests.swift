import FilesOnDisk
import Foundation
import Testing
import TuttiComposition
import TuttiJSON
import TuttiOpenAPI
import TuttiPlan

/// What of a service's own OpenAPI file is in that of the gateway.
@Suite struct ServiceDescriptionTests {
    private static let description = """
        openapi: 3.0.3
        info: { title: Orders, version: "7" }
        servers: [{ url: http://orders.internal }]
        security: [{ key: [] }]
        paths:
          /orders:
            get:
              operationId: listOrders
              tags: [orders]
              security: []
              x-internal: yes
              parameters: [{ $ref: "#/components/parameters/Page" }]
              responses:
                200:
                  description: Orders.
                  links: { next: { operationId: listOrders } }
                  content: { application/json: { schema: { type: array, items: { $ref: "#/components/schemas/Order" } } } }
            post:
              requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } } }
              callbacks: { done: {} }
              responses: { 201: { description: It is there. }, default: { $ref: "#/components/responses/Bad" } }
            trace: { responses: { 200: { description: Echo. } } }
          /orders/{id}:
            parameters: [{ name: id, in: path, required: true, schema: { type: integer, minimum: 0, exclusiveMinimum: true } }]
            get: { operationId: getOrder, responses: { 200: { description: An order. } } }
          /admin:
            get: { responses: { 200: { description: Not through the route. } } }
        components:
          securitySchemes: { key: { type: apiKey, in: header, name: x-key } }
          parameters: { Page: { name: page, in: query, schema: { type: integer } } }
          responses: { Bad: { description: Bad., content: { application/json: { schema: { $ref: "#/components/schemas/Error" } } } } }
          schemas:
            Order:
              type: object
              properties:
                id: { type: integer }
                parent: { $ref: "#/components/schemas/Order" }
                note: { type: string, nullable: true }
                default: { $ref: "#/components/schemas/Kind" }
            Kind: { type: string, enum: [a, b] }
            Error: { type: object }
            Unused: { type: object }
        """

    private static func describe(_ routes: String, _ description: String = description) throws -> LoadResult {
        let folder = try FolderOnDisk()
        try folder.write(Describing.standardGateway, to: "gateway.yaml")
        try folder.write(routes, to: "routes/routes.yaml")
        try folder.write(description, to: "routes/orders.openapi.yaml")
        return CompositionLoader(environment: [:], isForServing: false).load(folder: folder.path)
    }

    private static func document(_ routes: String) throws -> OpenAPIDocument {
        let result = try describe(routes)
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        return OpenAPIDocument(plan, tests: result.tests)
    }

    private static func text(_ document: OpenAPIDocument, _ pointer: String) throws -> String? {
        try JSONPointer(parsing: pointer).resolve(in: document.json).map(compactText)
    }

    private static func paths(_ document: OpenAPIDocument) -> [String] {
        document.json.member("paths")?.members.flatMap { path in
            path.value.members.map { "\($0.name) \(path.name)" }
        } ?? []
    }

    @Test(
        arguments: [
            ("route: /orders/**\nto: orders\n", ["get /orders", "post /orders", "get /orders/{id}"]),
            ("route: /**\nto: orders\n", ["get /orders", "post /orders", "get /orders/{id}", "get /admin"]),
            ("route: GET /orders/**\nto: orders\n", ["get /orders", "get /orders/{id}"]),
            ("route: /orders\nto: orders\n", ["get /orders", "post /orders"]),
            ("route: /orders/{n}\nto: orders\n", ["get /orders/{id}"]),
            (
                "route: /api/**\nto: orders\nstrip: /api\n",
                ["get /api/orders", "post /api/orders", "get /api/orders/{id}", "get /api/admin"]
            ),
            (
                "route: /{tenant}/**\nto: orders\nstrip: \"/{tenant}\"\n",
                ["get /{tenant}/orders", "post /{tenant}/orders", "get /{tenant}/orders/{id}", "get /{tenant}/admin"]
            ),
            (
                "route: /shop/**\nto: orders\nrewrite: \"/orders/{path.rest}\"\n",
                ["get /shop", "post /shop", "get /shop/{id}"]
            ),
            ("route: /all\nto: orders\nrewrite: /orders\n", ["get /all", "post /all"]),
            ("route: /v/{v}/**\nto: orders\nrewrite: \"/{path.v}/{path.rest}\"\n", []),
            ("route: /other/**\nto: orders\n", []),
        ] as [(String, [String])])
    func operationsStandUnderThePathsOfTheRoute(route: String, paths: [String]) throws {
        let document = try Self.document(route + "openapi: orders.openapi.yaml\n")
        #expect(Self.paths(document) == paths)
        // A route of which nothing is known is listed.
        #expect((document.json.member("x-tutti-routes") != nil) == paths.isEmpty)
    }

    /// Each leads to the next: whoever follows them by calls within calls runs out of stack.
    @Test func aChainOfReferencesMayBeAsLongAsTheFile() throws {
        let count = 20_000
        let use = ##"{"content": {"application/json": {"schema": {"$ref": "#/components/schemas/S0"}}}}"##
        let chain = (0..<count).map { ##""S\##($0)": {"$ref": "#/components/schemas/S\##($0 + 1)"}"## }
        let description = #"""
            {"openapi": "3.1.0", "info": {"title": "T", "version": "1"},
            "paths": {"/orders": {"get": {"responses": {"200": \#(use)}}}},
            "components": {"schemas": {\#(chain.joined(separator: ",\n")), "S\#(count)": {"type": "string"}}}}
            """#
        let result = try Self.describe("route: /**\nto: orders\nopenapi: orders.openapi.yaml\n", description)
        let plan = try #require(result.plan, "\(result.diagnostics.map(\.message))")
        let document = OpenAPIDocument(plan, tests: result.tests)
        let schemas = "/components/schemas/orders.S"
        #expect(try Self.text(document, schemas + "0/$ref") == ##""#/components/schemas/orders.S1""##)
        #expect(try Self.text(document, schemas + "\(count)/type") == "\"string\"")
    }

    @Test func whatTakesARequestBeforeItIsDescribed() throws {
        let document = try Self.document(
            "endpoint: GET /orders/{order}\ncalls: { a: { service: users, get: /a } }\n---\n"
                + "route: POST /orders\nrespond: { status: 204 }\n---\n"
                + "route: /orders/**\nto: orders\nopenapi: orders.openapi.yaml\n")
        #expect(Set(Self.paths(document)) == ["get /orders/{order}", "get /orders", "post /orders"])
        #expect(try Self.text(document, "/paths/~1orders/post/responses/204") != nil)
        #expect(try Self.text(document, "/paths/~1orders~1{order}/get/operationId") == "\"getOrdersByOrder\"")
    }

    @Test func whatIsForTheServiceAloneIsLeftOut() throws {
        let document = try Self.document("route: /orders/**\nto: orders\nopenapi: orders.openapi.yaml\n")
        let text = document.text
        for word in ["security", "orders.internal", "callbacks", "links", "x-internal", "Unused", "\"trace\""] {
            #expect(!text.contains(word), "\(word)")
        }
        #expect(
            try Self.text(document, "/paths/~1orders/get")
                == ##"{"operationId":"listOrders","tags":["orders"],"responses":{"200":{"description":"Orders.","content":"##
                + ##"{"application/json":{"schema":{"type":"array","items":{"$ref":"#/components/schemas/orders.Order"}}}}},"##
                + ##""default":{"$ref":"#/components/responses/Problem"}},"##
                + ##""parameters":[{"name":"page","in":"query","schema":{"type":"integer"}}]}"##)
        #expect(try Self.text(document, "/paths/~1orders/post/operationId") == "\"postOrders\"")
    }

    @Test func componentsHaveNamesOfTheirOwnAndTheWordsOf31() throws {
        let document = try Self.document("route: /orders/**\nto: orders\nopenapi: orders.openapi.yaml\n")
        #expect(
            try Self.text(document, "/components/schemas/orders.Order/properties")
                == ##"{"id":{"type":"integer"},"parent":{"$ref":"#/components/schemas/orders.Order"},"##
                + ##""note":{"type":["string","null"]},"default":{"$ref":"#/components/schemas/orders.Kind"}}"##)
        #expect(try Self.text(document, "/components/schemas/orders.Kind/enum") == #"["a","b"]"#)
        #expect(
            try Self.text(document, "/components/responses/orders.Bad/content/application~1json/schema/$ref")
                == "\"#/components/schemas/orders.Error\"")
        #expect(
            try Self.text(document, "/paths/~1orders~1{id}/get/parameters/0/schema")
                == ##"{"type":"integer","exclusiveMinimum":0}"##)
        #expect(try Self.text(document, "/components/responses/Problem") != nil)
    }

    @Test func theSameFileIsCopiedOnce() throws {
        let document = try Self.document(
            "route: /orders/**\nto: orders\nopenapi: orders.openapi.yaml\n---\n"
                + "route: /old/**\nto: orders\nrewrite: \"/orders/{path.rest}\"\nopenapi: orders.openapi.yaml\n")
        let names = document.json.member("components")?.member("schemas")?.members.map(\.name) ?? []
        #expect(names.filter { $0.hasSuffix("Order") } == ["orders.Order"])
        #expect(try Self.text(document, "/paths/~1old/get/operationId") == "\"listOrders_2\"")
    }

    @Test(arguments: [
        ("swagger: \"2.0\"\nopenapi: \"2\"\npaths: {}\n", "this is no OpenAPI document of version 3", 2),
        ("openapi: 3.1.0\n", "this OpenAPI document has no `paths`", 1),
        ("openapi: 3.1.0\npaths:\n  /a: { $ref: other.yaml }\n", "this reference leads to no component of the file", 3),
        (
            "openapi: 3.1.0\npaths:\n  /a:\n    $ref: \"#/components/pathItems/A\"\n",
            "this reference leads to no component of the file", 4
        ),
        ("openapi: 3.1.0\npaths: {}\n---\nopenapi: 3.1.0\npaths: {}\n", "a file has one OpenAPI document", 1),
        ("openapi: 3.1.0\npaths: { a: [ }\n", "", 2),
    ])
    func aBrokenFileIsFoundWithItsPlace(description: String, message: String, line: Int) throws {
        let result = try Self.describe("route: /**\nto: orders\nopenapi: orders.openapi.yaml\n", description)
        #expect(result.plan == nil)
        let found = try #require(result.diagnostics.first)
        #expect(found.position.file == "routes/orders.openapi.yaml" && found.position.line == line)
        if !message.isEmpty { #expect(found.message == message) }
    }

    @Test func aRouteWithAMisspeltKeyIsNotTakenForADescription() throws {
        let result = try Self.describe(
            "routes: /admin/**\nto: orders\nopenapi: orders.openapi.yaml\n", "openapi: 3.1.0\npaths: {}\n")
        #expect(result.plan == nil)
        #expect(result.diagnostics.contains { $0.position.file == "routes/orders.yaml" || $0.position.line == 1 })
    }

    @Test func aFileThatIsMissingIsFound() throws {
        let result = try Self.describe("route: /**\nto: orders\nopenapi: nowhere.yaml\n")
        #expect(result.diagnostics.map(\.message) == ["there is no file `nowhere.yaml`"])
    }
}
