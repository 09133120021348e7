import HTTPTypes
import Testing
import TuttiUpstream

@testable import TuttiCurl

@Suite struct ExchangeTests {
    @Test func returnsStatusBodyAndWantedFields() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.respond(
                    "{}", status: "404 Not Found", headers: ["ETag: \"a\"", "X-Other: b", "etag: \"c\""])
            }
        } _: { transport, server in
            let result = await transport.send(server.call(wantedHeaders: [.eTag]), "/users/7")
            let response = try #require(result.response)
            #expect(response.status == 404)
            #expect(response.body == Array("{}".utf8))
            #expect(response.headers.map(\.value) == ["\"a\"", "\"c\""])
            #expect(!response.connectionReused)
            #expect(server.requests.map(\.line) == ["GET /users/7 HTTP/1.1"])
        }
    }

    @Test(arguments: [
        "/", "/a/../b", "/a/./b/", "/%2e%2e/%2F?x=%00&y=..//", "//double//slash", "/?", "/a?b?c",
        "/a;b=c,d'e(f)!$*+@:~",
        "/[x]{y}|z\\^`\"<>", "/" + String(repeating: "x", count: 8_000),
    ])
    func targetArrivesByteForByte(target: String) async throws {
        try await withServer({ $0.serve() }) { transport, server in
            #expect(await transport.send(server.call(), target).text == "ok")
            #expect(server.requests.map(\.line) == ["GET \(target) HTTP/1.1"])
        }
    }

    @Test(arguments: ["", "a", "http://elsewhere/", "/a b", "/a\r\nX: y", "/a\u{0}b", "/\u{7f}", "/ü", "*"])
    func targetThatIsNoPathIsNotSent(target: String) async throws {
        try await withServer({ $0.serve() }) { transport, server in
            #expect(await transport.send(server.call(), target).reason == .connect)
            #expect(server.connections == 0)
        }
    }

    @Test(arguments: ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "QUERY"], [nil, "", "{\"a\":1}"])
    func methodAndBodyArrive(method: String, body: String?) async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call(try #require(HTTPRequest.Method(rawValue: method)))
            // Twice with a body of another kind in between: what one request set must not stay for the next.
            let other: String? = body == nil ? "other" : nil
            for text in [body, other, body] {
                #expect(await transport.send(call, body: text.map { Array($0.utf8) }).text == "ok")
            }
            #expect(server.requests.map(\.line) == Array(repeating: "\(method) / HTTP/1.1", count: 3))
            #expect(
                server.requests.map { String(decoding: $0.body, as: UTF8.self) }
                    == [body, other, body].map { $0 ?? "" })
            for (request, text) in zip(server.requests, [body, other, body]) {
                #expect(request.values(of: "content-length") == (text.map { ["\($0.utf8.count)"] } ?? []))
                #expect(request.values(of: "transfer-encoding").isEmpty)
                #expect(request.values(of: "content-type").isEmpty)
                #expect(request.values(of: "expect").isEmpty)
            }
        }
    }

    @Test(arguments: [("POST", 5_000_000), ("PUT", 5_000_000)])
    func largeBodyArrivesWhole(method: String, size: Int) async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let body = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31) }
            let call = server.call(try #require(HTTPRequest.Method(rawValue: method)))
            #expect(await transport.send(call, body: body).text == "ok")
            #expect(server.requests.first?.body == body)
        }
    }

    @Test func headHasNoBodyWhateverItsLength() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n")
            }
        } _: { transport, server in
            for reused in [false, true] {
                let response = try #require(await transport.send(server.call(.head)).response)
                #expect(response.status == 200 && response.body.isEmpty)
                #expect(response.connectionReused == reused)
            }
            #expect(server.requests.map(\.line) == ["HEAD / HTTP/1.1", "HEAD / HTTP/1.1"])
        }
    }

    @Test func fieldsOfTheCallComeBeforeThoseOfTheRequest() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let name = try #require(HTTPField.Name("X-Test"))
            let call = server.call(headers: [
                HTTPField(name: name, value: "call"), HTTPField(name: .accept, value: "a/b"),
            ])
            let own = [HTTPField(name: name, value: "request"), HTTPField(name: name, value: "")]
            for headers in [[], own, []] { #expect(await transport.send(call, headers: headers).text == "ok") }
            #expect(
                server.requests.map { $0.values(of: "x-test") } == [["call"], ["call", "request", ""], ["call"]])
            #expect(server.requests.allSatisfy { $0.values(of: "accept") == ["a/b"] })
        }
    }

    @Test func sendsNothingThatWasNotGivenButTheCodingsItKnows() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            _ = await transport.send(server.call())
            #expect(
                server.requests.first?.head
                    == "GET / HTTP/1.1\r\nHost: 127.0.0.1:\(server.port)\r\nAccept-Encoding: gzip, br")
        }
    }

    @Test(arguments: ["Content-Length", "Transfer-Encoding", "Connection", "Upgrade", "TE", "Expect", "Trailer"])
    func fieldsThatFrameTheMessageAreLeftOut(name: String) async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let header = HTTPField(name: try #require(HTTPField.Name(name)), value: "7")
            #expect(
                await transport.send(server.call(.post, headers: [header]), headers: [header], body: [1, 2]).text
                    == "ok")
            #expect(server.requests.first?.values(of: name.lowercased()) == (name == "Content-Length" ? ["2"] : []))
        }
    }

    @Test func interimResponsesAreSkipped() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.write("HTTP/1.1 103 Early Hints\r\nETag: early\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n")
                connection.respond("done", headers: ["ETag: final"])
            }
        } _: { transport, server in
            let response = try #require(await transport.send(server.call(wantedHeaders: [.eTag])).response)
            #expect(response.status == 200)
            #expect(response.headers.map(\.value) == ["final"])
            #expect(response.body == Array("done".utf8))
        }
    }

    @Test func trailersAreNotFields() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.write(
                    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nETag: a\r\n\r\n2\r\nok\r\n0\r\nETag: b\r\n\r\n")
            }
        } _: { transport, server in
            let response = try #require(await transport.send(server.call(wantedHeaders: [.eTag])).response)
            #expect(response.headers.map(\.value) == ["a"])
            #expect(response.body == Array("ok".utf8))
        }
    }

    @Test(arguments: ["204 No Content", "304 Not Modified"])
    func statusWithoutBodyLeavesTheConnectionUsable(status: String) async throws {
        try await withServer { connection in
            while connection.readRequest() != nil { connection.write("HTTP/1.1 \(status)\r\n\r\n") }
        } _: { transport, server in
            for reused in [false, true] {
                let response = try #require(await transport.send(server.call()).response)
                #expect(response.body.isEmpty && response.connectionReused == reused)
            }
        }
    }

    @Test func redirectIsHandedBack() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.respond("", status: "302 Found", headers: ["Location: http://127.0.0.1:1/"])
            }
        } _: { transport, server in
            #expect(await transport.send(server.call()).response?.status == 302)
            #expect(server.requests.count == 1)
        }
    }

    @Test func worksFromOutsideTheTransportAndFromWithin() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            #expect(await transport.send(call).text == "ok")
            let text = await Task(executorPreference: transport) { await transport.send(call).text }.value
            #expect(text == "ok")
        }
    }

    @Test func twoHundredRunInParallel() async throws {
        try await withServer({ $0.serve() }) { transport, server in
            let call = server.call()
            await withTaskGroup { group in
                for index in 0..<200 { group.addTask { await transport.send(call, "/\(index)").text } }
                for await text in group { #expect(text == "ok") }
            }
            #expect(Set(server.requests.map(\.line)).count == 200)
            #expect(transport.statistics.transfersStarted == 200)
            #expect(transport.statistics.transfersRunning == 0)
        }
    }
}
