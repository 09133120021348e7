import Testing
import TuttiPlan
import TuttiPolicies
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

    /// Behind a proxy of the PROXY protocol, the client is the one that its header names; without one, the proxy itself.
    @Test func whoIsNamedByTheProxyProtocolHasSoManyConnections() async throws {
        try await withServer(configure: {
            $0.limits.connectionsOfOne = 1
            $0.listeners = [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0), hasProxyHeaders: true)]
        }) { server in
            func status(_ header: String) async throws -> (Int, RawClient) {
                let client = try server.client()
                await client.send("\(header)\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                return (try await client.response().status, client)
            }
            var open: [RawClient] = []
            for (header, expected) in [
                ("PROXY TCP4 192.0.2.1 127.0.0.1 4000 80", 200), ("PROXY TCP4 192.0.2.2 127.0.0.1 4000 80", 200),
                ("PROXY TCP4 192.0.2.1 127.0.0.1 4000 80", 503), ("PROXY UNKNOWN", 200), ("PROXY UNKNOWN", 503),
            ] {
                let (status, client) = try await status(header)
                #expect(status == expected, "\(header)")
                open.append(client)
            }
        }
    }

    @Test func aTrustedProxyIsExemptWhateverItSaysOfItself() async throws {
        try await withServer(configure: {
            $0.limits.connectionsOfOne = 1
            $0.limits.proxies = (try? IPNetwork("127.0.0.1")).map { TrustedProxies([$0]) } ?? TrustedProxies()
            $0.listeners = [ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0), hasProxyHeaders: true)]
        }) { server in
            let clients = try (0..<3).map { _ in try server.client() }
            for client in clients {
                await client.send("PROXY UNKNOWN\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
            }
        }
    }

    @Test func aListenerMayHaveBoundsOfItsOwn() async throws {
        var bounds = ConnectionBounds()
        bounds.target = 20
        bounds.connections = 1
        try await withServer(configure: {
            $0.listeners = [
                ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0)),
                ListenerPlan(address: ListenAddress(host: "127.0.0.1", port: 0), bounds: bounds),
            ]
        }) { server in
            let ports = server.listenAddresses.map(\.port)
            let clients = try [RawClient(port: ports[0]), RawClient(port: ports[0]), RawClient(port: ports[1])]
            for client in clients {
                await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == 200)
            }
            #expect(try await RawClient(port: ports[1]).response().status == 503)
            for (client, status) in zip(clients, [404, 404, 414]) {
                await client.send("GET /a-longer-target-than-20 HTTP/1.1\r\nHost: a\r\n\r\n")
                #expect(try await client.response().status == status)
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
