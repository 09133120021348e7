import HTTPTypes
import NIOCore
import Testing
import TuttiUpstream

@testable import TuttiStreams

/// The bytes of a request's head.
@Suite struct RequestWriterTests {
    private func text(_ request: StreamedRequest) -> String { String(buffer: RequestWriter.head(of: request)) }

    @Test func theTargetGoesOutByteForByte() {
        let head = text(.to(port: 8080, "/a%2Fb//c?x=%zz"))
        #expect(head == "GET /a%2Fb//c?x=%zz HTTP/1.1\r\nHost: 127.0.0.1:8080\r\n\r\n")
    }

    @Test(arguments: [
        (UpstreamOrigin(scheme: .http, host: "a.test", port: 80), "a.test"),
        (UpstreamOrigin(scheme: .https, host: "a.test", port: 443), "a.test"),
        (UpstreamOrigin(scheme: .https, host: "a.test", port: 80), "a.test:80"),
        (UpstreamOrigin(scheme: .http, host: "::1", port: 81), "[::1]:81"),
    ])
    func hostIsThatOfTheOriginUnlessOneIsGiven(_ origin: UpstreamOrigin, _ host: String) {
        var request = StreamedRequest.to()
        request.instance = UpstreamInstance(origin: origin)
        #expect(text(request) == "GET / HTTP/1.1\r\nHost: \(host)\r\n\r\n")
        request.authority = "shop.example"
        #expect(text(request) == "GET / HTTP/1.1\r\nHost: shop.example\r\n\r\n")
    }

    @Test func whatFramedTheMessageOnItsWayHereIsLeftOut() {
        let headers = [
            "Content-Length", "transfer-encoding", "Connection", "Keep-Alive", "Proxy-Connection", "Upgrade", "Host",
            "TE", "X",
        ].map { HTTPField(name: .init($0)!, value: "7") }
        #expect(text(.to(headers: headers)) == "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX: 7\r\n\r\n")
    }

    @Test(arguments: [
        (HTTPRequest.Method.get, StreamedRequest.Body.none, ""),
        (.post, .none, "Content-Length: 0\r\n"),
        (.get, .whole(ByteBuffer()), "Content-Length: 0\r\n"),
        (.put, .whole(ByteBuffer(string: "abc")), "Content-Length: 3\r\n"),
        (.post, .arrives(length: 5_000_000_000), "Content-Length: 5000000000\r\n"),
        (.post, .arrives(length: nil), "Transfer-Encoding: chunked\r\n"),
    ])
    func theBodyIsFramedAnew(_ method: HTTPRequest.Method, _ body: StreamedRequest.Body, _ framing: String) {
        #expect(text(.to(method, body: body)).hasSuffix("127.0.0.1\r\n\(framing)\r\n"))
    }

    @Test func teSaysTrailersOrNothing() {
        let request = StreamedRequest.to(headers: [HTTPField(name: .te, value: "trailers")])
        #expect(text(request) == "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nTE: trailers\r\nConnection: TE\r\n\r\n")
        #expect(!text(.to(headers: [HTTPField(name: .te, value: "gzip, trailers")])).contains("TE"))
    }

    @Test func anUpgradeIsAskedForInBothHeaders() {
        #expect(
            text(.to(upgrade: "websocket"))
                == "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    }

    @Test func valuesKeepTheirBytes() {
        let value: [UInt8] = [0xE9, 0x20, 0xFF]
        let bytes = RequestWriter.head(of: .to(headers: [HTTPField(name: .init("X")!, value: value)]))
        #expect(Array(bytes.readableBytesView).firstRange(of: [0x58, 0x3A, 0x20] + value + [0x0D, 0x0A]) != nil)
    }

    @Test(arguments: ["", "a", "*", "http://a/", "/a b", "/a\r\nX: y", "/\u{0}", "/\t", "/é", "/\u{7F}"])
    func aTargetThatWouldBeSomethingElseIsNotWritten(_ target: String) {
        #expect(!RequestWriter.isWritable(.to(target)))
    }

    @Test func aHostThatWouldBeSomethingElseIsNotWritten() {
        var request = StreamedRequest.to()
        request.authority = "a\r\nX: y"
        #expect(!RequestWriter.isWritable(request))
        #expect(!RequestWriter.isWritable(.to(upgrade: "a b")))
    }

    @Test func chunksAndTrailersAreOurOwn() {
        #expect(String(buffer: RequestWriter.chunkHead(255)) == "ff\r\n")
        let trailers = ["X", "Content-Length", "Transfer-Encoding"].map { HTTPField(name: .init($0)!, value: "1") }
        #expect(String(buffer: RequestWriter.lastChunk(trailers: trailers)) == "0\r\nX: 1\r\n\r\n")
    }
}

extension StreamedRequest {
    fileprivate static func to(port: Int = 80, _ target: String) -> StreamedRequest { .to(port: port, .get, target) }
}
