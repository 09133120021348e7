import HTTPTypes
import Testing
import TuttiPolicies
import TuttiResilience

/// Fetch, "HTTP CORS protocol".
struct CORSPolicyTests {
    private static func origins(_ texts: String...) throws -> CORSPolicy.Origins {
        .these(try texts.map { try CORSOrigin($0) })
    }

    private static let shop = "https://shop.example.com"
    private static let desk = "https://desk.example.com"

    private static func preflight(_ policy: CORSPolicy, from origin: String) throws -> [String] {
        let question = try #require(
            CORSPreflight(
                method: .options, values: Fields.values(["Origin: \(origin)", "Access-Control-Request-Method: PUT"])))
        return Fields.lines(policy.headers(for: question, methods: [.get, .put]))
    }

    private static func response(_ policy: CORSPolicy, to origin: String?, _ headers: [String] = []) -> [String] {
        var headers = Fields.of(headers)
        policy.apply(to: &headers, origin: origin)
        return Fields.lines(headers)
    }

    private static let expose = "Access-Control-Expose-Headers: Composition-Status, X-Request-Id"

    @Test func anybodyGetsTheSameHeaders() throws {
        let policy = try CORSPolicy(origins: .any)
        for origin in [nil, Self.shop, "null"] {
            #expect(Self.response(policy, to: origin) == ["Access-Control-Allow-Origin: *", Self.expose])
        }
        #expect(
            try Self.preflight(policy, from: Self.shop) == [
                "Access-Control-Allow-Origin: *", "Access-Control-Allow-Methods: GET, PUT",
            ])
    }

    // All get them, so nothing varies: browsers of other origins see that it is not theirs.
    @Test func oneOriginIsAlwaysNamed() throws {
        let policy = try CORSPolicy(origins: Self.origins(Self.shop), credentials: true)
        for origin in [nil, Self.shop, "https://evil.example"] {
            #expect(
                Self.response(policy, to: origin) == [
                    "Access-Control-Allow-Origin: \(Self.shop)", "Access-Control-Allow-Credentials: true", Self.expose,
                ])
        }
    }

    @Test func oneOfSeveralOriginsIsNamedAndTheResponseVaries() throws {
        let policy = try CORSPolicy(origins: Self.origins(Self.shop, Self.desk))
        #expect(
            Self.response(policy, to: Self.desk) == [
                "Access-Control-Allow-Origin: \(Self.desk)", Self.expose, "Vary: Origin",
            ])
        #expect(Self.response(policy, to: nil) == ["Vary: Origin"])
    }

    @Test(arguments: [
        "https://evil.example", "https://shop.example.com/", "https://shop.example.com:443", "https://SHOP.example.com",
        "http://shop.example.com", "https://shop.example.com.evil.example", "https://evil-shop.example.com", "null", "",
        "*",
        "https://shop.example.com https://desk.example.com", "https://des\u{212A}.example.com",
    ])
    func otherOriginsAreNotNamed(origin: String) throws {
        let policy = try CORSPolicy(origins: Self.origins(Self.shop, Self.desk), credentials: true)
        #expect(Self.response(policy, to: origin) == ["Vary: Origin"])
        #expect(try Self.preflight(policy, from: origin) == ["Vary: Origin"])
    }

    @Test func preflightSaysAllThatIsAllowed() throws {
        let policy = try CORSPolicy(
            origins: Self.origins(Self.shop, Self.desk),
            headers: .init(names: Fields.of(["Authorization", "X-Cart", "authorization"]).map(\.name)),
            credentials: true, maxAge: .seconds(7_200))
        #expect(
            try Self.preflight(policy, from: Self.shop) == [
                "Access-Control-Allow-Origin: \(Self.shop)", "Access-Control-Allow-Credentials: true",
                "Access-Control-Allow-Methods: GET, PUT", "Access-Control-Allow-Headers: Authorization, X-Cart",
                "Access-Control-Max-Age: 7200", "Vary: Origin",
            ])
    }

    @Test func anyHeaderDoesNotCoverAuthorizationUnlessItIsNamed() throws {
        let any = try CORSPolicy(origins: .any, headers: .init(any: true))
        #expect(try Self.preflight(any, from: Self.shop).contains("Access-Control-Allow-Headers: *"))
        let both = try CORSPolicy(origins: .any, headers: .init(any: true, names: [.authorization]))
        #expect(try Self.preflight(both, from: Self.shop).contains("Access-Control-Allow-Headers: *, Authorization"))
    }

    @Test func headersOfTheServiceAreReplaced() throws {
        let policy = try CORSPolicy(origins: Self.origins(Self.shop, Self.desk))
        let sent = [
            "access-control-allow-origin: *", "Content-Type: text/plain", "Access-Control-Allow-Credentials: true",
            "Access-Control-Allow-Private-Network: true", "Vary: Accept", "Access-Control-Expose-Headers: x-secret",
        ]
        #expect(
            Self.response(policy, to: Self.shop, sent) == [
                "Content-Type: text/plain", "Vary: Accept, Origin", "Access-Control-Allow-Origin: \(Self.shop)",
                Self.expose,
            ])
        #expect(
            Self.response(policy, to: "null", sent) == ["Content-Type: text/plain", "Vary: Accept, Origin"])
    }

    @Test(arguments: ["Vary: origin", "Vary: Accept, ORIGIN ,Cookie", "Vary: *"])
    func varyIsNotSaidTwice(line: String) throws {
        let policy = try CORSPolicy(origins: Self.origins(Self.shop, Self.desk))
        #expect(Self.response(policy, to: nil, [line]) == [line])
    }

    @Test func furtherHeadersAreExposed() throws {
        let policy = try CORSPolicy(origins: .any, exposed: Fields.of(["ETag", "x-request-id"]).map(\.name))
        #expect(
            Self.response(policy, to: nil).contains(
                "Access-Control-Expose-Headers: Composition-Status, X-Request-Id, ETag"))
    }

    @Test func whatCannotBeMeantIsAMistake() throws {
        let shop = try Self.origins(Self.shop)
        #expect(throws: CORSPolicy.Mistake.anyOriginWithCredentials) {
            try CORSPolicy(origins: .any, credentials: true)
        }
        #expect(throws: CORSPolicy.Mistake.noOrigin) { try CORSPolicy(origins: .these([])) }
        #expect(throws: CORSPolicy.Mistake.anyHeaderWithCredentials) {
            try CORSPolicy(origins: shop, headers: .init(any: true), credentials: true)
        }
        #expect(throws: CORSPolicy.Mistake.exposedCookie) { try CORSPolicy(origins: shop, exposed: [.setCookie]) }
        #expect(throws: CORSPolicy.Mistake.negativeMaxAge) { try CORSPolicy(origins: shop, maxAge: .seconds(-1)) }
    }

    @Test(
        arguments: [
            (.options, ["Origin: https://a.example", "Access-Control-Request-Method: PUT"], true),
            (.options, ["Origin: https://a.example"], false), (.options, ["Access-Control-Request-Method: PUT"], false),
            (.get, ["Origin: https://a.example", "Access-Control-Request-Method: PUT"], false),
            (
                .options,
                ["Origin: https://a.example", "Origin: https://b.example", "Access-Control-Request-Method: PUT"], false
            ),
            (
                .options,
                [
                    "Origin: https://a.example", "Access-Control-Request-Method: PUT",
                    "Access-Control-Request-Method: GET",
                ], false
            ),
            (.options, [], false),
        ] as [(HTTPRequest.Method, [String], Bool)])
    func preflightIsAnOptionsWithBothHeadersOnce(method: HTTPRequest.Method, lines: [String], isOne: Bool) {
        #expect((CORSPreflight(method: method, values: Fields.values(lines)) != nil) == isOne)
    }
}
