import FixtureServices
import NIOHTTP1
import Testing

/// Tokens from the files to the bytes on the wire, with an issuer that is a real service.
@Suite struct TokensOnTheWireTests {
    /// Of `seven` for `shop`, good until 2100; the key was made for the tests, and was forgotten.
    private static let token = """
        eyJhbGciOiJFUzI1NiIsImtpZCI6ImUxIiwidHlwIjoiYXQrand0In0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUuY29tIiwi\
        YXVkIjoic2hvcCIsInN1YiI6InNldmVuIiwiZXhwIjo0MTAyNDQ0ODAwfQ.fHp-ZgXPae8CgpN-sKQThY3Zn7IIEZbddh2groFgT\
        SuBFHtF1dN-eakYI54HNw_1mRUwBaLQhh23Vw6cPF7t7Q
        """

    private static let key =
        #"{"kty":"EC","crv":"P-256","kid":"e1","x":"5KQtxzpXNzCbEhDI_7R89dxI56mwA7gb1BNs3fNvA28","y":"TYpkt5HwjVehC8B4Z_hiDTDf9j7hrVoU1YkAK3nwzls"}"#

    private static let documents = """
        endpoint: GET /me
        calls: { a: { service: issuer, get: /x } }
        response: { who: claims.sub, way: client.auth, a: a }
        ---
        route: /open
        auth: none
        respond: { text: open }
        ---
        route: /user
        respond: { body: claims.sub }
        """

    private func serving<Result>(
        keys: FixtureResponse, _ body: @Sendable (RunningGateway, FixtureServer) async throws -> Result
    ) async throws -> Result {
        let issuer = try await FixtureServer.start(name: "issuer") { request in
            request.path == "/jwks" ? keys : FixtureResponse(json: "{}")
        }
        let gateway = """
            auth:
              customers: { jwt: { issuer: "https://id.example.com", audience: shop, keys: "http://127.0.0.1:\(issuer.port)/jwks" } }
            defaults: { auth: customers }
            services: { issuer: { instances: ["http://127.0.0.1:\(issuer.port)"] } }
            """
        do {
            let result = try await RunningGateway.serving(gateway: gateway, endpoints: Self.documents) {
                try await body($0, issuer)
            }
            await issuer.stop()
            return result
        } catch {
            await issuer.stop()
            throw error
        }
    }

    private func ask(
        _ gateway: RunningGateway, _ path: String, _ token: String? = TokensOnTheWireTests.token
    ) async throws -> ReceivedResponse {
        try await HTTPConnection.open(port: gateway.port) { connection in
            try await connection.request(.GET, path, headers: token.map { [("authorization", "Bearer \($0)")] } ?? [])
        }
    }

    private func challenges(_ response: ReceivedResponse) -> [String] {
        response.headers.filter { $0.name.lowercased() == "www-authenticate" }.map(\.value)
    }

    @Test func verifiesTokensByTheKeysOfAnIssuer() async throws {
        let set = FixtureResponse(json: #"{"keys":[\#(Self.key)]}"#)
        try await serving(keys: set) { gateway, _ in
            // The first one may come before the keys, and waits for them.
            for _ in 0..<3 {
                let response = try await ask(gateway, "/me")
                #expect(response.status == 200 && response.body == #"{"who":"seven","way":"customers","a":{}}"#)
            }
            let route = try await ask(gateway, "/user")
            #expect(route.status == 200 && route.body == #""seven""#)
            let open = try await ask(gateway, "/open", nil)
            #expect(open.status == 200)

            for path in ["/me", "/user"] {
                let nobody = try await ask(gateway, path, nil)
                #expect(nobody.status == 401 && challenges(nobody) == ["Bearer"])
                let last = Self.token.dropLast(4) + "AAAA"
                for bad in [String(last), "x", Self.token + "."] {
                    let response = try await ask(gateway, path, bad)
                    #expect(response.status == 401 && challenges(response) == [#"Bearer error="invalid_token""#])
                    #expect(!response.body.contains(bad) || bad == "x")
                }
            }

            let admin = try await HTTPConnection.get(port: gateway.adminPort, "/token-keys")
            #expect(admin.status == 200 && admin.body.contains(#""kid":"e1""#) && !admin.body.contains("5KQtxzpX"))
        }
    }

    static let broken = [
        FixtureResponse(status: 500, json: "{}"),
        FixtureResponse(status: 302, headers: [("location", "/other")], json: "{}"),
        FixtureResponse(json: "{"), FixtureResponse(json: #"{"keys":[]}"#),
        FixtureResponse(body: [UInt8](repeating: 0x20, count: 10 << 20)),
        FixtureResponse(json: #"{"keys":["# + Array(repeating: key, count: 10_000).joined(separator: ",") + "]}"),
        FixtureResponse(json: #"{"keys":[\#(key)]}"#, fault: .resetAfterRequest),
        FixtureResponse(json: #"{"keys":[\#(key)]}"#, fault: .hang),
    ]

    @Test(arguments: broken.indices)
    func saysThatItCannotKnowWithoutKeys(index: Int) async throws {
        try await serving(keys: Self.broken[index]) { gateway, _ in
            let response = try await ask(gateway, "/me")
            #expect(response.status == 503 && challenges(response) == [])
            let nobody = try await ask(gateway, "/me", nil)
            #expect(nobody.status == 401)
            let open = try await ask(gateway, "/open", nil)
            #expect(open.status == 200)
        }
    }
}
