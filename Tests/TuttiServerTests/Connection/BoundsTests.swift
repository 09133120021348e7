import Testing
import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct BoundsTests {
    @Test(arguments: [
        ("GET /" + String(repeating: "a", count: 8191) + " HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        ("GET /" + String(repeating: "a", count: 8192) + " HTTP/1.1\r\nHost: a\r\n\r\n", 414),
        ("GET /" + String(repeating: "a", count: 100_000), 414),
        ("GET /hello HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 99) + "\r\n", 200),
        ("GET /hello HTTP/1.1\r\nHost: a\r\n" + String(repeating: "X: y\r\n", count: 100) + "\r\n", 431),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 32_762) + "\r\n\r\n", 200),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 32_763) + "\r\n\r\n", 431),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX: " + String(repeating: "y", count: 200_000), 431),
        ("GET /hello HTTP/1.1\r\nHost: a\r\n" + String(repeating: "y", count: 200_000), 431),
        // White space counts for nothing with the decoder, which keeps it.
        ("GET /" + String(repeating: " ", count: 200_000), 414),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX:" + String(repeating: " ", count: 200_000), 431),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX:" + String(repeating: " ", count: 30_000) + "y\r\n\r\n", 200),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n0123456789", 200),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 11\r\n\r\n", 413),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n", 200),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nB\r\n0123456789a\r\n", 413),
        ("POST /nowhere HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nB\r\n0123456789a\r\n", 404),
    ])
    func holds(request: String, status: Int) async throws {
        try await withServer(configure: { $0.limits.body = 10 }) { server in
            let first = try server.client()
            await first.send(request)
            #expect(try await first.response().status == status)

            // The same for a request that arrives while the one before it is answered.
            let pipelined = try server.client()
            await pipelined.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n[]" + request)
            #expect(try await pipelined.response().body == "[]")
            #expect(try await pipelined.response().status == status)
        }
    }

    @Test func oneClientHasSoManyConnections() async throws {
        try await withServer(configure: { $0.limits.connectionsOfOne = 2 }) { server in
            let clients = try [server.client(), server.client()]
            for client in clients {
                await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
            }
            let third = try server.client()
            #expect(try await third.response().status == 503)
            await clients[0].disconnect()
            // The place is free as soon as the server has noticed.
            try await eventually("there is a place again") {
                let next = try server.client()
                await next.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                return try await next.response().status == 200
            }
        }
    }

    @Test func oneConnectionTooManyIsRefused() async throws {
        try await withServer(configure: { $0.limits.connections = 2 }) { server in
            let first = try server.client()
            let second = try server.client()
            for client in [first, second] {
                await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
            }
            let third = try server.client()
            let refusal = try await third.response()
            #expect(refusal.status == 503)
            #expect(refusal["Connection"] == "close")
            #expect(refusal["Retry-After"] == "1")
            #expect(try await third.rest().isEmpty)
            #expect(try await server.admin("/metrics").body.contains("\ntutti_client_connections_refused_total 1\n"))

            await first.disconnect()
            // The place is free as soon as the server has noticed.
            try await eventually("there is a place again") {
                let next = try server.client()
                await next.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                return try await next.response().status == 200
            }
        }
    }
}
