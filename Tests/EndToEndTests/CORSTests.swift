import FixtureServices
import NIOHTTP1
import Testing

/// What browsers get for pages of other origins, from the files to the bytes on the wire.
@Suite struct CORSTests {
    private static let shop = "https://shop.example.com"
    private static let desk = "https://desk.example.com"

    private static let documents = """
        endpoint: GET /a/{id}
        calls: { a: { service: users, get: "/x/{path.id}" } }
        ---
        endpoint: POST /a/{id}
        calls: { a: { service: users, post: /x, body: { b: body } } }
        ---
        endpoint: DELETE /a/{id}
        cors: none
        calls: { a: { service: users, delete: /x } }
        ---
        endpoint: PUT /all
        cors: everybody
        calls: { a: { service: users, put: /x } }
        """

    private func serving<Result>(
        defaults: String = "cors: web", _ body: (RunningGateway) async throws -> Result
    ) async throws -> Result {
        let service = try await FixtureServer.start(name: "users") { request in
            request.path.hasSuffix("/fails") ? FixtureResponse(status: 500, json: "{}") : FixtureResponse(json: "{}")
        }
        let gateway = """
            cors:
              web:
                origins: ["\(Self.shop)", "\(Self.desk)"]
                headers: [content-type]
                expose: [etag]
                credentials: true
                max-age: 2m
              everybody: { origins: "*" }
            defaults: { \(defaults) }
            services: { users: { instances: ["http://127.0.0.1:\(service.port)"] } }
            """
        do {
            let result = try await RunningGateway.serving(gateway: gateway, endpoints: Self.documents, body)
            await service.stop()
            return result
        } catch {
            await service.stop()
            throw error
        }
    }

    /// The headers of a response that are about pages of other origins, in order.
    private static func cors(_ response: ReceivedResponse) -> [String] {
        response.headers.filter { $0.name.lowercased().hasPrefix("access-control-") || $0.name.lowercased() == "vary" }
            .map { "\($0.name.lowercased()): \($0.value)" }
    }

    private static func ask(
        _ method: HTTPMethod, _ path: String, from origin: String?, _ more: [(String, String)] = [], port: Int
    ) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: port) { connection in
            try await connection.request(
                method, path, headers: (origin.map { [("Origin", $0)] } ?? []) + more)
        }
    }

    private static let forShop = [
        "access-control-allow-origin: \(shop)", "access-control-allow-credentials: true",
        "access-control-expose-headers: Composition-Status, X-Request-Id, etag", "vary: Origin",
    ]

    @Test func aPageOfANamedOriginMayReadWhatItGets() async throws {
        try await serving { gateway in
            let response = try await Self.ask(.GET, "/a/1", from: Self.shop, port: gateway.port)
            #expect(response.status == 200)
            #expect(Self.cors(response) == Self.forShop)
        }
    }

    @Test(arguments: ["https://evil.example", "https://shop.example.com/", "null", ""])
    func othersAreServedAndTheirPagesReadNothing(origin: String) async throws {
        try await serving { gateway in
            let response = try await Self.ask(.GET, "/a/1", from: origin, port: gateway.port)
            #expect(response.status == 200)
            #expect(Self.cors(response) == ["vary: Origin"])
            #expect(try await Self.cors(Self.ask(.GET, "/a/1", from: nil, port: gateway.port)) == ["vary: Origin"])
        }
    }

    @Test(
        arguments: [
            (.GET, "/a/fails", 502), (.GET, "/nowhere", 404), (.PATCH, "/a/1", 405), (.GET, "/a/%zz", 400),
            (.GET, "/a/" + String(repeating: "x", count: 9_000), 414),
        ] as [(HTTPMethod, String, Int)])
    func errorsCanBeReadToo(method: HTTPMethod, path: String, status: Int) async throws {
        try await serving { gateway in
            let response = try await Self.ask(method, path, from: Self.shop, port: gateway.port)
            #expect(response.status == status)
            #expect(Self.cors(response) == Self.forShop)
        }
    }

    @Test func soCanTheRefusalOfALargeBody() async throws {
        try await serving(defaults: "cors: none, max-request-body: 10") { gateway in
            let body = "{\"a\":\"0123456789\"}"
            try await HTTPConnection.open(port: gateway.port) { connection in
                let response = try await connection.request(
                    .PUT, "/all", body: body, headers: [("Origin", Self.shop), ("Content-Type", "application/json")])
                #expect(response.status == 413)
                #expect(
                    Self.cors(response) == [
                        "access-control-allow-origin: *",
                        "access-control-expose-headers: Composition-Status, X-Request-Id",
                    ])
            }
        }
    }

    private static func preflight(
        _ path: String, for method: String, from origin: String = shop, port: Int
    ) async throws -> ReceivedResponse {
        try await ask(
            .OPTIONS, path, from: origin,
            [("Access-Control-Request-Method", method), ("Access-Control-Request-Headers", "content-type")], port: port)
    }

    /// The methods with another policy are not among those that a browser remembers.
    @Test(arguments: ["GET", "POST", "PATCH"]) func aPreflightSaysWhatAPageMaySend(method: String) async throws {
        try await serving { gateway in
            let response = try await Self.preflight("/a/1", for: method, port: gateway.port)
            #expect(response.status == 204 && response.body.isEmpty)
            #expect(response.headers.first(name: "allow") == nil)
            #expect(
                Self.cors(response) == [
                    "access-control-allow-origin: \(Self.shop)", "access-control-allow-credentials: true",
                    "access-control-allow-methods: GET, POST", "access-control-allow-headers: content-type",
                    "access-control-max-age: 120", "vary: Origin",
                ])
            let other = try await Self.preflight("/a/1", for: method, from: "https://evil.example", port: gateway.port)
            #expect(other.status == 204)
            #expect(Self.cors(other) == ["vary: Origin"])
        }
    }

    @Test func anEndpointHasItsOwnPolicyOrNone() async throws {
        try await serving { gateway in
            let all = try await Self.preflight("/all", for: "PUT", from: "https://evil.example", port: gateway.port)
            #expect(all.status == 204)
            #expect(
                Self.cors(all) == ["access-control-allow-origin: *", "access-control-allow-methods: PUT"])
            let none = try await Self.preflight("/a/1", for: "DELETE", port: gateway.port)
            #expect(none.status == 204 && none.headers.first(name: "allow") != nil)
            #expect(Self.cors(none) == [])
            let response = try await Self.ask(.DELETE, "/a/1", from: Self.shop, port: gateway.port)
            #expect(response.status == 200 && Self.cors(response) == [])
        }
    }

    /// So its page gets to see the 404.
    @Test func aPreflightForNothingIsAnswered() async throws {
        try await serving { gateway in
            let response = try await Self.preflight("/nowhere", for: "PUT", port: gateway.port)
            #expect(response.status == 204)
            #expect(Self.cors(response).contains("access-control-allow-methods: PUT"))
        }
    }

    @Test func anOptionsWithoutAQuestionIsAnsweredAsEver() async throws {
        try await serving { gateway in
            let response = try await Self.ask(.OPTIONS, "/a/1", from: Self.shop, port: gateway.port)
            #expect(response.status == 204)
            #expect(response.headers.first(name: "allow") == "GET, POST, DELETE, HEAD, OPTIONS")
        }
    }

    @Test func withoutAPolicyNothingIsSaid() async throws {
        try await serving(defaults: "cors: none") { gateway in
            let response = try await Self.ask(.GET, "/a/1", from: Self.shop, port: gateway.port)
            #expect(response.status == 200 && Self.cors(response) == [])
            let missing = try await Self.preflight("/nowhere", for: "GET", port: gateway.port)
            #expect(missing.status == 404 && Self.cors(missing) == [])
        }
    }
}
