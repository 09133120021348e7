import Testing
import TuttiComposition
import TuttiJSON
import TuttiPlan

/// `request` of an endpoint: what is read, and which mistakes are found where (`▸`).
@Suite struct RequestReadingTests {
    private static func endpoint(_ request: String, line: String = "POST /x/{id}") -> String {
        "endpoint: \(line)\nrequest: \(request)\ncalls: { user: { service: users, get: \"/{path.id}\" } }\n"
    }

    @Test func parametersHaveTypesAndDefaults() throws {
        let plan = try #require(
            Sample.plan(
                Self.endpoint(
                    "{ path: { id: integer }, query: { limit: { type: integer, minimum: 1, default: 20 }, tag: { type: array, items: { type: boolean } } }, headers: { X-Tenant: { type: string, required: true } }, unknown-query: refused }"
                )))
        let request = try #require(plan.request)
        #expect(request.path.map(\.name) == ["id"] && request.path[0].isRequired)
        #expect(request.query.map(\.name) == ["limit", "tag"])
        #expect(request.query[0].standard == 20)
        #expect(request.query[1].isList && request.query[1].type == .boolean)
        #expect(request.headers.map(\.name) == ["x-tenant"] && request.headers[0].isRequired)
        #expect(request.refusesUnknownQuery && request.body == nil)
    }

    @Test func aSchemaOfTheBodyHasItRead() throws {
        let plan = try #require(Sample.plan(Self.endpoint("{ body: { type: object } }")))
        #expect(plan.reads.contains(.body))
        #expect(plan.request?.bodyIsRequired == true)
    }

    @Test(arguments: [
        ("wrong-type", "▸true"), ("unknown-key", "{ ▸bodi: {} }"), ("wrong-type", "{ body: ▸order }"),
        ("invalid-schema", "{ body: { type: ▸objekt } }"),
        ("invalid-schema", "{ body: { properties: { a: { minimum: ▸'1' } } } }"),
        ("invalid-schema", "{ body: { items: { pattern: ▸'[' } } }"),
        ("invalid-schema", "{ body: { $ref: ▸'#/$defs/none' } }"),
        ("invalid-schema", "{ body: { ▸items: [{}] } }"), ("invalid-schema", "{ body: { allOf: [true, ▸3] } }"),
        ("invalid-schema", "{ body: { minimun: ▸3 } }"), ("invalid-schema", "{ body: { file: ▸none.json } }"),
        ("unknown-key", "{ body: { file: a.json, ▸type: object } }"), ("missing-key", "{ ▸body-required: false }"),
        ("wrong-type", "{ query: ▸[limit] }"), ("wrong-type", "{ query: { limit: ▸int } }"),
        ("missing-key", "{ query: { ▸limit: { minimum: 1 } } }"),
        ("wrong-type", "{ query: { limit: { type: ▸object } } }"),
        ("missing-key", "{ query: { limit: { type: ▸array } } }"),
        ("wrong-type", "{ headers: { x-a: { type: ▸array, items: { type: string } } } }"),
        ("wrong-type", "{ query: { limit: { type: integer, maximum: 5, default: ▸6 } } }"),
        ("wrong-type", "{ query: { limit: { type: integer, required: true, default: ▸6 } } }"),
        ("wrong-type", "{ path: { id: { type: integer, default: ▸6 } } }"),
        ("unknown-name", "{ path: { ▸ident: integer } }"),
        ("invalid-header", "{ headers: { ▸'a b': string } }"), ("wrong-type", "{ unknown-query: ▸forbidden }"),
        ("invalid-schema", "{ query: { limit: { type: integer, minimum: ▸one } } }"),
    ])
    func mistakesAreFoundWhereTheyAre(code: String, request: String) {
        let text = MarkedText(Self.endpoint(request))
        let result = Sample.load(text.text)
        #expect(result.marks == text.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }

    @Test(arguments: [
        ("wrong-type", "expects: ▸object"), ("invalid-schema", "expects: { type: ▸objekt }"),
        ("missing-key", "expects: ▸{ on-mismatch: warn }"),
        ("wrong-type", "expects: { schema: {}, on-mismatch: ▸log }"),
        ("wrong-type", "expects: ▸false"), ("wrong-type", "expects: { schema: ▸true }"),
        ("unknown-key", "expects: { ▸type: object, on-mismatch: warn }"),
        ("unknown-key", "expects: { ▸file: user.json, on-mismatch: warn }"),
        ("unknown-key", "expects: { schema: {}, ▸on-mismach: warn }"),
        ("unknown-key", "▸expect: {}"),
        ("wrong-type", "into: text\n    ▸expects: {}"),
    ])
    func mistakesInExpectationsAreFound(code: String, lines: String) {
        let text = MarkedText(Sample.call("get: \"/{path.id}\"", lines))
        let result = Sample.load(text.text)
        #expect(result.marks == text.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }

    @Test func whoeverWritesExpectIsToldOfBothKeys() {
        let found = Sample.load(Sample.call("get: \"/{path.id}\"", "expect: 200")).diagnostics
        #expect(
            found.map(\.help) == [
                "`accept` says which statuses are good, and `expects` is a JSON Schema of the response"
            ])
    }

    @Test func aResponseToHeadHasNothingToExpectOf() {
        let text = MarkedText(Sample.call("head: \"/{path.id}\"", "▸expects: {}"))
        #expect(Sample.load(text.text).marks == text.places.map { "\($0) wrong-type" })
    }

    @Test func aBodyOfAGetIsAMistake() {
        let text = MarkedText(Self.endpoint("{ ▸body: { type: object } }", line: "GET /x/{id}"))
        #expect(Sample.load(text.text).marks == text.places.map { "\($0) body-not-allowed" })
    }

    @Test func whatATypedParameterNeverIsIsFound() {
        let file = """
            endpoint: GET /x
            request: { query: { limit: integer } }
            calls: { user: { service: users, get: /x, query: { big: "query.limit == 'many'" } } }
            """
        #expect(Sample.load(file).diagnostics.map(\.code) == [.neverEqual])
    }
}
