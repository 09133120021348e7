import FixtureServices
import NIOHTTP1
import Synchronization
import Testing

/// Tokens that services get from the gateway, from the files to the bytes on the wire.
@Suite struct TokensOfServicesTests {
    /// An issuer and the services, which answer with what they got in `Authorization`.
    private final class Issuer: Sendable {
        let bodies = Mutex<[String]>([])
        let response = Mutex(FixtureResponse?.none)
        let refused = Mutex<Set<String>>([])

        var count: Int { bodies.withLock { $0.count } }

        func answer(_ request: FixtureRequest) -> FixtureResponse {
            switch request.path {
            case "/token":
                let number = bodies.withLock { bodies in
                    bodies.append(String(decoding: request.body, as: UTF8.self))
                    return bodies.count
                }
                let token = #"{"access_token":"t\#(number)","token_type":"Bearer","expires_in":3600}"#
                return response.withLock { $0 } ?? FixtureResponse(json: token)
            case "/introspect":
                let token = String(decoding: request.body, as: UTF8.self).split(separator: "&")[0].dropFirst(6)
                return FixtureResponse(json: #"{"active":true,"sub":"\#(token)"}"#)
            default:
                let shown = request.header("authorization") ?? "nothing"
                if refused.withLock({ $0.contains(shown) }) { return FixtureResponse(status: 401, json: "{}") }
                return FixtureResponse(json: "\"\(shown)\"")
            }
        }
    }

    private static let documents = """
        endpoint: GET /own
        auth: none
        calls: { a: { service: own, get: /a, required: true }, b: { service: own, post: /b, body: { x: "`1`" } } }
        ---
        route: /own/**
        auth: none
        to: own
        ---
        endpoint: GET /handed
        calls: { a: { service: handed, get: /a, required: true } }
        response: a
        ---
        route: /handed/**
        to: handed
        ---
        endpoint: GET /exchanged
        calls: { a: { service: exchanged, get: /a, required: true } }
        response: a
        ---
        route: /exchanged/**
        to: exchanged
        """

    private func serving(
        _ issuer: Issuer = Issuer(), _ body: @Sendable (RunningGateway, Issuer) async throws -> Void
    ) async throws {
        let service = try await FixtureServer.start(name: "users") { issuer.answer($0) }
        let base = "http://127.0.0.1:\(service.port)"
        let client = "client-id: tutti, client-secret: \"a b\""
        let gateway = """
            auth: { apps: { introspection: { url: "\(base)/introspect", \(client) } } }
            defaults: { auth: apps }
            services:
              own:
                instances: ["\(base)"]
                credentials: { client-credentials: { token-url: "\(base)/token", \(client), scope: orders } }
              handed: { instances: ["\(base)"], forward-token: true }
              exchanged:
                instances: ["\(base)"]
                credentials: { token-exchange: { token-url: "\(base)/token", \(client), audience: users } }
            """
        do {
            try await RunningGateway.serving(gateway: gateway, endpoints: Self.documents, workers: 2) {
                try await body($0, issuer)
            }
        } catch {
            await service.stop()
            throw error
        }
        await service.stop()
    }

    private func ask(
        _ gateway: RunningGateway, _ path: String, _ token: String? = nil, _ method: HTTPMethod = .GET
    ) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: gateway.port) { connection in
            try await connection.request(
                method, path, body: method == .POST ? "x" : nil,
                headers: token.map { [("authorization", "Bearer \($0)")] } ?? [])
        }
    }

    @Test func aServiceGetsATokenOfTheGateway() async throws {
        try await serving { gateway, issuer in
            try await withThrowingTaskGroup(of: String.self) { group in
                for index in 0..<20 {
                    // What a client says of itself is not what the gateway says.
                    group.addTask {
                        try await ask(gateway, index % 2 == 0 ? "/own" : "/own/x", index % 3 == 0 ? "x" : nil).body
                    }
                }
                for try await body in group {
                    #expect(body == #"{"a":"Bearer t1","b":"Bearer t1"}"# || body == #""Bearer t1""#)
                }
            }
            #expect(issuer.bodies.withLock { $0 } == ["grant_type=client_credentials&scope=orders"])
            let admin = try await HTTPConnection.get(port: gateway.adminPort, "/token-keys")
            #expect(admin.body.contains(#""for":"client-credentials","name":"own""#))
            #expect(!admin.body.contains("a b") && !admin.body.contains("t1"))
        }
    }

    @Test func aTokenIsReplacedWhenTheServiceTakesItForNone() async throws {
        try await serving { gateway, issuer in
            _ = try await ask(gateway, "/own")
            issuer.refused.withLock { $0 = ["Bearer t1"] }
            let response = try await ask(gateway, "/own")
            #expect(response.body == #"{"a":"Bearer t2","b":"Bearer t2"}"# && issuer.count == 2)
            issuer.refused.withLock { $0 = ["Bearer t2"] }
            // Not for each request.
            let refused = try await ask(gateway, "/own")
            #expect(refused.status == 502 && refused.body.contains(#""reason":"credentials""#))
            let route = try await ask(gateway, "/own/x")
            #expect(route.status == 401 && issuer.count == 2)
        }
    }

    @Test func aRouteSendsARequestAgainWithAnotherToken() async throws {
        try await serving { gateway, issuer in
            _ = try await ask(gateway, "/own/x")
            issuer.refused.withLock { $0 = ["Bearer t1"] }
            let response = try await ask(gateway, "/own/x")
            #expect(response.status == 200 && response.body == #""Bearer t2""#)
        }
    }

    @Test(arguments: [
        FixtureResponse(status: 401, json: #"{"error":"invalid_client"}"#), FixtureResponse(status: 500, json: "{}"),
        FixtureResponse(json: "{}"), FixtureResponse(json: #"{"access_token":"t","token_type":"mac"}"#),
        FixtureResponse(json: #"{"access_token":"t","token_type":"Bearer","expires_in":0}"#),
        FixtureResponse(status: 302, headers: [("location", "/x")], json: "{}"),
    ])
    func withoutATokenNothingIsSent(response: FixtureResponse) async throws {
        let issuer = Issuer()
        issuer.response.withLock { $0 = response }
        try await serving(issuer) { gateway, issuer in
            for path in ["/own", "/own/x"] {
                let response = try await ask(gateway, path)
                #expect(response.status == 502 && response.body.contains(#""reason":"credentials""#))
            }
            let failed = try await gateway.sample(
                #"tutti_calls_total{service="own",outcome="failed",reason="credentials"}"#)
            #expect((failed ?? 0) > 0)
        }
    }

    @Test func aServiceGetsTheTokenOfTheClient() async throws {
        try await serving { gateway, issuer in
            for token in ["x", "y"] {
                for path in ["/handed", "/handed/z"] {
                    let response = try await ask(gateway, path, token)
                    #expect(response.body == "\"Bearer \(token)\"")
                }
            }
            let nobody = try await ask(gateway, "/handed/z")
            #expect(nobody.status == 401)
            #expect(issuer.bodies.withLock { $0.allSatisfy { $0.hasPrefix("grant_type=client_credentials") } })
        }
    }

    @Test func aServiceGetsATokenForThatOfTheClient() async throws {
        try await serving { gateway, issuer in
            var shown: [String: Set<String>] = [:]
            for token in ["x", "y", "x"] {
                for path in ["/exchanged", "/exchanged/z"] {
                    let response = try await ask(gateway, path, token)
                    #expect(response.status == 200)
                    shown[token, default: []].insert(response.body)
                }
            }
            #expect(shown["x"]?.count == 1 && shown["y"]?.count == 1 && shown["x"] != shown["y"])
            let exchanges = issuer.bodies.withLock { $0.filter { $0.contains("token-exchange") } }
            #expect(
                exchanges
                    == ["x", "y"].map {
                        "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Atoken-exchange&subject_token=\($0)"
                            + "&subject_token_type=urn%3Aietf%3Aparams%3Aoauth%3Atoken-type%3Aaccess_token&audience=users"
                    })
        }
    }
}
