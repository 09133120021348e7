import Testing
import TuttiPlan
import TuttiServer

@Suite struct AdminListenerTests {
    @Test(arguments: [
        ("/healthz", 200, "alive"), ("/readyz", 200, "ready"),
    ])
    func saysHowItIs(path: String, status: Int, word: String) async throws {
        try await withServer { server in
            let response = try await server.admin(path)
            #expect(response.status == status)
            #expect(response.json["status"] as? String == word)
        }
    }

    @Test func anUnknownPathIsToldWhatThereIs() async throws {
        try await withServer { server in
            let response = try await server.admin("/")
            #expect(response.status == 404)
            for path in ["/healthz", "/readyz", "/metrics"] { #expect(response.body.contains(path)) }
        }
    }

    @Test func onlyReadingIsServed() async throws {
        try await withServer { server in
            let client = try RawClient(port: server.adminAddress?.port ?? 0)
            await client.send("POST /metrics HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n")
            #expect(try await client.response().status == 405)
        }
    }

    @Test func theTwoListenersServeDifferentThings() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("GET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n")
            #expect(try await client.response().status == 404)
            #expect(try await server.admin("/hello").status == 404)
        }
    }
}
