import FilesOnDisk
import Testing
import TuttiPlan
import TuttiPolicies

@testable import TuttiComposition

/// `session` of a way: what is read, what mistakes are called, and where they are found.
@Suite struct SessionReadingTests {
    private static let key = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE="
    private static let needed: [(String, String)] = [
        ("issuer", "https://id.example.com"), ("client-id", "shop"), ("client-secret", "hush"),
        ("origin", "https://shop.example.com"), ("keys", "[\(key)]"),
    ]
    private static let endpoint = "route: GET /a\nauth: a\nrespond: { body: claims.sub }\n"

    /// A gateway with this `session` in a folder with these files.
    private func load(
        _ changes: [(String, String?)] = [], files: [String: String] = [:], endpoint: String = endpoint,
        isForServing: Bool = true
    ) throws -> LoadResult {
        let folder = try FolderOnDisk()
        var members = Self.needed
        for (name, value) in changes {
            members.removeAll { $0.0 == name }
            if let value { members.append((name, value)) }
        }
        let session = members.map { "      \($0.0): \($0.1)\n" }.joined()
        let services = "services: { users: { instances: [http://127.0.0.1:1] } }\n"
        try folder.write(services + "auth:\n  a:\n    session:\n" + session, to: "gateway.yaml")
        try folder.write(endpoint, to: "a.yaml")
        for (name, text) in files { try folder.write(text, to: name) }
        return withExtendedLifetime(folder) {
            CompositionLoader(environment: [:], isForServing: isForServing).load(folder: folder.path)
        }
    }

    private func way(_ changes: [(String, String?)] = [], files: [String: String] = [:]) throws -> SessionWay {
        let result = try load(changes, files: files)
        let plan = try #require(result.plan, "\(result.rendered)")
        guard case .session(let way)? = plan.settings.ways.first?.method else { throw NoSession() }
        return way
    }

    private struct NoSession: Error {}

    @Test func hasDefaults() throws {
        let way = try way()
        let settings = way.settings
        #expect(settings.client == OAuthClient(id: "shop", secret: Secret("hush")))
        #expect(settings.scopes == ["openid"] && settings.cookie == "__Host-session")
        #expect(settings.lifetime == 43_200 && settings.idle == 3600)
        #expect(settings.paths == SessionSettings.Paths())
        #expect(settings.callbackAddress == "https://shop.example.com/auth/callback")
        #expect(settings.secrets == [Array("01234567890123456789012345678901".utf8)])
        #expect(way.tokens.settings.rules.audiences == ["shop"])
        #expect(way.description.description == "https://id.example.com/.well-known/openid-configuration")
    }

    @Test func readsAllKeys() throws {
        let settings = try way([
            ("authentication", "post"), ("scopes", "[profile, openid, offline_access]"), ("redirect-path", "/cb"),
            ("login-path", "/in"), ("logout-path", "/out"), ("after-logout", "/bye/"), ("cookie", "__Host-shop"),
            ("lifetime", "60m"), ("idle", "90m"), ("algorithms", "[RS256]"),
        ]).settings
        #expect(settings.client.authentication == .post)
        #expect(settings.scopes == ["openid", "profile", "offline_access"])
        #expect(settings.paths.own == ["/in", "/cb", "/out"] && settings.paths.afterLogOut == "/bye/")
        #expect(settings.lifetime == 3600 && settings.idle == 3600)
        #expect(
            settings.cookieNames == [
                "__Host-shop", "__Host-shop-1", "__Host-shop-2", "__Host-shop-3", "__Host-shop-login",
            ])
    }

    @Test func readsSecretsFromAFile() throws {
        let file = "# the newest\n\(Self.key)\n\n  -_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_-_\n"
        let settings = try way([("keys", "k.keys")], files: ["k.keys": file]).settings
        #expect(settings.secrets.map(\.count) == [32, 36])
        let result = try load([("keys", "k.keys")], isForServing: false)
        #expect(result.diagnostics.map(\.code) == [.keysMissing] && result.plan != nil)
        #expect(try load([("keys", "k.keys")]).plan == nil)
    }

    @Test(
        arguments: [
            ("issuer", nil, .missingKey), ("issuer", "http://id.example.com", .invalidURL),
            ("issuer", "me", .invalidURL),
            ("client-id", nil, .missingKey), ("client-secret", nil, .missingKey), ("client-secret", "''", .wrongType),
            ("origin", nil, .missingKey), ("origin", "http://shop.example.com", .invalidURL),
            ("origin", "https://shop.example.com/", .invalidURL),
            ("origin", "http://localhost.example.com", .invalidURL),
            ("keys", nil, .missingKey), ("keys", "[short]", .invalidKey), ("keys", "[]", .wrongType),
            ("cookie", "session", .invalidName), ("cookie", "__Host-", .invalidName),
            ("cookie", "__Host-a;b", .invalidName),
            ("login-path", "auth", .wrongType), ("login-path", "/", .wrongType), ("login-path", "/a/{b}", .wrongType),
            ("login-path", "/auth/callback", .wrongType), ("login-path", "/a/../b", .wrongType),
            ("after-logout", "//evil.example.com", .wrongType), ("scopes", "[]", .wrongType),
            ("scopes", "['a b']", .wrongType),
            ("algorithms", "[HS256]", .wrongType), ("algorithms", "[none]", .wrongType),
            ("idle", "0s", .invalidDuration),
            ("authentication", "jwt", .wrongType),
        ] as [(String, String?, DiagnosticCode)])
    func findsMistakes(_ key: String, _ value: String?, _ code: DiagnosticCode) throws {
        let result = try load([(key, value)])
        #expect(result.diagnostics.filter { $0.severity == .error }.map(\.code) == [code], "\(result.rendered)")
        #expect(result.plan == nil)
    }

    @Test func twoWaysHaveCookiesOfTheirOwn() throws {
        let members = Self.needed.map { "      \($0.0): \($0.1)\n" }.joined()
        let others = "      login-path: /b/in\n      redirect-path: /b/back\n      logout-path: /b/out\n"
        func gateway(_ cookie: String) -> String {
            "auth:\n  a:\n    session:\n" + members + "  b:\n    session:\n" + members + others + cookie
        }
        func codes(_ cookie: String) -> [DiagnosticCode] {
            CompositionLoader(environment: [:]).load(files: [
                (name: "gateway.yaml", text: gateway(cookie)),
                (name: "a.yaml", text: "route: /a\nauth: [a, b]\nrespond: { body: claims.sub }\n"),
            ]).diagnostics.map(\.code)
        }
        #expect(codes("") == [.wrongType])
        #expect(codes("      cookie: __Host-session-login\n") == [.wrongType])
        #expect(codes("      cookie: __Host-desk\n") == [])
    }

    @Test(arguments: [
        ("__Host-session=x; Path=/", true), ("=__Host-session=x", true), (" __Host-session = {query.a}", true),
        ("__Host-session-theme=x", false), ("__Host-session{query.a}=x", false), ("theme=__Host-session", false),
    ])
    func aFileCannotSetACookieOfSessions(cookie: String, isOwn: Bool) throws {
        let result = try load(
            endpoint:
                "endpoint: GET /a\nauth: a\nresponse-headers: { set-cookie: '\(cookie)' }\ncalls: { u: { service: users, get: /x } }\n"
        )
        #expect(result.diagnostics.map(\.code) == (isOwn ? [.forbiddenHeader] : []), "\(result.rendered)")
    }

    @Test(arguments: ["http://localhost:8080", "http://127.0.0.1:8080", "https://shop.example.com:8443"])
    func takesOrigins(_ origin: String) throws {
        #expect(try way([("origin", "\"\(origin)\"")]).settings.origin == origin)
    }

    @Test(arguments: [
        (
            "endpoint: GET /auth/login\nauth: a\ncalls: { a: { service: users, get: /x } }\n",
            DiagnosticCode.conflictingEndpoint
        ),
        ("route: /auth/callback\nauth: a\nrespond: { text: a }\n", .conflictingRoute),
    ])
    func anotherPathOfTheSameNameIsAMistake(_ document: String, _ code: DiagnosticCode) throws {
        let result = try load(endpoint: document)
        #expect(result.diagnostics.map(\.code) == [code], "\(result.rendered)")
        let other = try load(endpoint: "route: /auth/**\nauth: a\nrespond: { text: a }\n")
        #expect(other.diagnostics.isEmpty, "\(other.rendered)")
    }
}
