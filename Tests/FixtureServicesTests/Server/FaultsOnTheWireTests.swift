import Testing
import TuttiJSON

@testable import FixtureServices

@Suite struct FaultsOnTheWireTests {
    private static let body = #"{"items":[1,2,3,4]}"#

    private func start(requestFaults: Bool = false) async throws -> FixtureServer {
        try await FixtureServer.start(name: "it", options: .init(requestFaults: requestFaults)) { _ in
            FixtureResponse(json: Self.body)
        }
    }

    /// Everything that comes after one GET, and how it ends.
    private func wire(
        _ server: FixtureServer, limit: Int = .max, patience: Duration = .seconds(5)
    ) throws -> (head: String, body: String, ending: RawClient.Ending) {
        let client = try RawClient(port: server.port)
        try client.request("GET", "/x")
        let (bytes, ending) = client.readAll(limit: limit, patience: patience)
        let text = String(decoding: bytes, as: UTF8.self)
        guard let blank = text.firstRange(of: "\r\n\r\n") else { return (text, "", ending) }
        return (String(text[..<blank.lowerBound]), String(text[blank.upperBound...]), ending)
    }

    @Test func delayWaitsFirst() async throws {
        let server = try await start()
        server.fault = .delay(.milliseconds(80))
        let started = ContinuousClock.now
        #expect(try exchange(server.port, "GET", "/x").text == Self.body)
        #expect(ContinuousClock.now - started >= .milliseconds(80))
        await server.stop()
    }

    @Test func statusReplacesTheResponseAndTheWork() async throws {
        let server = try await FixtureServer.start(.orders, data: .ofCheckout())
        server.fault = .status(503).times(1)
        let response = try exchange(server.port, "POST", "/orders", body: "{}")
        #expect(response.status == 503)
        #expect(response.header("content-type") == "application/problem+json")
        #expect(try exchange(server.port, "GET", "/orders/created").text.contains(#""count":0"#))
        await server.stop()
    }

    @Test(arguments: [Fault.hang, .closeAfterRequest, .resetAfterRequest, .resetMidBody])
    func theWorkIsDoneBeforeTheResponseIsLost(_ fault: Fault) async throws {
        let server = try await FixtureServer.start(.orders, data: .ofCheckout())
        server.fault = fault.times(1)
        let client = try RawClient(port: server.port)
        try client.request("POST", "/orders", body: "{}")
        #expect(await server.wait { $0.requests == 1 })
        #expect(try exchange(server.port, "GET", "/orders/created").text.contains(#""count":1"#))
        await server.stop()
    }

    @Test func statusWithoutContentHasNoBody() async throws {
        let server = try await start()
        server.fault = .status(204)
        let client = try RawClient(port: server.port)
        try client.request("GET", "/x", headers: ["connection: close"])
        let text = String(decoding: client.readAll().bytes, as: UTF8.self)
        #expect(text.hasPrefix("HTTP/1.1 204") && text.hasSuffix("\r\n\r\n") && !text.contains("content-length"))
        await server.stop()
    }

    @Test func hangSaysNothingAndStaysOpen() async throws {
        let server = try await start()
        server.fault = .hang
        let seen = try wire(server, patience: .milliseconds(50))
        #expect(seen.head.isEmpty && seen.ending == .silent)
        await server.stop()
    }

    @Test func closeAfterAcceptSaysNothing() async throws {
        let server = try await start()
        server.fault = .closeAfterAccept
        let seen = try wire(server)
        #expect(seen.head.isEmpty && seen.ending == .finished)
        #expect(server.requestCount == 0)
        #expect(server.connectionCount == 1)
        let idle = try RawClient(port: server.port)
        #expect(idle.readAll().ending == .finished, "a client that says nothing is closed too")
        await server.stop()
    }

    @Test func closeAfterAcceptLetsItselfBeHealed() async throws {
        let server = try await start()
        server.fault = .closeAfterAccept
        #expect(try exchange(server.port, "DELETE", "/_fault").text == "it: healthy\n")
        #expect(try exchange(server.port, "GET", "/x").text == Self.body)
        await server.stop()
    }

    @Test func closeAfterRequestReadsAndSaysNothing() async throws {
        let server = try await start()
        server.fault = .closeAfterRequest
        let seen = try wire(server)
        #expect(seen.head.isEmpty && seen.ending == .finished)
        #expect(server.requestCount == 1)
        #expect(server.abortedRequests == 0, "the server left, not the client")
        await server.stop()
    }

    @Test func resetAfterRequestIsAReset() async throws {
        let server = try await start()
        server.fault = .resetAfterRequest
        let seen = try wire(server)
        #expect(seen.head.isEmpty && seen.ending == .reset)
        await server.stop()
    }

    @Test func resetMidBodySendsTheTrueLengthAndHalf() async throws {
        let server = try await start()
        server.fault = .resetMidBody
        let seen = try wire(server)
        #expect(seen.head.contains("content-length: \(Self.body.utf8.count)"))
        #expect(seen.body == String(Self.body.prefix(Self.body.count / 2)))
        #expect(seen.ending == .reset)
        await server.stop()
    }

    @Test func invalidJSONIsCompleteHTTP() async throws {
        let server = try await start()
        server.fault = .invalidJSON
        let response = try exchange(server.port, "GET", "/x")
        #expect(response.status == 200)
        #expect(response.header("content-type") == "application/json")
        #expect(throws: JSONError.self) { try JSONDocument(parsing: response.body) }
        await server.stop()
    }

    @Test func endlessGoesOn() async throws {
        let server = try await start()
        server.fault = .endless
        let client = try RawClient(port: server.port)
        try client.request("GET", "/x")
        let head = try client.response()
        #expect(head.header("transfer-encoding") == "chunked")
        let (bytes, ending) = client.readAll(limit: 4 << 20)
        #expect(ending == .enough)
        #expect(String(decoding: bytes.prefix(28), as: UTF8.self) == "1\r\n[\r\n3ffc\r\n1234567890123, 1")
        await server.stop()
    }

    @Test func truncatedChunkedLacksTheLastChunk() async throws {
        let server = try await start()
        server.fault = .truncatedChunked
        let seen = try wire(server)
        #expect(seen.head.contains("transfer-encoding: chunked"))
        #expect(seen.body == "13\r\n\(Self.body)\r\n")
        #expect(seen.ending == .finished)
        await server.stop()
    }

    @Test func gzipBombIsSmallOnTheWire() async throws {
        let server = try await start()
        server.fault = .gzipBomb
        let response = try exchange(server.port, "GET", "/x")
        #expect(response.header("content-encoding") == "gzip")
        #expect(response.body == GzipBomb.standard)
        await server.stop()
    }

    @Test func manyHeadersAreTenThousand() async throws {
        let server = try await start()
        server.fault = .manyHeaders
        let response = try exchange(server.port, "GET", "/x")
        #expect(response.headers.count { $0.name.hasPrefix("x-many-") } == 10_000)
        #expect(response.text == Self.body)
        await server.stop()
    }

    @Test func hugeHeaderIsAMebibyte() async throws {
        let server = try await start()
        server.fault = .hugeHeader
        #expect(try exchange(server.port, "GET", "/x").header("x-huge")?.utf8.count == 1 << 20)
        await server.stop()
    }

    @Test func trickleArrivesWhole() async throws {
        let server = try await start()
        server.fault = .trickle(.milliseconds(2))
        let started = ContinuousClock.now
        #expect(try exchange(server.port, "GET", "/x").text == Self.body)
        #expect(ContinuousClock.now - started >= .milliseconds(2 * Self.body.utf8.count))
        await server.stop()
    }

    @Test(arguments: ["delay=1ms", "body=endless", "body=truncated-chunked", "trickle=1s", "body=gzip-bomb"])
    func headStaysWithoutABody(_ text: String) async throws {
        let server = try await start()
        server.fault = try Fault(parsing: text)
        let client = try RawClient(port: server.port)
        try client.request("HEAD", "/x", headers: ["connection: close"])
        let (bytes, ending) = client.readAll()
        #expect(String(decoding: bytes, as: UTF8.self).hasSuffix("\r\n\r\n"))
        #expect(ending == .finished)
        await server.stop()
    }

    @Test func aResponseMayCarryItsOwnFault() async throws {
        let server = try await FixtureServer.start { request in
            FixtureResponse(json: "{}", fault: request.target == "/bad" ? .closeAfterRequest : nil)
        }
        #expect(try exchange(server.port, "GET", "/good").status == 200)
        #expect(throws: RawClient.Failure.self) { try exchange(server.port, "GET", "/bad") }
        await server.stop()
    }

    @Test func theHeaderSpoilsOneRequestWhereAllowed() async throws {
        let server = try await start(requestFaults: true)
        #expect(try exchange(server.port, "GET", "/x", headers: ["x-fixture-fault: status=418"]).status == 418)
        #expect(try exchange(server.port, "GET", "/x", headers: ["X-Fixture-Fault: nonsense"]).status == 400)
        #expect(try exchange(server.port, "GET", "/x").status == 200)
        let deaf = try await start()
        #expect(try exchange(deaf.port, "GET", "/x", headers: ["x-fixture-fault: status=418"]).status == 200)
        await server.stop()
        await deaf.stop()
    }
}
