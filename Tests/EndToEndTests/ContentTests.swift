import FixtureServices
import Foundation
import NIOCore
import NIOHTTP1
import Testing
import TuttiContentCoding

/// `ETag`, conditions and compression, from the files to the bytes on the wire.
@Suite struct ContentTests {
    private static let documents = """
        endpoint: GET /a
        calls: { a: { service: users, get: /x } }
        response: a
        ---
        endpoint: GET /tagged
        etag: true
        calls: { a: { service: users, get: /x } }
        response: a
        ---
        endpoint: GET /both
        etag: true
        compression: true
        calls: { a: { service: users, get: /x } }
        response: a
        ---
        endpoint: GET /part
        etag: true
        calls: { a: { service: users, get: /x }, b: { service: users, get: /fails } }
        ---
        endpoint: GET /headed
        etag: true
        response-headers: { cache-control: max-age=60, content-type: application/hal+json, x-a: "{a}" }
        calls: { a: { service: users, get: /x, select: "'b'" } }
        ---
        endpoint: GET /own
        compression: true
        response-headers: { etag: '"own"', vary: accept-language }
        calls: { a: { service: users, get: /x } }
        ---
        endpoint: POST /created
        status: 204
        response-headers: { location: /x/1, set-cookie: [a=1, b=2] }
        calls: { a: { service: users, post: /x } }
        ---
        endpoint: POST /posted
        etag: true
        calls: { a: { service: users, get: /x } }
        """

    private func serving<Result>(
        _ text: String, _ body: (RunningGateway) async throws -> Result
    ) async throws -> Result {
        let service = try await FixtureServer.start(name: "users") { request in
            request.path == "/fails" ? FixtureResponse(status: 500, json: "{}") : FixtureResponse(json: text)
        }
        do {
            let result = try await RunningGateway.serving(
                gateway:
                    "services: { users: { instances: [\"http://127.0.0.1:\(service.port)\"], max-response: 16MiB } }\n",
                endpoints: Self.documents, body)
            await service.stop()
            return result
        } catch {
            await service.stop()
            throw error
        }
    }

    private static func ask(
        _ path: String, _ headers: [(String, String)] = [], method: HTTPMethod = .GET, port: Int
    ) async throws -> ReceivedBytes {
        try await HTTPConnection.open(port: port) { try await $0.bytes(method, path, headers: headers) }
    }

    private static func decoded(_ response: ReceivedBytes) throws -> String {
        guard let name = response.headers.first(name: "content-encoding") else {
            return String(decoding: response.body, as: UTF8.self)
        }
        let decoder = try ContentDecoder(try #require(ContentCoding(name: name)), limit: 16 << 20)
        var content: [UInt8] = []
        try decoder.take(response.body, into: &content)
        while decoder.isBehind { try decoder.proceed(into: &content) }
        try decoder.finish()
        return String(decoding: content, as: UTF8.self)
    }

    @Test func aClientThatHasTheBytesGets304() async throws {
        try await serving("{\"a\":1}") { gateway in
            let first = try await Self.ask("/tagged", port: gateway.port)
            let tag = try #require(first.headers.first(name: "etag"))
            #expect(first.status == 200 && tag.hasPrefix("\"") && tag.count == 34)
            for value in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                let response = try await Self.ask("/tagged", [("If-None-Match", value)], port: gateway.port)
                #expect(response.status == 304 && response.body.isEmpty)
                #expect(response.headers["etag"] == [tag])
                #expect(response.headers.first(name: "content-type") == nil)
                #expect(response.headers.first(name: "composition-status") != nil)
            }
            for value in ["\"other\"", "unreadable"] {
                let response = try await Self.ask("/tagged", [("If-None-Match", value)], port: gateway.port)
                #expect(response.status == 200 && response.body == first.body)
            }
            // The headers of the file are for composed responses.
            let headed = try await Self.ask("/headed", [("If-Match", "\"other\"")], port: gateway.port)
            #expect(headed.status == 412 && headed.headers["x-a"] == [])
            #expect(headed.headers["cache-control"] == ["no-store"])
            #expect(headed.headers.first(name: "composition-status") != nil)
            let head = try await Self.ask("/tagged", [("If-None-Match", tag)], method: .HEAD, port: gateway.port)
            #expect(head.status == 304)
            #expect(try await Self.ask("/tagged", [("If-Match", tag)], port: gateway.port).status == 200)
            let failed = try await Self.ask("/tagged", [("If-Match", "\"other\"")], port: gateway.port)
            #expect(failed.status == 412 && failed.headers.first(name: "etag") == nil)
            #expect(failed.headers["content-type"] == ["application/problem+json"])
            #expect(String(decoding: failed.body, as: UTF8.self).contains("\"status\":412"))
        }
    }

    @Test func headersOfTheFileAreOn304AndOnHead() async throws {
        try await serving("1") { gateway in
            let first = try await Self.ask("/headed", port: gateway.port)
            let tag = try #require(first.headers.first(name: "etag"))
            #expect(first.headers["content-type"] == ["application/hal+json"])
            let known = try await Self.ask("/headed", [("If-None-Match", tag)], port: gateway.port)
            #expect(known.status == 304 && known.headers["content-type"] == [])
            let head = try await Self.ask("/headed", method: .HEAD, port: gateway.port)
            #expect(head.headers["content-type"] == ["application/hal+json"] && head.body.isEmpty)
            for response in [first, known, head] {
                #expect(response.headers["cache-control"] == ["max-age=60"])
                #expect(response.headers["x-a"] == ["b"])
            }
        }
    }

    @Test func aTagOfTheFileIsSentAsItIsAndWeakOnceCompressed() async throws {
        try await serving("\"\(String(repeating: "a", count: 5_000))\"") { gateway in
            let plain = try await Self.ask("/own", [("If-None-Match", "\"own\"")], port: gateway.port)
            #expect(plain.status == 200 && plain.headers["etag"] == ["\"own\""])
            let gzip = try await Self.ask("/own", [("Accept-Encoding", "gzip")], port: gateway.port)
            #expect(gzip.headers["etag"] == ["W/\"own\""])
            #expect(gzip.headers["vary"].joined(separator: ", ").lowercased() == "accept-language, accept-encoding")
        }
    }

    @Test func aResponseWithoutContentHasItsHeadersAndNoLength() async throws {
        try await serving("1") { gateway in
            let response = try await Self.ask("/created", method: .POST, port: gateway.port)
            #expect(response.status == 204 && response.body.isEmpty)
            #expect(response.headers["location"] == ["/x/1"])
            #expect(response.headers["set-cookie"] == ["a=1", "b=2"])
            #expect(response.headers["cache-control"] == ["no-store"])
            #expect(response.headers["content-length"] == [] && response.headers["content-type"] == [])
        }
    }

    @Test func otherBytesHaveAnotherTag() async throws {
        var tags: Set<String> = []
        for text in ["1", "2", "\"\(String(repeating: "a", count: 100_000))\""] {
            let tag = try await serving(text) {
                try await Self.ask("/tagged", port: $0.port).headers.first(name: "etag")
            }
            tags.insert(try #require(tag))
        }
        #expect(tags.count == 3)
    }

    @Test func whatIsPartialPostedOrNotSaidHasNoTag() async throws {
        try await serving("{\"a\":1}") { gateway in
            for (path, method) in [("/a", HTTPMethod.GET), ("/part", .GET), ("/posted", .POST)] {
                let response = try await Self.ask(path, [("If-None-Match", "*")], method: method, port: gateway.port)
                #expect(response.status == 200)
                #expect(response.headers.first(name: "etag") == nil)
            }
        }
    }

    /// Below 32 KiB in one go with its length, above it in pieces.
    @Test(arguments: [2_000, 30_000, 200_000, 5_000_000], ["br", "gzip"])
    func aResponseIsCompressedForWhoWantsIt(length: Int, coding: String) async throws {
        let text = "{\"a\":\"\(String(repeating: "tutti ", count: length / 6))\"}"
        try await serving(text) { gateway in
            let response = try await Self.ask("/both", [("Accept-Encoding", coding)], port: gateway.port)
            #expect(response.status == 200)
            #expect(response.headers["content-encoding"] == [coding])
            #expect(response.headers["vary"] == ["Accept-Encoding"])
            #expect(response.body.count < text.utf8.count / 4)
            #expect(try Self.decoded(response) == text)
            #expect((response.headers.first(name: "content-length") != nil) == (length < 32_000))
            #expect(response.headers.first(name: "composition-status") != nil)
            if length < 1 << 20 {
                let tag = try #require(response.headers.first(name: "etag"))
                #expect(tag.hasPrefix("W/\""))
                let again = try await Self.ask(
                    "/both", [("Accept-Encoding", coding), ("If-None-Match", tag)], port: gateway.port)
                #expect(again.status == 304 && again.headers["etag"] == [tag])
                #expect(again.headers["vary"] == ["Accept-Encoding"])
                #expect(again.headers.first(name: "content-encoding") == nil)
            }
            let plain = try await Self.ask("/both", port: gateway.port)
            #expect(plain.headers.first(name: "content-encoding") == nil)
            #expect(plain.headers["vary"] == ["Accept-Encoding"])
            #expect(try Self.decoded(plain) == text)
            let head = try await Self.ask("/both", [("Accept-Encoding", coding)], method: .HEAD, port: gateway.port)
            #expect(head.status == 200 && head.headers["content-encoding"] == [coding] && head.body.isEmpty)
            #expect(head.headers.first(name: "content-length") == nil)
        }
    }

    @Test(
        arguments: [
            [("Accept-Encoding", "identity")], [("Accept-Encoding", "br;q=0, gzip;q=0")],
            [("Accept-Encoding", "deflate")], [("Accept-Encoding", "br"), ("Cache-Control", "no-transform")],
        ] as [[(String, String)]])
    func whoDoesNotWantItGetsItAsItIs(headers: [(String, String)]) async throws {
        let text = "{\"a\":\"\(String(repeating: "tutti ", count: 1_000))\"}"
        try await serving(text) { gateway in
            let response = try await Self.ask("/both", headers, port: gateway.port)
            #expect(response.status == 200 && response.headers.first(name: "content-encoding") == nil)
            #expect(String(decoding: response.body, as: UTF8.self) == text)
        }
    }

    @Test func whatIsShortOrNotSaidIsNotCompressed() async throws {
        let long = "{\"a\":\"\(String(repeating: "tutti ", count: 1_000))\"}"
        for (text, path) in [("{\"a\":1}", "/both"), (long, "/a")] {
            try await serving(text) { gateway in
                let response = try await Self.ask(path, [("Accept-Encoding", "br, gzip")], port: gateway.port)
                #expect(response.headers.first(name: "content-encoding") == nil)
                #expect(response.headers.first(name: "vary") == nil)
            }
        }
    }

    /// The client reads nothing of it and leaves; the gateway serves others meanwhile and afterwards.
    @Test func aClientMayLeaveInTheMiddle() async throws {
        var noise = ""
        var number: UInt64 = 1
        while noise.utf8.count < 6_000_000 {
            number = number &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            noise += String(number, radix: 36)
        }
        try await serving("\"\(noise)\"") { gateway in
            try await HTTPConnection.open(port: gateway.port) { connection in
                try await connection.sendOnly("/both", headers: [("Accept-Encoding", "gzip")])
                #expect(try await Self.ask("/tagged", port: gateway.port).status == 200)
            }
            let response = try await Self.ask("/both", [("Accept-Encoding", "gzip")], port: gateway.port)
            #expect(try Self.decoded(response) == "\"\(noise)\"")
        }
    }
}
