import HTTPTypes
import Testing
import TuttiPlan
import TuttiPolicies

@testable import TuttiComposition

/// `introspection` of a way: what is read, what mistakes are called, and the characters they are found at (`▸`).
@Suite struct IntrospectionReadingTests {
    private static let rest = """
        services: { users: { instances: [http://127.0.0.1:1] } }
        """
    private static let endpoint = "endpoint: GET /a\nauth: a\ncalls: { a: { service: users, get: /x } }\n"

    private func load(_ introspection: String) -> LoadResult {
        CompositionLoader(environment: ["SECRET": "s p"]).load(files: [
            (name: "gateway.yaml", text: "auth: { a: { introspection: \(introspection) } }\n\(Self.rest)"),
            (name: "a.yaml", text: Self.endpoint),
        ])
    }

    private func way(_ introspection: String) throws -> IntrospectionWay? {
        let result = load(introspection)
        let plan = try #require(result.plan, "\(result.rendered)")
        guard case .introspection(let way)? = plan.settings.ways.first?.method else { return nil }
        return way
    }

    @Test func hasDefaults() throws {
        let way = try #require(
            try way(#"{ url: "https://id.example.com/i", client-id: tutti, client-secret: "${SECRET}" }"#))
        #expect(way.address.description == "https://id.example.com/i")
        #expect(way.client == OAuthClient(id: "tutti", secret: Secret("s p")))
        #expect(way.settings == IntrospectionSettings(places: [.header(.authorization)]))
        #expect(way.settings.cache == 30 && way.settings.lastKnown == 0 && way.settings.leeway == 30)
    }

    @Test func readsAllKeys() throws {
        let way = try #require(
            try way(
                """
                { url: "http://127.0.0.1:7/i", client-id: a, client-secret: b, authentication: post, issuer: me,
                  audience: [shop, desk], leeway: 10s, cache: 1m, unavailable: { last-known: 2m }, header: x-token,
                  query: t, cookie: c, resource-metadata: https://a.example.com/m,
                  origins: ["https://api.example.com", "https://api.example.com:8443"] }
                """))
        #expect(way.client.authentication == .post)
        let settings = way.settings
        #expect(settings.issuer == "me" && settings.audiences == ["shop", "desk"] && settings.leeway == 10)
        #expect(settings.cache == 60 && settings.lastKnown == 120 && settings.places.count == 3)
        #expect(settings.resourceMetadata == "https://a.example.com/m")
        #expect(settings.origins == ["https://api.example.com", "https://api.example.com:8443"])
        let denying = try self.way("{ url: https://a.example/i, client-id: a, client-secret: b, unavailable: deny }")
        #expect(denying?.settings.lastKnown == 0)
    }

    /// It would get to see the tokens of the other issuer.
    @Test(arguments: [
        ("[tokens, asked]", ""), ("[asked, tokens]", "wrong-order"), ("[asked, elsewhere]", ""),
        ("[asked, elsewhere, tokens, optional]", "wrong-order"), ("optional", ""),
    ])
    func aServerIsNotAskedAboutTokensOfALaterWay(auth: String, code: String) throws {
        let result = CompositionLoader(environment: [:]).load(files: [
            (
                name: "gateway.yaml",
                text: """
                auth:
                  asked: { introspection: { url: https://a.example/i, client-id: a, client-secret: b } }
                  tokens: { jwt: { issuer: https://b.example, audience: shop } }
                  elsewhere: { jwt: { issuer: https://c.example, audience: shop, header: x-token } }
                \(Self.rest)
                """
            ),
            (
                name: "a.yaml",
                text: """
                endpoint: GET /a
                auth: \(auth)
                calls: { a: { service: users, get: /x } }
                ---
                endpoint: GET /b
                auth: [tokens, elsewhere, asked]
                calls: { a: { service: users, get: /x } }
                """
            ),
        ])
        #expect(result.diagnostics.map(\.code.rawValue) == (code.isEmpty ? [] : [code]), "\(result.rendered)")
        if auth == "optional" {
            #expect(result.plan?.endpoints.first?.access.ways == [1, 2, 0])
        }
    }

    @Test(arguments: [
        ("missing-key", "▸{ client-id: a, client-secret: b }"),
        ("missing-key", "▸{ url: https://a.example/i, client-secret: b }"),
        ("missing-key", "▸{ url: https://a.example/i, client-id: a }"),
        ("wrong-type", "{ url: https://a.example/i, client-id: ▸'', client-secret: b }"),
        ("invalid-url", "{ url: ▸http://a.example/i, client-id: a, client-secret: b }"),
        ("wrong-type", "{ url: https://a.example/i, client-id: a, client-secret: b, authentication: ▸none }"),
        ("wrong-type", "{ url: https://a.example/i, client-id: a, client-secret: b, audience: ▸[] }"),
        ("wrong-type", "{ url: https://a.example/i, client-id: a, client-secret: b, issuer: ▸'' }"),
        ("invalid-duration", "{ url: https://a.example/i, client-id: a, client-secret: b, cache: ▸6m }"),
        ("invalid-duration", "{ url: https://a.example/i, client-id: a, client-secret: b, cache: ▸10ms }"),
        ("invalid-duration", "{ url: https://a.example/i, client-id: a, client-secret: b, leeway: ▸6m }"),
        ("wrong-type", "{ url: https://a.example/i, client-id: a, client-secret: b, unavailable: ▸allow }"),
        ("missing-key", "{ url: https://a.example/i, client-id: a, client-secret: b, unavailable: ▸{} }"),
        (
            "invalid-duration",
            "{ url: https://a.example/i, client-id: a, client-secret: b, unavailable: { last-known: ▸1h } }"
        ),
        (
            "invalid-url",
            "{ url: https://a.example/i, client-id: a, client-secret: b, origins: [▸https://a.example/b] }"
        ),
        ("invalid-url", "{ url: https://a.example/i, client-id: a, client-secret: b, origins: [▸a.example] }"),
        ("unknown-key", "{ url: https://a.example/i, client-id: a, ▸client_secret: b }"),
    ])
    func aMistakeIsFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText("auth: { a: { introspection: \(marked) } }\n")
        let introspection = marked.text.dropFirst("auth: { a: { introspection: ".count).dropLast(" } }\n".count)
        let result = load(String(introspection))
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
        #expect(result.plan == nil)
    }
}
