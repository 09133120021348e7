import Testing
import TuttiComposition

/// What is known of bodies and responses by their schemas.
struct SchemaShapesTests {
    /// Messages of the body's schema and an expression of a call, in the order of the file.
    private static func marks(_ schema: String, _ expression: String) -> (found: [String], expected: [String]) {
        let text = MarkedText(
            """
            endpoint: POST /x
            request: { body: \(schema) }
            calls: { user: { service: users, post: /x, body: { a: "\(expression)" } } }
            """)
        let result = Sample.load(text.text)
        return (result.marks, text.places)
    }

    private static let closed =
        "{ type: object, required: [name], properties: { name: { type: string }, size: { type: integer }, parts: { type: array, items: { $ref: '#/$defs/part' } } }, additionalProperties: false, $defs: { part: { type: object, properties: { id: { type: integer } }, additionalProperties: false } } }"
    private static let open =
        "{ type: object, properties: { name: { type: string }, tags: { type: array, items: { type: string } } } }"

    @Test(arguments: [
        (closed, "body.name", ""), (closed, "body.▸nme", "always-null"), (closed, "body.▸colour", "always-null"),
        (closed, "body.parts[].id", ""), (closed, "body.parts[].▸di", "always-null"),
        (closed, "body.parts.▸id", "always-null"), (closed, "body.size + `1`", ""),
        (closed, "body.▸name + `1`", "always-fails"), (closed, "body.size == ▸'1'", "never-equal"),
        (open, "body.name", ""), (open, "body.▸nme", "similar-name"), (open, "body.colour", ""),
        (open, "body.▸tag", "similar-name"), (open, "contains(body.tags, ▸`1`)", "never-equal"),
        ("{ properties: { name: { type: string } } }", "body.▸nme", "similar-name"),
        ("{ properties: { id: {} } }", "body.ad", ""), ("{ properties: { end: {} } }", "body.and", ""),
        ("{ properties: { number: {} } }", "body.numbers2", ""),
        ("{ properties: { name: {} }, additionalProperties: true }", "body.nme", ""),
        ("{ properties: { name: {} }, additionalProperties: { type: string } }", "body.nme", ""),
        ("{ properties: { name: {} }, propertyNames: { maxLength: 9 } }", "body.nme", ""),
        ("{ $ref: '#/$defs/a', $defs: { a: { properties: { name: {} } } } }", "body.▸nme", "similar-name"),
        ("{ allOf: [{ properties: { name: {} } }] }", "body.▸nme", "similar-name"),
        ("{ allOf: [{ properties: { name: {} } }, { properties: { nme: {} } }] }", "body.nme", ""),
        ("{ allOf: [{ allOf: [{ properties: { name: {} } }] }, { properties: { nme: {} } }] }", "body.nme", ""),
        (
            "{ $ref: '#/$defs/a', if: { properties: { nme: {} } }, $defs: { a: { properties: { name: {} } } } }",
            "body.nme", ""
        ),
        ("{ enum: [\((1...200).map(String.init).joined(separator: ", "))] }", "body == ▸'1'", "never-equal"),
        ("{ properties: { name: {} }, allOf: [{ properties: { nme: {} } }] }", "body.nme", ""),
        ("{ properties: { name: {} }, patternProperties: { nm: {} }, additionalProperties: false }", "body.nme", ""),
        ("{ enum: [1, 2] }", "body == ▸'1'", "never-equal"), ("{ const: { a: 1 } }", "body.▸bbbb", "always-null"),
        ("{ anyOf: [{ type: string }, { type: integer }] }", "body == ▸`true`", "never-equal"),
        ("{ oneOf: [{ type: string }, {}] }", "body == `true`", ""), ("true", "body.nme", ""),
        (
            "{ $ref: '#/$defs/a', $defs: { a: { $ref: '#/$defs/b' }, b: { type: string } } }", "body == ▸`1`",
            "never-equal"
        ),
        (
            "{ type: object, properties: { next: { $ref: '#' } }, additionalProperties: false }", "body.next.▸nxt",
            "always-null"
        ),
        (
            "{ prefixItems: [{ type: string }], items: { type: integer }, type: array }", "body[0] == ▸`true`",
            "never-equal"
        ),
        ("{ prefixItems: [{ type: string }], type: array }", "body[1] == `true`", ""),
    ])
    func aBodyIsWhatItsSchemaSays(schema: String, expression: String, code: String) {
        let (found, expected) = Self.marks(schema, expression)
        #expect(found == expected.map { "\($0) \(code)" })
    }

    @Test func whatIsMeantIsSaid() throws {
        func help(_ schema: String, _ expression: String) -> String? {
            Sample.load(
                """
                endpoint: POST /x
                request: { body: \(schema) }
                calls: { user: { service: users, post: /x, body: { a: "\(expression)" } } }
                """
            ).diagnostics.first?.help
        }
        #expect(help(Self.closed, "body.nme") == "did you mean `name`?")
        #expect(help(Self.open, "body.nme") == "did you mean `name`? If not, declare `nme`, too")
    }

    @Test func aBodyThatMayBeMissingMayBeNull() {
        let text = """
            endpoint: POST /x
            request: { body: { type: string }, body-required: false }
            calls: { user: { service: users, post: /x, body: { a: "body == null" } } }
            """
        #expect(Sample.load(text).diagnostics.isEmpty)
    }

    @Test(arguments: [
        ("request: { query: { limit: integer } }", "query.▸limt", "similar-name"),
        ("request: { query: { limit: integer } }", "query.page", ""),
        ("request: { headers: { x-tenant: string } }", #"headers.▸\"x-tennant\""#, "similar-name"),
    ])
    func aParameterIsNearToOneThatIsDeclared(request: String, expression: String, code: String) {
        let text = MarkedText(
            "endpoint: GET /x\n\(request)\ncalls: { user: { service: users, get: /x, query: { a: \"\(expression)\" } } }\n"
        )
        #expect(Sample.load(text.text).marks == text.places.map { "\($0) \(code)" })
    }

    @Test(arguments: [
        ("by: \"query.▸limt\"", "similar-name"), ("by: \"query.limit == ▸'1'\"", "never-equal"),
        ("cost: \"path.▸id * `2`\"", "always-fails"), ("by: query.limit, cost: query.limit", ""),
    ])
    func aLimitOfTheEndpointReadsTypes(keys: String, code: String) {
        let text = MarkedText(
            "endpoint: GET /x/{id}\nrequest: { query: { limit: integer } }\nlimits: [{ rate: 1/s, \(keys) }]\ncalls: { user: { service: users, get: \"/x/{path.id}\" } }\n"
        )
        #expect(Sample.load(text.text).marks == text.places.map { "\($0) \(code)" })
    }

    private static func objectOf90(_ number: Int) -> String {
        "{ " + (0..<90).map { "a\(number)b\($0): 1" }.joined(separator: ", ") + " }"
    }

    /// Nothing is known of what would take long to work out.
    @Test(arguments: [
        "{ enum: [\((0..<90).map(objectOf90).joined(separator: ", "))] }",
        "{ enum: [\((0..<5_000).map { "{ a\($0): 1 }" }.joined(separator: ", "))] }",
        "{ anyOf: [\((0..<5_000).map { "{ const: \($0) }" }.joined(separator: ", "))] }",
        "{ properties: { \((0..<5_000).map { "a\($0): { $ref: '#' }" }.joined(separator: ", ")) } }",
        "{ $ref: '#/$defs/a', $defs: { a: { type: object, properties: { p: { $ref: '#/$defs/a' }, q: { $ref: '#/$defs/a' }, r: { $ref: '#/$defs/a' } } } } }",
    ])
    func aSchemaMayBeLarge(schema: String) {
        #expect(Self.marks(schema, "body.b == `1`").found == [])
    }

    // MARK: - Responses

    private static func load(
        _ call: String, get: String = "/x/{path.id}", _ response: String
    ) -> (found: [String], expected: [String]) {
        let text = MarkedText(
            """
            endpoint: GET /x/{id}
            calls:
              user: { service: users, get: "\(get)", \(call) }
            response: "\(response)"
            """)
        return (Sample.load(text.text).marks, text.places)
    }

    @Test(arguments: [
        ("expects: \(closed)", "user.▸nme", "always-null"), ("expects: \(open)", "user.▸nme", "similar-name"),
        ("expects: { schema: \(closed), on-mismatch: warn }", "user.nme", ""),
        ("expects: \(closed), select: parts", "user[].▸di", "always-null"),
        ("expects: \(closed), select: ▸prts", "user", "always-null"),
        ("expects: \(closed), otherwise: { nme: 0 }", "user.nme", ""),
        ("expects: \(closed), accept: [2xx, { 404: { nme: 0 } }]", "user.nme", ""),
        ("expects: \(open), select: \"sum(▸tags)\"", "user", "always-fails"),
    ])
    func aResponseIsWhatIsExpected(call: String, response: String, code: String) {
        let (found, expected) = Self.load(call, response)
        #expect(found == expected.map { "\($0) \(code)" })
    }

    @Test(arguments: [
        ("each: \"split(path.id, ',')\"", "user[].▸nme"), ("each: \"split(path.id, ',')\", key: id", "values(user)"),
        ("pages: { cursor: next, items: parts }", "user[].▸di"),
    ])
    func soAreTheValuesOfAnEachAndPages(more: String, response: String) {
        let (found, expected) = Self.load(
            "\(more), expects: \(Self.closed)", get: more.hasPrefix("each") ? "/x/{each}" : "/x/{path.id}", response)
        #expect(found == expected.map { "\($0) always-null" })
    }
}
