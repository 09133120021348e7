import HTTPTypes
import Testing
import TuttiPlan
import TuttiPolicies

@testable import TuttiComposition

/// `credentials` and `forward-token` of a service: what is read, and where mistakes are found (`▸`).
@Suite struct CredentialsReadingTests {
    private static let grant = "{ token-url: https://id.example/token, client-id: a, client-secret: b }"
    private static let ways = """
        auth:
          apps: { introspection: { url: https://id.example/i, client-id: a, client-secret: b } }
          partners: { api-keys: { keys: keys.yaml } }

        """
    private static let keys = """
        consumers:
          acme: { keys: [{ sha256: aa9c1e2e74c628c429211fc4480a9bdd27765d30b8719ad408e5b2e7fa39cb75 }] }
        """

    private func load(_ gateway: String, _ documents: String, hasWays: Bool = false) -> LoadResult {
        var files = [
            (name: "gateway.yaml", text: (hasWays ? Self.ways : "") + gateway), (name: "a.yaml", text: documents),
        ]
        if hasWays { files.append((name: "keys.yaml", text: Self.keys)) }
        return CompositionLoader(environment: [:]).load(files: files)
    }

    private static let endpoint = "endpoint: GET /a\ncalls: { a: { service: users, get: /x } }\n"

    private func service(_ keys: String) throws -> ServicePlan {
        let result = load("services: { users: { instances: [http://127.0.0.1:1], \(keys) } }", Self.endpoint)
        return try #require(result.plan?.services.first, "\(result.rendered)")
    }

    @Test func readsWhatTheTokenIsAskedForWith() throws {
        let all = """
            credentials: { client-credentials: { token-url: "https://id.example/token", client-id: a, client-secret: b,
              authentication: post, scope: "x y", audience: z } }
            """
        let client = OAuthClient(id: "a", secret: Secret("b"), authentication: .post)
        let address = try #require(IssuerAddress("https://id.example/token"))
        #expect(
            try service(all).credentials
                == .clientCredentials(TokenGrant(address: address, client: client, scope: "x y", audience: "z")))
        #expect(try service("forward-token: false").credentials == nil)
        let standard = TokenGrant(address: address, client: OAuthClient(id: "a", secret: Secret("b")))
        #expect(
            try service("credentials: { client-credentials: \(Self.grant) }").credentials
                == .clientCredentials(standard))
    }

    @Test func whatDefaultsSayOfAuthorizationIsForTheOtherServices() throws {
        let result = load(
            """
            defaults: { headers: { authorization: Basic eDp5, x-a: b }, forward-headers: [authorization, x-b] }
            services:
              users: { instances: [http://127.0.0.1:1], credentials: { client-credentials: \(Self.grant) } }
              others: { instances: [http://127.0.0.1:1] }
            """, Self.endpoint)
        let services = try #require(result.plan, "\(result.rendered)").services
        #expect(services[0].headers.map(\.name.canonicalName) == ["x-a"])
        #expect(services[0].forwardedHeaders.map(\.canonicalName) == ["x-b"])
        #expect(services[1].headers.count == 2 && services[1].forwardedHeaders.count == 2)
    }

    @Test(arguments: [
        ("missing-key", "credentials: ▸{}"), ("unknown-key", "credentials: { ▸oauth: \(grant) }"),
        ("missing-key", "credentials: { client-credentials: ▸{ client-id: a, client-secret: b } }"),
        ("invalid-url", "credentials: { token-exchange: { token-url: ▸http://a/, client-id: a, client-secret: b } }"),
        ("several-actions", "credentials: { client-credentials: \(grant), ▸token-exchange: \(grant) }"),
        ("several-actions", "credentials: { client-credentials: \(grant) }, ▸forward-token: true"),
        ("forbidden-header", "credentials: { client-credentials: \(grant) }, headers: { ▸Authorization: x }"),
        ("forbidden-header", "credentials: { client-credentials: \(grant) }, forward-headers: [▸authorization]"),
    ])
    func aMistakeIsFoundAtItsPlace(code: String, marked: String) {
        let marked = MarkedText("services: { users: { instances: [http://127.0.0.1:1], \(marked) } }")
        let result = load(marked.text, Self.endpoint)
        #expect(result.marks == marked.places.map { "\($0) \(code)" }, "\(result.rendered)")
    }

    private static let own = """
        services: { users: { instances: [http://127.0.0.1:1], credentials: { client-credentials: \(grant) } } }
        """

    @Test(arguments: [
        "endpoint: GET /a\ncalls: { a: { service: users, get: /x, headers: { ▸authorization: x } } }",
        "endpoint: GET /a\ncalls: { a: { service: users, get: /x, forward-headers: [▸Authorization] } }",
        "route: /a\nto: users\nheaders: { ▸authorization: x }",
    ])
    func nobodyElseSaysWhatAServiceGets(marked: String) {
        let marked = MarkedText(marked)
        let result = load(Self.own, marked.text)
        #expect(result.marks == marked.places.map { "\($0) forbidden-header" }, "\(result.rendered)")
    }

    @Test(arguments: [
        ("endpoint: GET /a\nauth: partners\ncalls: { a: { service: ▸users, get: /x } }", true),
        ("endpoint: GET /a\nauth: none\ncalls: { a: { service: ▸users, get: /x } }", true),
        ("route: /a\nauth: partners\nto: ▸users", true),
        ("endpoint: GET /a\ncalls: { a: { service: ▸users, get: /x } }", false),
        ("route: /a\nto: ▸users", false),
        ("endpoint: GET /a\nauth: [partners, apps]\ncalls: { a: { service: users, get: /x } }", true),
        ("route: /a\nauth: apps\nto: users", true),
    ])
    func aTokenOfTheClientNeedsAWayThatHasOne(marked: String, hasWays: Bool) {
        for keys in ["forward-token: true", "credentials: { token-exchange: \(Self.grant) }"] {
            let marked = MarkedText(marked)
            let result = load(
                "services: { users: { instances: [http://127.0.0.1:1], \(keys) } }", marked.text, hasWays: hasWays)
            let found = result.marks.filter { !$0.hasSuffix("unused-way") }
            #expect(found == marked.places.map { "\($0) token-missing" }, "\(result.rendered)")
        }
    }
}
