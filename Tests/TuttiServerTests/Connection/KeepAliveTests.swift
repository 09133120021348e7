import Synchronization
import Testing
import TuttiEngine
import TuttiPlan
import TuttiServer

@Suite(.timeLimit(.minutes(10))) struct KeepAliveTests {
    @Test(
        arguments: [
            ("1.1", "", true, nil), ("1.1", "Connection: close\r\n", false, "close"),
            ("1.0", "", false, "close"), ("1.0", "Connection: keep-alive\r\n", true, "keep-alive"),
            // The decoder stops behind a request for another protocol, and only behind such a one. The first is what
            // Java's HttpClient sends.
            ("1.1", "Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEA\r\n", false, "close"),
            ("1.1", "Upgrade: h2c\r\nConnection: x\r\nConnection: keep-alive ,\tUPGRADE \r\n", false, "close"),
            ("1.1", "Upgrade: h2c\r\n", true, nil), ("1.1", "Connection: upgrade\r\n", true, nil),
            ("1.1", "Upgrade: h2c\r\nConnection: upgrades\r\n", true, nil),
            ("1.1", "Upgrade: h2c\r\nConnection: keep-alive\r\nX-Connection: upgrade\r\n", true, nil),
        ] as [(String, String, Bool, String?)])
    func followsVersionAndConnectionField(version: String, header: String, stays: Bool, response: String?) async throws
    {
        try await withServer { server in
            let client = try server.client()
            let request = "GET /hello HTTP/\(version)\r\nHost: a\r\n\(header)\r\n"
            await client.send(request)
            let first = try await client.response()
            #expect(first.status == 200)
            #expect(first.version == "HTTP/1.1")
            #expect(first["Connection"] == response)
            if stays {
                await client.send(request)
                #expect(try await client.response().status == 200)
            } else {
                #expect(try await client.rest().isEmpty)
            }
        }
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let running = Atomic(0)
        let most = Atomic(0)
        try await withServer(
            ["GET /n/{n}"],
            script: { request, _ in
                let now = running.add(1, ordering: .relaxed).newValue
                most.max(now, ordering: .relaxed)
                // The earlier ones take longer.
                let number = Int(request.pathParameters[0]) ?? 0
                for _ in 0..<(40 - number) { await Task.yield() }
                running.subtract(1, ordering: .relaxed)
                return .json(request.pathParameters[0])
            }
        ) { server in
            let client = try server.client()
            await client.send((0..<20).map { "GET /n/\($0) HTTP/1.1\r\nHost: a\r\n\r\n" }.joined())
            for number in 0..<20 { #expect(try await client.response().body == "\(number)") }
        }
        #expect(most.load(ordering: .relaxed) == 1)
    }

    @Test func manyPipelinedRefusalsDoNotExhaustTheStack() async throws {
        try await withServer(configure: { $0.limits.makePatient() }) { server in
            let client = try server.client()
            let count = 3000
            // While responses are read: a server that can't write any more reads no more, either.
            async let isSent = client.send(String(repeating: "GET /x HTTP/1.1\r\nHost: a\r\n\r\n", count: count))
            for _ in 0..<count {
                guard try await client.response().status == 404 else {
                    Issue.record("a request was not answered 404")
                    return
                }
            }
            #expect(await isSent)
        }
    }

    @Test func aRequestInPiecesIsAnswered() async throws {
        try await withServer(configure: { $0.limits.makePatient() }) { server in
            let client = try server.client()
            for byte
                in "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                .utf8
            {
                await client.send([byte])
            }
            #expect(try await client.response().body == "abcde")
        }
    }

    @Test func aBodyThatNobodyReadsIsDropped() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send(
                "POST /nowhere HTTP/1.1\r\nHost: a\r\nContent-Length: 30\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n")
            #expect(await client.send("\r\n"))
            #expect(try await client.response().status == 404)
            await client.send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            #expect(try await client.response().status == 200)
        }
    }

    @Test func continueIsSaidOnlyToWhomIsServed() async throws {
        try await withServer { server in
            let welcome = try server.client()
            await welcome.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
            #expect(try await welcome.response().status == 100)
            await welcome.send("abc")
            #expect(try await welcome.response().body == "abc")

            for (path, length, status) in [("/nowhere", 3, 404), ("/hello", 3, 405), ("/echo", 9_999_999, 413)] {
                let other = try server.client()
                await other.send(
                    "POST \(path) HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: \(length)\r\n\r\n")
                let response = try await other.response()
                #expect(response.status == status)
                #expect(response["Connection"] == "close")
                #expect(try await other.rest().isEmpty)
            }
        }
    }
}
