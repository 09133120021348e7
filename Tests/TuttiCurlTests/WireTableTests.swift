import HTTPTypes
import Testing
import TuttiResilience
import TuttiUpstream

@testable import TuttiCurl

/// Bytes of a service, and what must come out: each row at once, and in pieces of one byte.
@Suite struct WireTableTests {
    /// What becomes of a call.
    enum Outcome: Equatable, CustomStringConvertible {
        case body(String)
        case failure(UpstreamFailure.Reason)

        init(_ result: UpstreamResult) {
            switch result {
            case .response(let response): self = .body(String(decoding: response.body, as: UTF8.self))
            case .failure(let failure): self = .failure(failure.reason)
            }
        }

        var description: String {
            switch self {
            case .body(let text): "body \(text.debugDescription)"
            case .failure(let reason): reason.rawValue
            }
        }
    }

    /// A row.
    struct Row: CustomStringConvertible, Sendable {
        let description: String
        let bytes: [UInt8]
        let outcome: Outcome
        /// Whether the service closes the connection behind its last byte.
        var closes = true

        init(_ description: String, _ text: String, _ outcome: Outcome, closes: Bool = true) {
            self.init(description, Array(text.utf8), outcome, closes: closes)
        }

        init(_ description: String, _ bytes: [UInt8], _ outcome: Outcome, closes: Bool = true) {
            self.description = description
            self.bytes = bytes
            self.outcome = outcome
            self.closes = closes
        }
    }

    private static func head(_ headers: String...) -> String {
        (["HTTP/1.1 200 OK"] + headers).joined(separator: "\r\n") + "\r\n\r\n"
    }

    private static func length(_ text: String, _ body: String) -> String { head("Content-Length: \(text)") + body }
    private static func chunked(_ text: String) -> String { head("Transfer-Encoding: chunked") + text }

    private static let framing: [Row] = [
        Row("a length", length("2", "ok"), .body("ok"), closes: false),
        Row("the same length twice", head("Content-Length: 2", "Content-Length: 2") + "ok", .body("ok"), closes: false),
        Row(
            "two lengths", head("Content-Length: 2", "Content-Length: 3") + "okk", .failure(.badResponse), closes: false
        ),
        Row("a list of lengths", length("2, 2", "ok"), .failure(.badResponse), closes: false),
        Row("a length that is half a number", length("2a", "ok"), .failure(.badResponse), closes: false),
        Row("a hexadecimal length", length("0x2", "ok"), .failure(.badResponse), closes: false),
        Row("a negative length", length("-2", "ok"), .failure(.badResponse), closes: false),
        Row("a length with a sign", length("+2", "ok"), .failure(.badResponse), closes: false),
        Row("an empty length", length("", "ok"), .failure(.badResponse), closes: false),
        Row("a huge length", length("99999999999999999999", "ok"), .failure(.tooLarge), closes: false),
        Row(
            "a length with a space before the colon", head("Content-Length : 2") + "ok", .failure(.badResponse),
            closes: false),
        Row(
            "a length that goes on in the next line", head("Content-Length: 2", " 3") + "okk", .failure(.badResponse),
            closes: false),
        Row(
            "a length and chunks", head("Content-Length: 2", "Transfer-Encoding: chunked") + "2\r\nok\r\n0\r\n\r\n",
            .failure(.badResponse)),
        Row(
            "chunks and a length", head("Transfer-Encoding: chunked", "Content-Length: 2") + "2\r\nok\r\n0\r\n\r\n",
            .failure(.badResponse)),
        Row(
            "chunks twice", head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked") + "0\r\n\r\n",
            .failure(.badResponse)),
        Row("another transfer coding", head("Transfer-Encoding: gzip, chunked") + "0\r\n\r\n", .failure(.badResponse)),
        Row(
            "chunked, written otherwise", head("transfer-encoding:CHUNKED") + "2\r\nok\r\n0\r\n\r\n", .body("ok"),
            closes: false),
        Row("neither length nor chunks", head() + "ok", .body("ok")),
        Row(
            "a field that goes on in the next line", head("X: y", " z", "Content-Length: 2") + "ok", .body("ok"),
            closes: false),
        Row("lines that end with LF alone", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", .body("ok"), closes: false),
        Row("a line without a colon", head("what", "Content-Length: 2") + "ok", .failure(.badResponse), closes: false),
        Row("a field without a name", head(": v", "Content-Length: 2") + "ok", .failure(.badResponse), closes: false),
        Row(
            "a field without a name behind others", head("Content-Length: 2", ":") + "ok", .failure(.badResponse),
            closes: false),
        Row("a NUL in a field", head("X: \u{0}", "Content-Length: 2") + "ok", .failure(.badResponse), closes: false),
        Row("204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse)),
        Row("204", "HTTP/1.1 204 No Content\r\n\r\n", .body(""), closes: false),
        Row("304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", .body(""), closes: false),
        Row(
            "chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            .failure(.badResponse)),
        Row(
            "chunks in HTTP/1.0, with a length",
            "HTTP/1.0 200 OK\r\nContent-Length: 12\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
            .failure(.badResponse)),
        Row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", .body("ok")),
    ]

    private static let chunks: [Row] = [
        Row("chunks", chunked("1\r\no\r\n1\r\nk\r\n0\r\n\r\n"), .body("ok"), closes: false),
        Row("an extension", chunked("2;a=\"b\"\r\nok\r\n0;z\r\n\r\n"), .body("ok"), closes: false),
        Row("trailers", chunked("2\r\nok\r\n0\r\nX: y\r\nContent-Length: 7\r\n\r\n"), .body("ok"), closes: false),
        Row(
            "more behind the last chunk",
            chunked("2\r\nok\r\n0\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil"), .body("ok"), closes: false),
        Row("a size that is none", chunked("zz\r\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("no size", chunked("\r\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("a negative size", chunked("-2\r\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("a size with 0x", chunked("0x2\r\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row(
            "a size of 17 digits", chunked("00000000000000002\r\nok\r\n0\r\n\r\n"), .failure(.badResponse),
            closes: false),
        Row("a size that overflows", chunked("ffffffffffffffff\r\nok\r\n"), .failure(.tooLarge), closes: false),
        Row("a size over the bound", chunked("7fffffff\r\nok\r\n"), .failure(.tooLarge), closes: false),
        Row("less data than the size", chunked("3\r\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("more data than the size", chunked("1\r\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("no line end behind the data", chunked("2\r\nok0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("a size that ends with LF alone", chunked("2\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("an extension that hides a line", chunked("2;x\nok\r\n0\r\n\r\n"), .failure(.badResponse), closes: false),
        Row("a trailer without a colon", chunked("0\r\nwhat\r\n\r\n"), .failure(.badResponse), closes: false),
        Row(
            "a long extension", chunked("2;" + String(repeating: "y", count: 4_200)), .failure(.badResponse),
            closes: false),
        Row(
            "many extensions",
            chunked(String(repeating: "1;\(String(repeating: "y", count: 3_000))\r\na\r\n", count: 22)),
            .failure(.badResponse), closes: false),
        Row(
            "a long trailer", chunked("0\r\nX: " + String(repeating: "y", count: 4_100)), .failure(.tooLarge),
            closes: false),
        Row(
            "many trailers", chunked("0\r\n" + String(repeating: "X: y\r\n", count: 201)), .failure(.tooLarge),
            closes: false),
        Row(
            "chunks of one byte", chunked(String(repeating: "1\r\na\r\n", count: 3_000) + "0\r\n\r\n"),
            .body(String(repeating: "a", count: 3_000)), closes: false),
    ]

    private static let starts: [Row] = [
        Row("HTTP/2", "HTTP/2 200 OK\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse), closes: false),
        Row("HTTP/2.0", "HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse), closes: false),
        Row("HTTP/1.2", "HTTP/1.2 200 OK\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse), closes: false),
        Row("HTTP/0.9", "<html>hello</html>\r\n", .failure(.badResponse)),
        Row("HTTP without a version", "HTTP 200 OK\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse)),
        Row("a status of two digits", "HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse)),
        Row("a status of four digits", "HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse)),
        Row("status 600", "HTTP/1.1 600 Odd\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse)),
        Row("status 99", "HTTP/1.1 099 Odd\r\nContent-Length: 2\r\n\r\nok", .failure(.badResponse)),
        Row(
            "status 101", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: h2c\r\n\r\n", .failure(.badResponse),
            closes: false),
        Row("no reason", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", .body("ok"), closes: false),
        Row("SSH", "SSH-2.0-OpenSSH_9.2\r\n", .failure(.badResponse)),
        Row("TLS", [0x15, 3, 1, 0, 2, 2, 0x46] + Array("\r\n\r\n".utf8), .failure(.badResponse)),
        Row("HTTP/2 settings", [0, 0, 0, 4, 0, 0, 0, 0, 0] + Array("\r\n".utf8), .failure(.badResponse)),
        Row(
            "one interim answer", "HTTP/1.1 103 Early Hints\r\nContent-Length: 9\r\n\r\n" + length("2", "ok"),
            .body("ok"), closes: false),
        Row(
            "a flood of interim answers", String(repeating: "HTTP/1.1 100 Continue\r\nA: b\r\n\r\n", count: 300),
            .failure(.tooLarge), closes: false),
    ]

    private static let ends: [Row] = [
        Row("closed at once", "", .failure(.reset)), Row("closed in the status line", "HTTP/1.1 2", .failure(.reset)),
        Row("closed behind the status line", "HTTP/1.1 200 OK\r\n", .failure(.reset)),
        Row("closed in a field", "HTTP/1.1 200 OK\r\nContent-Le", .failure(.reset)),
        Row("closed before the end of the header", "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n", .failure(.reset)),
        Row("closed behind an interim answer", "HTTP/1.1 100 Continue\r\n\r\n", .failure(.reset)),
        Row("closed before the body", length("2", ""), .failure(.reset)),
        Row("closed in the body", length("2", "o"), .failure(.reset)),
        Row("closed in a size", chunked("2"), .failure(.reset)),
        Row("closed in an extension", chunked("2;x"), .failure(.reset)),
        Row("closed in a chunk", chunked("2\r\no"), .failure(.reset)),
        Row("closed behind a chunk", chunked("2\r\nok\r\n"), .failure(.reset)),
        Row("closed in the last chunk", chunked("2\r\nok\r\n0\r\n"), .failure(.reset)),
        Row("closed in a trailer", chunked("2\r\nok\r\n0\r\nX: "), .failure(.reset)),
    ]

    private static func encoded(_ coding: String, _ body: [UInt8]) -> [UInt8] {
        Array(head("Content-Encoding: \(coding)", "Content-Length: \(body.count)").utf8) + body
    }

    private static let json = Array("[1,2,3]".utf8)
    private static let gzip = Gzip.stored(json)
    /// `[1,2,3]`, by brotli's own encoder.
    private static let brotli: [UInt8] = [0x0B, 3, 0x80] + json + [3]

    private static let codings: [Row] = [
        Row("gzip", encoded("gzip", gzip), .body("[1,2,3]"), closes: false),
        Row("x-gzip", encoded("X-GZip", gzip), .body("[1,2,3]"), closes: false),
        Row("identity", encoded("identity", json), .body("[1,2,3]"), closes: false),
        Row("no coding, but its field", encoded("", json), .body("[1,2,3]"), closes: false),
        Row("brotli", encoded("br", brotli), .body("[1,2,3]"), closes: false),
        Row("raw deflate", encoded("deflate", Array(gzip[10...].dropLast(8))), .body("[1,2,3]"), closes: false),
        Row(
            "two gzip members", encoded("gzip", Gzip.stored(Array("[1,".utf8)) + Gzip.stored(Array("2]".utf8))),
            .body("[1,2]"), closes: false),
        Row("an empty body", encoded("gzip", []), .body(""), closes: false),
        Row(
            "gzip in chunks",
            Array(head("Content-Encoding: gzip", "Transfer-Encoding: chunked").utf8)
                + gzip.flatMap { Array("1\r\n".utf8) + [$0] + Array("\r\n".utf8) } + Array("0\r\n\r\n".utf8),
            .body("[1,2,3]"), closes: false),
        Row("gzip up to the close", Array(head("Content-Encoding: gzip").utf8) + gzip, .body("[1,2,3]")),
        Row(
            "gzip that the close cuts off", Array(head("Content-Encoding: gzip").utf8) + gzip.dropLast(9),
            .failure(.badResponse)),
        Row(
            "half of a gzip body under a length that fits", encoded("gzip", Array(gzip.prefix(18))),
            .failure(.badResponse), closes: false),
        Row("gzip without its trailer", encoded("gzip", gzip.dropLast(8)), .failure(.badResponse), closes: false),
        Row("gzip without its last byte", encoded("gzip", gzip.dropLast()), .failure(.badResponse), closes: false),
        Row(
            "gzip with a wrong checksum", encoded("gzip", gzip.dropLast(8) + [0, 0, 0, 0, 7, 0, 0, 0]),
            .failure(.badResponse), closes: false),
        Row("gzip and garbage", encoded("gzip", gzip + [0]), .failure(.badResponse), closes: false),
        Row("half of a brotli body", encoded("br", brotli.dropLast()), .failure(.badResponse), closes: false),
        Row("no gzip", encoded("gzip", json), .failure(.badResponse), closes: false),
        Row("an unknown coding", encoded("zstd", json), .failure(.badResponse), closes: false),
        Row("two codings", encoded("gzip, gzip", gzip), .failure(.badResponse), closes: false),
        Row(
            "304 in an unknown coding", "HTTP/1.1 304 Not Modified\r\nContent-Encoding: zstd\r\n\r\n", .body(""),
            closes: false),
        Row("a gzip body that is cut off by the close", Array(encoded("gzip", gzip).dropLast(3)), .failure(.reset)),
    ]

    static let rows = framing + chunks + starts + ends + codings

    @Test(arguments: rows) func rowComesOutTheSameAtOnceAndInPiecesOfOneByte(row: Row) async throws {
        let server = try ScriptedServer { connection in
            connection.sendsAtOnce()
            while let request = connection.readRequest() {
                let isSlow = request.line.hasPrefix("GET /slow")
                for piece in isSlow ? row.bytes.map({ [$0] }) : [row.bytes] where !connection.write(piece) { return }
                if row.closes { return }
            }
        }
        defer { server.close() }
        try await withTransport { transport in
            for target in ["/", "/slow"] {
                let result = await transport.send(
                    server.call(maximumResponseBytes: 1 << 20), target, within: .seconds(60))
                #expect(Outcome(result) == row.outcome, "\(target): \(result)")
                // What comes behind a response is nobody's.
                #expect(result.response?.connectionReused != true || row.closes == false)
            }
        }
    }

    @Test(arguments: [
        (encoded("gzip", gzip.dropLast(8)), "the body from x is gzip that ends before its end"),
        (encoded("gzip", json), "the body from x is no gzip, or was damaged"),
        (encoded("gzip", gzip + [0, 0]), "the body from x goes on behind the end of its gzip"),
        (encoded("zstd", json), "x answered with the content coding `zstd`; gzip, deflate and br can be decoded"),
        (Array(chunked("zz\r\n").utf8), "x answered in chunks one of which has no size that could be read"),
        (Array(chunked("1\r\nabc").utf8), "x answered in chunks that don't end where they say"),
        (
            Array(chunked("1;" + String(repeating: "y", count: 5_000)).utf8),
            "x answered in chunks with extensions of over 4096 bytes"
        ),
        (Array(head(": v").utf8), "x answered with a header that has no name"),
        (
            Array("HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n".utf8),
            "x answered in HTTP/1.0 with a Transfer-Encoding, which it has not"
        ),
        (Array("HTTP/2 200 OK\r\n\r\n".utf8), "x did not answer in HTTP/1.1"),
    ])
    func messageSaysWhatIsWrong(bytes: [UInt8], message: String) async throws {
        try await withServer { connection in
            if connection.readRequest() != nil { connection.write(bytes) }
            connection.waitForClose()
        } _: { transport, server in
            let failure = await transport.send(server.call()).failure
            #expect(
                failure?.message.replacing("http://127.0.0.1:\(server.port)", with: "x") == message)
        }
    }
}
