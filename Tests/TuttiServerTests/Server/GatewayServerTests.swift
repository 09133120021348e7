import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiResilience
import TuttiServer

@Suite struct GatewayServerTests {
    @Test func servesAComposedResponse() async throws {
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

    @Test func theTimeARequestWaitsForItsTransportCounts() async throws {
        let transport = TestTransport()
        let received = Mutex<MonotonicTime?>(nil)
        try await withServer(
            transport: transport,
            script: { request, _ in
                received.withLock { $0 = request.receivedAt }
                return .json("{}")
            }
        ) { server in
            transport.suspend()
            let before = SystemClock.now
            let client = try server.client()
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            try await eventually("the request is there") {
                try await server.admin("/metrics").body.contains("\ntutti_client_requests_running 1\n")
            }
            let after = SystemClock.now
            transport.resume()
            #expect(try await client.response().status == 200)
            let time = try #require(received.withLock { $0 })
            #expect(before <= time && time <= after)
        }
    }

    @Test func theAddressShownIsTheOneBound() async throws {
        let listener = ListenerPlan(address: ListenAddress(host: "localhost", port: 0))
        try await withServer(configure: { $0.listeners = [listener] }) { server in
            #expect(["127.0.0.1", "::1"].contains(server.listenAddress.host))
            #expect(server.listenAddress.port > 0)
        }
    }
}
