import HTTPTypes
import Testing
import TuttiPlan
import TuttiPolicies
import TuttiResilience

@testable import TuttiComposition

/// `cors` in all files: what is read, what mistakes are called, and the characters they are found at (`▸`).
@Suite struct CORSReadingTests {
    private static let services = "\nservices: { users: { instances: [http://127.0.0.1:1] } }\n"
    private static let calls = "\ncalls: { user: { service: users, get: /x } }\n"

    private static func load(_ gateway: String, _ documents: String = "") -> LoadResult {
        CompositionLoader(environment: [:]).load(files: [
            (name: "gateway.yaml", text: gateway + services), (name: "shop.yaml", text: documents),
        ])
    }

    @Test func eachPolicyHasItsValues() throws {
        let result = Self.load(
            """
            cors:
              web:
                origins: ["https://shop.example.com", "http://127.0.0.1:3000"]
                headers: [Content-Type, "*"]
                expose: [x-total]
                max-age: 10m
              all: { origins: "*", headers: x-cart }
              team: { origins: "https://team.example.com", headers: "*" }
            """,
            ["web", "all", "team"].map { "endpoint: GET /\($0)\ncors: \($0)\(Self.calls)" }.joined(separator: "---\n"))
        let plan = try #require(result.plan, "\(result.rendered)")
        let origins = try ["https://shop.example.com", "http://127.0.0.1:3000"].map { try CORSOrigin($0) }
        #expect(
            try plan.endpoints.map(\.edge.cors) == [
                CORSPolicy(
                    origins: .these(origins), headers: .init(any: true, names: [.contentType]),
                    exposed: [.init("x-total")].compactMap(\.self), maxAge: .seconds(600)),
                CORSPolicy(origins: .any, headers: .init(names: [.init("x-cart")].compactMap(\.self))),
                CORSPolicy(origins: .these([CORSOrigin("https://team.example.com")]), headers: .init(any: true)),
            ])
        #expect(plan.settings.edge.cors == nil)
    }

    @Test func aDocumentTakesTheDefaultUnlessItNamesAnotherOrNone() throws {
        let result = Self.load(
            """
            defaults: { cors: web }
            cors: { web: { origins: "https://a.example" }, all: { origins: "*" } }
            """,
            ["", "cors: all", "cors: none"].enumerated().map {
                "endpoint: GET /\($0)\n\($1)\(Self.calls)---\nroute: /r/\($0)\n\($1)\nto: users\n"
            }.joined(separator: "---\n"))
        let plan = try #require(result.plan, "\(result.rendered)")
        let web = try CORSPolicy(origins: .these([CORSOrigin("https://a.example")]))
        let expected = try [web, CORSPolicy(origins: .any), nil]
        #expect(plan.settings.edge.cors == web)
        #expect(plan.endpoints.map(\.edge.cors) == expected)
        #expect(plan.routes.map(\.edge.cors) == expected)
    }

    @Test(arguments: [
        ("invalid-cors", "{ web: { origins: [\"https://a.example\", ▸\"https://b.example/\"] } }"),
        ("invalid-cors", "{ web: { origins: ▸https://a.example/shop } }"),
        ("invalid-cors", "{ web: { origins: [▸\"*\"] } }"),
        ("invalid-cors", "{ web: { origins: [▸\"https://*.a.example\"] } }"),
        ("invalid-cors", "{ web: { origins: [▸a.example] } }"),
        ("invalid-cors", "{ web: { origins: [▸\"https://a.example:443\"] } }"),
        ("invalid-cors", "{ web: { origins: ▸[] } }"),
        ("invalid-cors", "{ web: { origins: ▸\"*\", credentials: true } }"),
        ("invalid-cors", "{ web: { origins: https://a.example, headers: ▸\"*\", credentials: true } }"),
        ("invalid-cors", "{ web: { origins: \"*\", expose: ▸[set-cookie] } }"),
        ("invalid-header", "{ web: { origins: \"*\", headers: [▸x y] } }"),
        ("invalid-header", "{ web: { origins: \"*\", expose: [a, ▸x y] } }"),
        ("wrong-type", "{ web: { origins: \"*\", expose: ▸etag } }"),
        ("wrong-type", "{ web: { origins: \"*\", headers: ▸{} } }"),
        ("wrong-type", "{ web: { origins: \"*\", credentials: ▸yes } }"),
        ("invalid-duration", "{ web: { origins: \"*\", max-age: ▸2d } }"),
        ("unknown-key", "{ web: { origins: \"*\", ▸methods: [GET] } }"),
        ("unknown-key", "{ web: { ▸allowed-origins: [https://a.example] } }"),
        ("missing-key", "{ web: ▸{ max-age: 1s } }"),
        ("wrong-type", "{ web: ▸https://a.example }"),
        ("wrong-type", "▸https://a.example"),
        ("invalid-name", "{ ▸origins: [https://a.example], credentials: true }"),
        ("invalid-name", "{ ▸allow-origins: [https://a.example] }"),
        ("reserved-name", "{ ▸none: { origins: \"*\" } }"),
    ])
    func isFoundInAPolicy(code: String, marked: String) {
        check(code, "cors: " + marked + Self.services)
    }

    @Test(arguments: [
        ("unknown-policy", "cors: ▸web"),
        ("unknown-policy", "cors: ▸false"),
        ("wrong-type", "cors: ▸[all]"),
        ("wrong-type", "cors: ▸{ origins: \"*\" }"),
    ])
    func isFoundWhereAPolicyIsNamed(code: String, marked: String) throws {
        check(code, "cors: { all: { origins: \"*\" } }\ndefaults: { \(marked) }" + Self.services)
        for document in ["endpoint: GET /a\n\(marked)\(Self.calls)", "route: /a\n\(marked)\nto: users\n"] {
            let marked = MarkedText(document)
            let result = Self.load("cors: { all: { origins: \"*\" } }", marked.text)
            #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        }
    }

    /// Who names a policy with a mistake is not told that there is none.
    @Test func aPolicyWithAMistakeIsThere() {
        check("invalid-cors", "cors: { web: { origins: [▸a] } }\ndefaults: { cors: web }" + Self.services)
    }

    private func check(_ code: String, _ marked: String) {
        let marked = MarkedText(marked)
        let result = CompositionLoader(environment: [:]).load(files: [(name: "gateway.yaml", text: marked.text)])
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }
}
