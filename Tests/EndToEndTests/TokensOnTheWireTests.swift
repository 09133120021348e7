import FixtureServices
import NIOHTTP1
import Testing

/// Tokens whose server is asked about them, and tokens for those of clients, with an OpenID provider that is a real service.
@Suite struct TokensOnTheWireTests {
    private static let documents = """
        route: GET /me
        auth: apps
        respond: { body: { who: claims.sub, scope: claims.scope, way: client.auth } }
        ---
        route: /users/**
        auth: apps
        to: users
        ---
        endpoint: GET /composed/{id}
        auth: apps
        calls:
          user: { service: users, get: "/users/{path.id}", required: true }
        response: user
        """

    private static func gateway(_ provider: FixtureServer, _ users: FixtureServer) -> String {
        """
        auth:
          apps:
            introspection:
              url: "\(provider.url)/introspect"
              client-id: tutti
              client-secret: a-secret-of-the-demo
              cache: 1s
        services:
          users:
            instances: ["\(users.url)"]
            credentials:
              token-exchange:
                token-url: "\(provider.url)/token"
                client-id: tutti
                client-secret: a-secret-of-the-demo
                audience: users
        """
    }

    private func serving(
        _ body: @Sendable (Int, FixtureServer, FixtureServer) async throws -> Void
    ) async throws {
        let provider = try await IdentityProvider.start(data: .ofCheckout())
        let users = try await FixtureServer.start(.users, data: .ofCheckout())
        do {
            try await RunningGateway.serving(gateway: Self.gateway(provider, users), endpoints: Self.documents) {
                try await body($0.port, provider, users)
            }
        } catch {
            Issue.record(error)
        }
        await provider.stop()
        await users.stop()
    }

    private func token(_ provider: FixtureServer, _ query: String = "sub=7&scope=orders&opaque=true") async throws
        -> String
    {
        try await HTTPConnection.get(port: provider.port, "/mint?\(query)").body
    }

    private func get(_ port: Int, _ path: String, _ token: String?) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: port) { connection in
            try await connection.request(
                .GET, path, headers: token.map { [("authorization", "Bearer \($0)")] } ?? [])
        }
    }

    private func count(_ provider: FixtureServer, _ path: String) -> Int {
        provider.requests.filter { $0.path == path }.count
    }

    @Test func aTokenSaysNothingAndItsServerAll() async throws {
        try await serving { port, provider, _ in
            let token = try await token(provider)
            for _ in 0..<3 {
                let me = try await get(port, "/me", token)
                #expect(me.status == 200 && me.body == #"{"who":"7","scope":"orders","way":"apps"}"#)
            }
            // A second has passed for whoever is slow.
            #expect((1...3).contains(count(provider, "/introspect")))
            let unknown = try await get(port, "/me", "unknown")
            #expect(unknown.status == 401)
            #expect(unknown.headers.first(name: "www-authenticate") == #"Bearer error="invalid_token""#)
            let nobody = try await get(port, "/me", nil)
            #expect(nobody.status == 401 && nobody.headers.first(name: "www-authenticate") == "Bearer")
        }
    }

    @Test func aTokenThatWasTakenBackIsNoneAfterItsTime() async throws {
        try await serving { port, provider, _ in
            let token = try await token(provider)
            let before = try await get(port, "/me", token)
            #expect(before.status == 200)
            _ = try await HTTPConnection.open(port: provider.port) { connection in
                try await connection.request(
                    .POST, "/revoke", body: "token=\(token)&client_id=tutti&client_secret=a-secret-of-the-demo",
                    headers: [("content-type", "application/x-www-form-urlencoded")])
            }
            try await eventually("it is asked about again") { try await get(port, "/me", token).status == 401 }
        }
    }

    @Test func whileTheServerIsAwayNobodyIsLetIn() async throws {
        try await serving { port, provider, _ in
            let token = try await token(provider)
            provider.fault = try Fault(parsing: "status=500&path=/introspect")
            let away = try await get(port, "/me", token)
            #expect(away.status == 503 && away.headers.first(name: "retry-after") == "5")
            provider.fault = nil
            let back = try await get(port, "/me", token)
            #expect(back.status == 200)
        }
    }

    @Test func aServiceGetsATokenForThatOfTheClient() async throws {
        try await serving { port, provider, users in
            let token = try await token(provider)
            for path in ["/users/7", "/composed/7"] {
                let response = try await get(port, path, token)
                #expect(response.status == 200, "\(path)")
                let shown = try #require(users.requests.last?.header("authorization"))
                #expect(shown.hasPrefix("Bearer ey") && !shown.contains(token))
            }
            // One for both.
            #expect(count(provider, "/token") == 1)
            let request = try #require(provider.requests.first { $0.path == "/token" })
            #expect(request.text.contains("subject_token=\(token)") && request.text.contains("&audience=users"))
        }
    }

    @Test func withoutATokenInExchangeTheServiceIsNotAsked() async throws {
        try await serving { port, provider, users in
            let token = try await token(provider)
            provider.fault = try Fault(parsing: "status=500&path=/token")
            for path in ["/users/7", "/composed/7"] {
                let response = try await get(port, path, token)
                #expect(response.status == 502, "\(path)")
            }
            #expect(users.requests.isEmpty)
        }
    }
}
