import HTTPTypes
import Testing
import TuttiUpstream

@testable import TuttiCurl

@Suite struct BoundsTests {
    private static let head = "HTTP/1.1 200 OK\r\n"

    @Test(arguments: [0, 1, 1_000, 100_000])
    func bodyAtItsBoundIsTakenAndOneByteMoreIsNot(limit: Int) async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                let over = request.line.contains("over") ? 1 : 0
                let body = String(repeating: "x", count: limit + over)
                if request.line.contains("chunked") {
                    let chunk = body.isEmpty ? "" : String(body.utf8.count, radix: 16) + "\r\n" + body + "\r\n"
                    if !connection.write(Self.head + "Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n") {
                        return
                    }
                } else if !connection.respond(body) {
                    return
                }
            }
        } _: { transport, server in
            let call = server.call(maximumResponseBytes: limit)
            for kind in ["length", "chunked"] {
                let result = await transport.send(call, "/at/\(kind)")
                #expect(result.response?.body.count == limit, "\(result)")
                let failure = await transport.send(call, "/over/\(kind)").failure
                #expect(failure?.reason == .tooLarge)
                #expect(
                    failure?.message
                        == "the body from http://127.0.0.1:\(server.port) is over \(limit) bytes (max-response)")
            }
        }
    }

    /// Services that would go on for ever: each is cut off and sees it.
    @Test(arguments: [
        (head: head + "\r\n", rest: "xxxxxxxxxxxxxxxx"),
        (head: head + "Transfer-Encoding: chunked\r\n\r\n", rest: "4\r\nabcd\r\n"),
        (head: head + "Transfer-Encoding: chunked\r\n\r\n0\r\n", rest: "X-Trailer: a\r\n"),
        (head: head, rest: "X-Field: a\r\n"),
        (head: head + "X-Field: ", rest: "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"),
        (head: "", rest: "HTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"),
        (head: "", rest: "HTTP/1.1 100 Continue\r\n\r\n"),
    ])
    func endlessResponseIsCutOff(head: String, rest: String) async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(head)
            let many = Array(String(repeating: rest, count: 100).utf8)
            while connection.write(many) {}
        } _: { transport, server in
            #expect(await transport.send(server.call()).reason == .tooLarge)
            #expect(await eventually { server.closedByClient == 1 })
        }
    }

    @Test(arguments: [
        "Content-Length: 1048577", "Content-Length: 99999999999999999", "content-length:9223372036854775807",
    ])
    func bodyThatSaysItIsTooLargeIsRefusedAtOnce(header: String) async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + header + "\r\n\r\n")
            connection.waitForClose()
        } _: { transport, server in
            #expect(await transport.send(server.call()).reason == .tooLarge)
        }
    }

    @Test func headerFieldsAtTheirBoundAreTakenAndOneMoreIsNot() async throws {
        try await withServer { connection in
            while let request = connection.readRequest() {
                let count = Int(request.line.split(separator: "/")[1].split(separator: " ")[0]) ?? 0
                connection.respond("ok", headers: Array(repeating: "X: y", count: count - 1))
            }
        } _: { transport, server in
            let name = try #require(HTTPField.Name("X"))
            let call = server.call(wantedHeaders: [name])
            #expect(await transport.send(call, "/200").response?.headers.count == 199)
            for count in [201, 10_000, 100_000] {
                #expect(await transport.send(call, "/\(count)").reason == .tooLarge)
            }
        }
    }

    @Test(arguments: [60_000, 70_000, 99_000, 1_000_000])
    func longHeaderIsTakenUpToItsBound(size: Int) async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                connection.respond("ok", headers: ["ETag: " + String(repeating: "x", count: size)])
            }
        } _: { transport, server in
            let result = await transport.send(server.call(wantedHeaders: [.eTag]))
            if size < 64 * 1024 {
                #expect(result.response?.headers.first?.value.utf8.count == size)
            } else {
                #expect(result.reason == .tooLarge)
            }
        }
    }

    @Test func compressedBodyIsDecoded() async throws {
        try await withServer { connection in
            while connection.readRequest() != nil {
                let body = Gzip.stored(Array("{\"a\":1}".utf8))
                connection.write(Self.head + "Content-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
                connection.write(body)
            }
        } _: { transport, server in
            for _ in 0..<2 { #expect(await transport.send(server.call()).text == "{\"a\":1}") }
            #expect(server.requests.allSatisfy { $0.values(of: "accept-encoding") == ["gzip, br"] })
        }
    }

    @Test func gzipBombIsStoppedWhileItUnfolds() async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + "Content-Encoding: gzip\r\n\r\n")
            // 160 bytes for each byte sent.
            connection.write(Gzip.bombStart)
            while connection.write(Gzip.bombRest) {}
        } _: { transport, server in
            let failure = await transport.send(server.call(maximumResponseBytes: 10_000_000)).failure
            #expect(failure?.reason == .tooLarge)
            #expect(failure?.message.hasPrefix("the body from") == true)
            #expect(await eventually { server.closedByClient == 1 })
        }
    }

    // A stream of empty blocks is endless and decodes to nothing: only the encoded bytes betray it.
    @Test func compressedStreamThatDecodesToNothingIsStopped() async throws {
        try await withServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.write(Self.head + "Content-Encoding: gzip\r\n\r\n")
            connection.write(Gzip.head)
            let empty = Array(repeating: Gzip.emptyBlock, count: 1_000).flatMap { $0 }
            while connection.write(empty) {}
        } _: { transport, server in
            let failure = await transport.send(server.call()).failure
            #expect(failure?.reason == .tooLarge)
            #expect(failure?.message.hasPrefix("the compressed body from") == true)
        }
    }
}
