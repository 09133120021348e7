import Testing
import TuttiEngine

@Suite struct GatewayServerTests {
    @Test func servesAComposedAnswer() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response()
            #expect(response.version == "HTTP/1.1")
            #expect(response.status == 200)
            #expect(response.body == "{\"hello\":\"world\"}")
            #expect(response["Content-Type"] == "application/json")
            #expect(response["Content-Length"] == "17")
        }
    }
}
