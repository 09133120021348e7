import Dispatch
import FixtureServices
import NIOHTTP1
import Synchronization
import Testing

/// Tokens that a server is asked about, from the files to the bytes on the wire, over HTTP/1.1 and HTTP/2.
@Suite struct IntrospectionTests {
    /// What the server says, and what it has been asked.
    private final class Server: Sendable {
        let response: Mutex<FixtureResponse>
        let bodies = Mutex<[String]>([])
        let authorizations = Mutex<[String?]>([])

        init(_ response: FixtureResponse) {
            self.response = Mutex(response)
        }

        var count: Int { bodies.withLock { $0.count } }

        func answer(_ request: FixtureRequest) -> FixtureResponse {
            guard request.path == "/introspect" else { return FixtureResponse(json: "1") }
            bodies.withLock { $0.append(String(decoding: request.body, as: UTF8.self)) }
            authorizations.withLock { $0.append(request.header("authorization")) }
            return response.withLock { $0 }
        }
    }

    private static let documents = """
        endpoint: GET /a
        calls: { a: { service: users, get: /a } }
        response: { who: claims.sub, scope: claims.scope, way: client.auth, a: a }
        ---
        route: /forwarded
        to: users
        ---
        route: /said
        respond: { body: claims.sub }
        ---
        endpoint: GET /headers
        auth: cookies
        calls: { a: { service: users, get: /a } }
        response: { who: claims.sub, a: a }
        """

    private func serving(
        _ server: Server, more: String = "", workers: Int = 2, _ body: @Sendable (RunningGateway) async throws -> Void
    ) async throws {
        let service = try await FixtureServer.start(name: "users") { server.answer($0) }
        let way = "url: \"http://127.0.0.1:\(service.port)/introspect\", client-id: tutti, client-secret: \"a b\""
        let gateway = """
            listen: { address: 127.0.0.1:0, http2: prior-knowledge }
            auth:
              apps: { introspection: { \(way)\(more) } }
              cookies: { introspection: { \(way), cookie: a } }
            defaults: { auth: apps }
            services: { users: { instances: ["http://127.0.0.1:\(service.port)"] } }
            """
        do {
            try await RunningGateway.serving(
                gateway: gateway, endpoints: Self.documents, workers: workers
            ) { try await body($0) }
        } catch {
            await service.stop()
            throw error
        }
        await service.stop()
    }

    private func ask(
        _ gateway: RunningGateway, _ path: String, _ token: String? = "opaque"
    ) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: gateway.port) { connection in
            try await connection.request(.GET, path, headers: token.map { [("authorization", "Bearer \($0)")] } ?? [])
        }
    }

    private func header(_ name: String, _ response: ReceivedResponse) -> String? {
        response.headers.first { $0.name.lowercased() == name }?.value
    }

    @Test func asksTheServerWhoItIs() async throws {
        let server = Server(FixtureResponse(json: #"{"active":true,"sub":"seven","scope":"a b"}"#))
        try await serving(server) { gateway in
            for _ in 0..<3 {
                let response = try await ask(gateway, "/a")
                #expect(response.status == 200)
                #expect(response.body == #"{"who":"seven","scope":"a b","way":"apps","a":1}"#)
            }
            for (path, body) in [("/forwarded", "1"), ("/said", #""seven""#)] {
                let response = try await ask(gateway, path)
                #expect(response.status == 200 && response.body == body)
            }
            #expect(server.bodies.withLock { $0 } == ["token=opaque&token_type_hint=access_token"])
            // tutti and `a b`, each encoded as in a form.
            #expect(server.authorizations.withLock { $0 } == ["Basic dHV0dGk6YSti"])
            let nobody = try await ask(gateway, "/a", nil)
            #expect(nobody.status == 401 && header("www-authenticate", nobody) == "Bearer")
            let admin = try await HTTPConnection.get(port: gateway.adminPort, "/token-keys")
            #expect(admin.body.contains(#""for":"introspection","name":"apps""#))
            #expect(!admin.body.contains("a b") && !admin.body.contains("opaque"))
            let sample = #"tutti_issuer_requests_total{for="introspection",name="apps",result="succeeded"} 1"#
            let metrics = try await HTTPConnection.get(port: gateway.adminPort, "/metrics")
            #expect(metrics.body.contains(sample))
        }
    }

    @Test func refusesWhatTheServerDoesNotKnow() async throws {
        let server = Server(FixtureResponse(json: #"{"active":false}"#))
        try await serving(server) { gateway in
            for path in ["/a", "/forwarded", "/said"] {
                let response = try await ask(gateway, path)
                #expect(response.status == 401)
                #expect(header("www-authenticate", response) == #"Bearer error="invalid_token""#)
            }
            #expect(server.count == 1)
        }
    }

    static let broken = [
        FixtureResponse(status: 500, json: "{}"), FixtureResponse(status: 401, json: #"{"error":"invalid_client"}"#),
        FixtureResponse(status: 302, headers: [("location", "/a")], json: #"{"active":true}"#),
        FixtureResponse(json: "{"), FixtureResponse(json: "{}"), FixtureResponse(json: #"{"active":1}"#),
        FixtureResponse(body: [UInt8](repeating: 0x20, count: 10 << 20)),
        FixtureResponse(json: #"{"active":true}"#, fault: .resetAfterRequest),
    ]

    @Test(arguments: broken.indices)
    func saysThatItCannotKnowWhileTheServerIsAway(index: Int) async throws {
        try await serving(Server(Self.broken[index])) { gateway in
            for path in ["/a", "/forwarded"] {
                let response = try await ask(gateway, path)
                #expect(response.status == 503 && header("retry-after", response) == "5")
                #expect(header("www-authenticate", response) == nil)
            }
        }
    }

    @Test func whatWasKnownLastMayCount() async throws {
        let server = Server(FixtureResponse(json: #"{"active":true,"sub":"seven"}"#))
        try await serving(server, more: ", cache: 1s, unavailable: { last-known: 5m }") { gateway in
            var response = try await ask(gateway, "/said")
            #expect(response.status == 200)
            server.response.withLock { $0 = FixtureResponse(status: 500, json: "{}") }
            while server.count < 2 { response = try await ask(gateway, "/said") }
            #expect(response.status == 200 && response.body == #""seven""#)
            let other = try await ask(gateway, "/said", "other")
            #expect(other.status == 503)
        }
    }

    /// Over two workers, from as many connections; one of the clients leaves meanwhile.
    @Test func manyRequestsWithATokenAreOneQuestion() async throws {
        let response = FixtureResponse(json: #"{"active":true,"sub":"seven"}"#, fault: .delay(.milliseconds(500)))
        let server = Server(response)
        try await serving(server) { gateway in
            try await withThrowingTaskGroup(of: Int.self) { group in
                group.addTask {
                    try await HTTPConnection.open(port: gateway.port) { connection in
                        try await connection.sendOnly("/a", headers: [("authorization", "Bearer opaque")])
                    }
                    return 200
                }
                for index in 0..<30 {
                    group.addTask { try await ask(gateway, index % 2 == 0 ? "/a" : "/forwarded").status }
                }
                for try await status in group { #expect(status == 200) }
            }
            #expect(server.count == 1)
        }
    }

    @Test func streamsOfHTTP2WaitAsWell() async throws {
        let response = FixtureResponse(json: #"{"active":true,"sub":"seven"}"#, fault: .delay(.milliseconds(300)))
        let server = Server(response)
        try await serving(server) { gateway in
            let bench = HTTP2Bench(gateway: gateway, gate: DispatchSemaphore(value: 0))
            let reset = try await bench.outcome(of: "resets_and_asks_again")
            #expect(reset == #"200 {"who":"seven","a":1}"#)
            #expect(server.count == 1)
            let known = try await bench.outcome(of: "cookies")
            #expect(known == #"200 {"who":"seven","a":1}"# && server.count == 1)
        }
    }
}
