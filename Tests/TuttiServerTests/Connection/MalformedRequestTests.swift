import Testing

@Suite struct MalformedRequestTests {
    /// What is not HTTP/1.1 is refused with a problem, and the connection ends.
    @Test(arguments: [
        ("GET /hello HTTP/1.1\r\n\r\n", 400),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET /hello HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        ("GET /hello HTTP/1.1\r\nHost : a\r\n\r\n", 400),
        ("GET /hello HTTP/1.1\r\nHost: a\r\n folded\r\n\r\n", 400),
        ("GET /hello HTTP/1.1\r\nHost: a\r\n: empty\r\n\r\n", 400),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX\u{1}: b\r\n\r\n", 400),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nX: b\u{0}c\r\n\r\n", 400),
        ("GET /he llo HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /hello#x HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET hello HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET /hello HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999999999\r\n\r\n", 413),
        ("BREW /hello HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\u{0}", 400),
        ("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
        ("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        ("GET /hello HTTP/1.1\r\nHost: a\r\nExpect: a-miracle\r\n\r\n", 417),
    ])
    func isRefused(request: String, status: Int) async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send(request)
            let response = try await client.response()
            #expect(response.status == status)
            #expect(response["Content-Type"] == "application/problem+json")
            #expect(response["Connection"] == "close")
            #expect(response.json["status"] as? Int == status)
            #expect(response.json["request-id"] as? String == response["X-Request-Id"])
            #expect(try await client.rest().isEmpty)
        }
    }

    /// Two servers could find different ends of these requests (RFC 9112, 11.2); none is answered twice.
    @Test(arguments: [
        ("Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("Transfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\n", 400),
        ("Content-Length: 4\r\nContent-Length: 5\r\n\r\n", 400),
        ("Content-Length: 4\r\nContent-Length: 4\r\n\r\n", 400),
        ("Content-Length: 4, 4\r\n\r\n", 400),
        ("Content-Length: +4\r\n\r\n", 400),
        ("Content-Length: 4 4\r\n\r\n", 400),
        ("Content-Length: 0x4\r\n\r\n", 400),
        ("Content-Length : 4\r\n\r\n", 400),
        ("Transfer-Encoding: gzip\r\n\r\n", 501),
        ("Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        ("Transfer-Encoding: chunked, gzip\r\n\r\n", 400),
        ("Transfer-Encoding: identity\r\n\r\n", 501),
        ("Transfer-Encoding: xchunked\r\n\r\n", 501),
        ("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n", 400),
        ("Transfer-Encoding\u{B}: chunked\r\n\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\nx\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", 400),
        ("Transfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n0\r\n\r\n", 400),
    ])
    func isNotSmuggled(headers: String, status: Int) async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send(
                "POST /echo HTTP/1.1\r\nHost: a\r\n" + headers + "0\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n")
            let response = try await client.response()
            #expect(response.status == status)
            #expect(response["Connection"] == "close")
            #expect(try await client.rest().isEmpty)
        }
    }

    @Test func anOldClientMayNotSendChunks() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send("POST /echo HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n")
            #expect(try await client.response().status == 400)
        }
    }

    /// RFC 9110, 9.3.2: a client that reads on behind the head would take a body for the next response.
    @Test(arguments: ["HEAD /hello#x HTTP/1.1\r\nHost: a\r\n\r\n", "HEAD /hello HTTP/1.1\r\n\r\n"])
    func aRefusedHeadHasNoBody(request: String) async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send(request)
            let response = try await client.rest()
            #expect(response.hasPrefix("HTTP/1.1 400 ") && response.hasSuffix("\r\n\r\n"))
        }
    }

    @Test func requestsBeforeTheMalformedOneAreAnswered() async throws {
        try await withServer { server in
            let client = try server.client()
            await client.send(
                "GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /hello HTTP/1.1\r\nHost: a\r\n\r\n\u{1}\r\n\r\n")
            #expect(try await client.response().status == 200)
            #expect(try await client.response().status == 200)
            #expect(try await client.response().status == 400)
            #expect(try await client.rest().isEmpty)
        }
    }
}
