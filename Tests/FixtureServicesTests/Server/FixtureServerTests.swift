import Testing

@testable import FixtureServices

@Suite struct FixtureServerTests {
    private func echo(options: FixtureServer.Options = .init()) async throws -> FixtureServer {
        try await FixtureServer.start(options: options) { request in
            FixtureResponse(
                headers: [("x-method", request.method)], body: Array("\(request.target) \(request.text)".utf8))
        }
    }

    @Test func aConnectionServesManyRequests() async throws {
        let server = try await echo()
        let client = try RawClient(port: server.port)
        for number in 1...3 {
            try client.request("POST", "/\(number)", body: "hello")
            #expect(try client.response().text == "/\(number) hello")
        }
        #expect(server.counts == .init(requests: 3, connections: 1, openConnections: 1, abortedRequests: 0))
        #expect(server.requests.map(\.target) == ["/1", "/2", "/3"])
        #expect(server.requests.map(\.connection) == [1, 1, 1])
        await server.stop()
    }

    @Test func pipelinedRequestsAreAnsweredInOrder() async throws {
        let server = try await echo()
        server.fault = .delay(.milliseconds(30)).times(1)
        let client = try RawClient(port: server.port)
        try client.send("GET /1 HTTP/1.1\r\nhost: t\r\n\r\nGET /2 HTTP/1.1\r\nhost: t\r\n\r\n")
        #expect(try client.response().text == "/1 ")
        #expect(try client.response().text == "/2 ")
        await server.stop()
    }

    @Test func headHasTheLengthAndNoBody() async throws {
        let server = try await echo()
        let client = try RawClient(port: server.port)
        try client.request("HEAD", "/x")
        let head = try client.response(bodiless: true)
        #expect(head.header("content-length") == "3")
        try client.request("GET", "/y")
        #expect(try client.response().text == "/y ")
        await server.stop()
    }

    @Test(arguments: ["GET /x HTTP/1.1\r\nconnection: close\r\n\r\n", "GET /x HTTP/1.0\r\n\r\n"])
    func theConnectionEndsWhenTheClientWantsItSo(_ request: String) async throws {
        let server = try await echo()
        let client = try RawClient(port: server.port)
        try client.send(request)
        let (bytes, ending) = client.readAll()
        #expect(ending == .finished)
        #expect(String(decoding: bytes, as: UTF8.self).contains("connection: close\r\n\r\n/x "))
        #expect(await server.wait { $0.openConnections == 0 })
        #expect(server.abortedRequests == 0)
        await server.stop()
    }

    @Test func chunkedRequestsAndExpectationsAreUnderstood() async throws {
        let server = try await echo()
        let client = try RawClient(port: server.port)
        try client.send("POST /x HTTP/1.1\r\nhost: t\r\ntransfer-encoding: chunked\r\nexpect: 100-continue\r\n\r\n")
        #expect(try client.response(bodiless: true).status == 100)
        try client.send("3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
        #expect(try client.response().text == "/x abcde")
        await server.stop()
    }

    @Test func whatIsNotHTTPIsRefused() async throws {
        let server = try await echo()
        let client = try RawClient(port: server.port)
        try client.send("hello, is anyone there?\r\n\r\n")
        #expect(try client.response().status == 400)
        #expect(client.readAll().ending == .finished)
        #expect(server.requestCount == 0)
        await server.stop()
    }

    @Test(arguments: [Fault.hang, .delay(.seconds(60)), .endless, .trickle(.seconds(60))])
    func aClientThatLeavesIsNoticedAtOnce(_ fault: Fault) async throws {
        let server = try await echo()
        server.fault = fault
        let client = try RawClient(port: server.port)
        try client.request("GET", "/x")
        #expect(await server.wait { $0.requests == 1 })
        client.close()
        #expect(await server.wait { $0.abortedRequests == 1 && $0.openConnections == 0 })
        await server.stop()
    }

    @Test func aClientThatLeavesInTheMiddleOfItsRequestIsCounted() async throws {
        let server = try await echo()
        let client = try RawClient(port: server.port)
        try client.send("POST /x HTTP/1.1\r\nhost: t\r\ncontent-length: 10\r\n\r\nhalf")
        #expect(await server.wait { $0.connections == 1 })
        client.close()
        #expect(await server.wait { $0.abortedRequests == 1 })
        #expect(server.requestCount == 0)
        await server.stop()
    }

    @Test func aClientThatLeavesBetweenRequestsAbortsNothing() async throws {
        let server = try await echo()
        let client = try RawClient(port: server.port)
        try client.request("GET", "/x")
        _ = try client.response()
        client.close()
        #expect(await server.wait { $0.openConnections == 0 })
        #expect(server.abortedRequests == 0)
        await server.stop()
    }

    @Test func stopEndsConnectionsAtOnceAndRestartTakesTheSamePort() async throws {
        let server = try await FixtureServer.start(.orders, data: .ofCheckout())
        let port = server.port
        _ = try exchange(port, "POST", "/orders", body: "{}")
        server.fault = .hang.path("/orders/5001")
        let client = try RawClient(port: port)
        try client.request("GET", "/orders/5001")
        #expect(await server.wait { $0.requests == 2 })
        await server.stop()
        #expect(client.readAll().ending != .silent)
        #expect(server.openConnections == 0)
        #expect(server.abortedRequests == 0, "the server left, not the client")
        #expect(throws: RawClient.Failure.self) { try RawClient(port: port) }
        await server.stop()

        try await server.restart()
        #expect(server.port == port)
        #expect(try exchange(port, "GET", "/orders/created").text.contains(#""count":1"#))
        await server.stop()

        let next = try await FixtureServer.start(.orders, port: port, data: .ofCheckout())
        #expect(try exchange(port, "GET", "/orders/created").text.contains(#""count":0"#))
        await next.stop()
    }

    @Test func aTakenPortIsExplained() async throws {
        let server = try await echo()
        let error = await #expect(throws: (any Error).self) {
            _ = try await FixtureServer.start(.orders, port: server.port, data: .ofCheckout())
        }
        let text = try ListenFailure.explanation(
            of: #require(error), service: .orders, host: "127.0.0.1", port: server.port)
        #expect(text.contains("port \(server.port), for orders, is taken"))
        #expect(text.contains("--orders-port"))
        await server.stop()
    }

    @Test func onlyTheLastRequestsAreKept() async throws {
        let server = try await echo(options: .init(recorded: 2))
        for number in 1...4 { _ = try exchange(server.port, "GET", "/\(number)") }
        #expect(server.requests.map(\.target) == ["/3", "/4"])
        #expect(server.requestCount == 4)
        await server.stop()
    }

    @Test func healthIsAnsweredAndNotCounted() async throws {
        let server = try await echo()
        server.fault = .hang
        #expect(try exchange(server.port, "GET", "/_health").text == #"{"status":"ok"}"#)
        #expect(server.requestCount == 0)
        await server.stop()
    }

    @Test func aHandlerMayFrameItsBodyItself() async throws {
        let server = try await FixtureServer.start { _ in
            FixtureResponse(headers: [("transfer-encoding", "chunked")], body: Array("2\r\n[]\r\n0\r\n\r\n".utf8))
        }
        let client = try RawClient(port: server.port)
        try client.request("GET", "/x", headers: ["connection: close"])
        let text = String(decoding: client.readAll().bytes, as: UTF8.self)
        #expect(!text.contains("content-length") && text.hasSuffix("\r\n\r\n2\r\n[]\r\n0\r\n\r\n"))
        await server.stop()
    }
}
