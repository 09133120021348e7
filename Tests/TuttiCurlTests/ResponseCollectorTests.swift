import HTTPTypes
import Testing

@testable import TuttiCurl

@Suite struct ResponseCollectorTests {
    private static func limits(
        headerBytes: Int = 1_000, headerCount: Int = 10, bodyBytes: Int = 100, hasNoBody: Bool = false
    ) -> ResponseCollector.Limits {
        ResponseCollector.Limits(
            headerBytes: headerBytes, headerCount: headerCount, bodyBytes: bodyBytes,
            names: ResponseHeaderNames(wanted: [.eTag, .contentType, .contentLength]), hasNoBody: hasNoBody)
    }

    /// Feeds lines up to one that's refused.
    private static func feed(_ collector: inout ResponseCollector, _ lines: [String]) -> Bool {
        lines.allSatisfy { line in Array(line.utf8).withUnsafeBytes { collector.takeHeader(line: $0) } }
    }

    @Test(arguments: [
        ("ETag: a\r\n", ["a"]), ("etag:a\r\n", ["a"]), ("ETAG:  a b \t\r\n", ["a b"]), ("ETag:\r\n", [""]),
        ("ETag: a\n", ["a"]), ("ETag : a\r\n", []), ("ETagg: a\r\n", []),
        ("ETa: a\r\n", []), ("ETag\r\n", []), ("ETag: HTTP/1.1 200\r\n", ["HTTP/1.1 200"]),
        ("E\u{0}ag: a\r\n", []), ("ETag: a\u{0}b\r\n", ["a b"]),
    ])
    func fieldIsFoundByItsName(line: String, values: [String]) {
        var collector = ResponseCollector(limits: Self.limits())
        #expect(Self.feed(&collector, ["HTTP/1.1 200 OK\r\n", line, "\r\n"]))
        #expect(collector.headers.map(\.value) == values)
        #expect(collector.isHeaderComplete)
    }

    /// Only where it says something of the charset that is not expected anyway.
    @Test(arguments: [
        ("application/json", false), ("application/json; charset=utf-8", false), ("text/plain;CHARSET=UTF-8", false),
        ("application/json;", true), ("text/plain; charset=latin1", true), ("text/plain; charset=utf-80", true),
        ("text/plain; charset=\"utf-8\"", true), ("text/plain; x=y; charset=utf-16", true), ("", false),
    ])
    func contentTypeThatNobodyWantsIsKeptForItsCharset(value: String, isKept: Bool) {
        let limits = ResponseCollector.Limits(
            headerBytes: 1_000, headerCount: 10, bodyBytes: 100, names: ResponseHeaderNames(wanted: [.eTag]))
        var collector = ResponseCollector(limits: limits)
        #expect(Self.feed(&collector, ["HTTP/1.1 200 OK\r\n", "Content-Type: \(value)\r\n", "\r\n"]))
        #expect(collector.headers.map(\.value) == (isKept ? [value] : []))
    }

    /// One that is wanted is there once, whatever it says.
    @Test func contentTypeThatIsWantedIsKeptOnce() {
        var collector = ResponseCollector(limits: Self.limits())
        let line = "content-type: text/plain; charset=latin1\r\n"
        #expect(Self.feed(&collector, ["HTTP/1.1 200 OK\r\n", line, "\r\n"]))
        #expect(collector.headers.map(\.value) == ["text/plain; charset=latin1"])
    }

    @Test func valueThatIsNotUTF8IsKept() {
        var collector = ResponseCollector(limits: Self.limits())
        _ = Self.feed(&collector, ["HTTP/1.1 200 OK\r\n"])
        let line = Array("ETag: ".utf8) + [0xFF, 0xFE] + Array("\r\n".utf8)
        #expect(line.withUnsafeBytes { collector.takeHeader(line: $0) })
        #expect(collector.headers.count == 1)
    }

    @Test func boundsCountEverySection() {
        let interim = ["HTTP/1.1 103 Early Hints\r\n", "Link: a\r\n", "\r\n"]
        var headers = ResponseCollector(limits: Self.limits(headerBytes: 10_000, headerCount: 3))
        #expect(Self.feed(&headers, interim + interim + interim))
        #expect(!Self.feed(&headers, interim.dropLast()))
        #expect(headers.violation == .headerCount(limit: 3))

        var bytes = ResponseCollector(limits: Self.limits(headerBytes: 60))
        #expect(Self.feed(&bytes, interim))
        #expect(!Self.feed(&bytes, interim))
        #expect(bytes.violation == .headerBytes(limit: 60))
    }

    @Test(
        arguments: [
            (["Content-Length: 100\r\n"], nil), (["Content-Length: 101\r\n"], .bodyBytes(limit: 100)),
            (["Content-Length: 99999999999999999999\r\n"], .bodyBytes(limit: 100)),
            (["Content-Length: 5\r\n", "Content-Length: 5\r\n"], nil),
            (["Content-Length: 5\r\n", "Content-Length: 6\r\n"], .ambiguousLength),
            (["Content-Length: x\r\n"], .ambiguousLength), (["Content-Length: -1\r\n"], .ambiguousLength),
            (["Content-Length:\r\n"], .ambiguousLength), (["Content-Length: 0x7\r\n"], .ambiguousLength),
            (["Content-Length: 2a\r\n"], .ambiguousLength), (["Content-Length: 5, 5\r\n"], .ambiguousLength),
            (["Content-Encoding: gzip\r\n", "Content-Length: 101\r\n"], .encodedBytes(limit: 100)),
        ] as [([String], ResponseViolation?)])
    func declaredLengthIsJudged(lines: [String], violation: ResponseViolation?) {
        var collector = ResponseCollector(limits: Self.limits())
        #expect(Self.feed(&collector, ["HTTP/1.1 200 OK\r\n"] + lines + ["\r\n"]) == (violation == nil))
        #expect(collector.violation == violation)
    }

    // Each decoder feeds the next one, and no bound holds in between: 60 kB kept a worker for minutes.
    @Test(
        arguments: [
            (["Content-Encoding: gzip\r\n"], nil), (["Content-Encoding: gzip, br\r\n"], .severalCodings),
            (["Content-Encoding: gzip\r\n", "Content-Encoding: gzip\r\n"], .severalCodings),
            (["Transfer-Encoding: chunked\r\n"], nil), (["transfer-encoding: Chunked\r\n"], nil),
            (["Transfer-Encoding: gzip, chunked\r\n"], .severalCodings),
            (["Transfer-Encoding: gzip\r\n"], .severalCodings), (["Transfer-Encoding:\r\n"], .severalCodings),
            (["Transfer-Encoding: chunked\r\n", "Transfer-Encoding: chunked\r\n"], .ambiguousLength),
            (["Content-Length: 5\r\n", "Transfer-Encoding: chunked\r\n"], .ambiguousLength),
            (["Transfer-Encoding: chunked\r\n", "Content-Length: 5\r\n"], .ambiguousLength),
            (["Content-Length: 5\r\n", "HTTP/1.1 200 x:y\r\n", "Content-Length: 7\r\n"], .ambiguousLength),
            (["Content-Encoding: gzip\r\n", "HTTP/1.1 200 x:y\r\n", "Content-Encoding: br\r\n"], .severalCodings),
            (["Content-Encoding: X-GZIP\r\n"], nil), (["Content-Encoding: identity\r\n"], nil),
            (["Content-Encoding:\r\n"], nil), (["Content-Encoding: zstd\r\n"], .unknownCoding("zstd")),
            (["Content-Length: 5\r\n", " 6\r\n"], .ambiguousLength),
            (["Content-Length: 5\r\n", "\t\r\n"], .ambiguousLength),
            (["Transfer-Encoding: chunked\r\n", " , gzip\r\n"], .ambiguousLength),
            (["Content-Encoding: gzip\r\n", " , br\r\n"], .ambiguousLength),
            (["Content-Length : 5\r\n"], .ambiguousLength), (["Transfer-Encoding\t: chunked\r\n"], .ambiguousLength),
            (["Content-Encoding : gzip\r\n"], .severalCodings), (["ETag: a\r\n", " b\r\n"], nil),
        ] as [([String], ResponseViolation?)])
    func framingAndCodingAreUnambiguous(lines: [String], violation: ResponseViolation?) {
        for start in [["HTTP/1.1 200 OK\r\n"], ["HTTP/1.1 103 Early Hints\r\n", "\r\n", "HTTP/1.1 200 OK\r\n"]] {
            var collector = ResponseCollector(limits: Self.limits())
            #expect(Self.feed(&collector, start + lines + ["\r\n"]) == (violation == nil))
            #expect(collector.violation == violation)
        }
    }

    @Test func lengthOfAResponseWithoutBodyIsNotJudged() {
        for (status, hasNoBody) in [("304 Not Modified", false), ("200 OK", true)] {
            var collector = ResponseCollector(limits: Self.limits(hasNoBody: hasNoBody))
            #expect(Self.feed(&collector, ["HTTP/1.1 \(status)\r\n", "Content-Length: 9999\r\n", "\r\n"]))
        }
    }

    @Test(arguments: [("0", true), ("1", false)])
    func responseWithoutContentHasNone(length: String, isTaken: Bool) {
        var collector = ResponseCollector(limits: Self.limits())
        let lines = ["HTTP/1.1 204 No Content\r\n", "Content-Length: \(length)\r\n", "\r\n"]
        #expect(Self.feed(&collector, lines) == isTaken)
    }

    @Test func bodyIsCountedExactly() {
        var collector = ResponseCollector(limits: Self.limits())
        let chunk = [UInt8](repeating: 7, count: 50)
        #expect(chunk.withUnsafeBytes { collector.takeBody(chunk: $0) })
        #expect(chunk.withUnsafeBytes { collector.takeBody(chunk: $0) })
        #expect([UInt8]().withUnsafeBytes { collector.takeBody(chunk: $0) })
        #expect(![1].withUnsafeBytes { collector.takeBody(chunk: $0) })
        #expect(collector.violation == .bodyBytes(limit: 100))
    }

    @Test func largeClaimSetsLittleAside() {
        var collector = ResponseCollector(limits: Self.limits(bodyBytes: 1 << 40))
        #expect(Self.feed(&collector, ["HTTP/1.1 200 OK\r\n", "Content-Length: 1099511627776\r\n", "\r\n"]))
        #expect(collector.takeBody().capacity <= 2 * ResponseBody.mostReservedBytes)
    }

    @Test func fieldThatGoesOnInTheNextLineIsOne() {
        var collector = ResponseCollector(limits: Self.limits())
        let lines = ["HTTP/1.1 200 OK\r\n", "ETag: a\r\n", "  b \r\n", "\tc\r\n", "X: y\r\n", " z\r\n", "\r\n"]
        #expect(Self.feed(&collector, lines))
        #expect(collector.headers.map(\.value) == ["a b c"])
    }

    @Test(arguments: [
        "HTTP/1.1\r\n", "HTTP/\r\n", "HTTP/1.1 \r\n", "HTTP/1.1 \u{FF}\u{FF}\r\n", "HTTP/1.1 20\r\n",
        "HTTP/1.1 2000 OK\r\n",
        "HTTP/2 200 OK\r\n", "HTTP/2.0 200 OK\r\n", "HTTP/1.2 200 OK\r\n", "HTTP 200 OK\r\n", "http/1.1 200 OK\r\n",
        "HTTP/1.1  200 OK\r\n", "HTTP/1.1\t200 OK\r\n", "HTTP/11 200 OK\r\n", " HTTP/1.1 200 OK\r\n",
        "HTTP/1.1 +20 OK\r\n",
        "ICY 200 OK\r\n", "x\r\n",
    ])
    func otherFirstLineIsNoStatusLine(line: String) {
        var collector = ResponseCollector(limits: Self.limits())
        #expect(!Self.feed(&collector, [line]))
        #expect(collector.violation == .version)
    }

    @Test(arguments: [
        "HTTP/1.1 200 OK\r\n", "HTTP/1.0 200 OK\r\n", "HTTP/1.1 200\r\n", "HTTP/1.1 200 \r\n", "HTTP/1.1 200\n",
    ])
    func statusLineNeedsNoReason(line: String) {
        var collector = ResponseCollector(limits: Self.limits())
        #expect(Self.feed(&collector, [line, "\r\n"]))
        #expect(collector.isHeaderComplete)
    }
}

@Suite struct ResponseHeaderNamesTests {
    @Test(arguments: [
        ("content-length", 2), ("CONTENT-LENGTH", 2), ("Content-Encoding", 1), ("etag", 1), ("Etag", 1), ("", 0),
        ("etah", 0), ("content_length", 0), ("content-lengt\u{48}", 2), ("\u{65}tag", 1), ("%tag", 0),
        (String(repeating: "x", count: 70), 1), (String(repeating: "x", count: 71), 0),
        (String(repeating: "y", count: 70), 0),
    ])
    func nameHasItsMeanings(name: String, count: Int) throws {
        let long = try #require(HTTPField.Name(String(repeating: "x", count: 70)))
        let names = ResponseHeaderNames(wanted: [.eTag, .contentLength, long])
        var meanings = 0
        Array(name.utf8).withUnsafeBytes { bytes in names.meanings(of: bytes) { _ in meanings += 1 } }
        #expect(meanings == count)
    }
}
