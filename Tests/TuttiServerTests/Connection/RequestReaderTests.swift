import HTTPTypes
import NIOCore
import Testing
import TuttiEngine

@testable import TuttiServer

/// Bytes of a client, and what is read.
///
/// What is refused, `Attack.all` says.
@Suite struct RequestReaderTests {
    @Test(arguments: [
        ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", ["GET / 1.1 [Host: a]", "end"]),
        ("\r\n\r\nGET /x?y HTTP/1.0\r\n\r\n", ["GET /x?y 1.0 []", "end"]),
        ("GET / HTTP/1.9\r\nA: 1\r\nA: 2\r\n\r\n", ["GET / 1.1 [A: 1, A: 2]", "end"]),
        ("POST / HTTP/1.1\r\nContent-Length: 3\r\n\r\nabc", ["POST / 1.1 [Content-Length: 3]", "abc", "end"]),
        ("PUT / HTTP/1.1\r\nContent-Length: 0\r\n\r\n", ["PUT / 1.1 [Content-Length: 0]", "end"]),
        (
            "M-SEARCH * HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n1;x\r\na\r\n02\r\nbc\r\n0\r\nX: y\r\n\r\n",
            ["M-SEARCH * 1.1 [Transfer-Encoding: chunked]", "abc", "end X: y"]
        ),
        (
            "GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\n1\r\nGET /3 HTTP/1.1\r\n\r\n",
            ["GET /1 1.1 []", "end", "GET /2 1.1 [Content-Length: 1]", "1", "end", "GET /3 1.1 []", "end"]
        ),
    ])
    func aRequestIsReadInWhateverPiecesItComes(text: String, expected: [String]) throws {
        let bytes = Array(text.utf8)
        var cuts = [[bytes[...]], bytes.indices.map { bytes[$0...$0] }]
        for place in bytes.indices.dropFirst() { cuts.append([bytes[..<place], bytes[place...]]) }
        for pieces in cuts {
            var reader = RequestReader(limits: ConnectionLimits())
            var log: [String] = []
            for piece in pieces {
                reader.feed(ByteBuffer(bytes: piece))
                while let part = try reader.next() { Self.note(part, &log, &reader) }
            }
            #expect(log == expected)
            #expect(reader.unread == 0 && !reader.hasBegun)
        }
    }

    @Test func whatNobodyAsksForWaits() throws {
        var reader = RequestReader(limits: ConnectionLimits())
        reader.feed(ByteBuffer(string: "GET / HTTP/1.1\r\n\r\nGET / HTTP/1.1\r\n\r\n"))
        guard case .head? = try reader.next() else {
            Issue.record("a head comes first")
            return
        }
        let hasNext = try reader.next() != nil
        #expect(!hasNext && reader.unread == 18)
    }

    @Test func whatIsNoRequestIsRefusedAtItsFirstByte() {
        for first in ["\u{16}", " ", "\u{0}", "1", "{"] {
            var reader = RequestReader(limits: ConnectionLimits())
            reader.feed(ByteBuffer(string: first))
            let refusal = #expect(throws: Refusal.self) { _ = try reader.next() }
            #expect(refusal?.problem.status == 400)
        }
    }

    /// Each method as itself and nothing else.
    @Test(arguments: [
        ("GET", 0), ("QUERY", 0), ("VERSION-CONTROL", 0), ("get", 501), ("GETS", 501), ("G", 501), ("GET1", 501),
        ("PRI", 400),
    ])
    func methods(method: String, status: Int) throws {
        let line = ByteBuffer(string: "\(method) / HTTP/1.1")
        if status == 0 {
            #expect(try RequestLine(line).method.rawValue == method)
        } else {
            let refusal = #expect(throws: Refusal.self) { try RequestLine(line) }
            #expect(refusal?.problem.status == status)
        }
    }

    private static func note(_ part: RequestReader.Part, _ log: inout [String], _ reader: inout RequestReader) {
        switch part {
        case .head(let request):
            let headers = request.headers.fields.map { "\($0.name.rawName): \($0.value)" }
            let version = request.isOld ? "1.0" : "1.1"
            log.append(
                "\(request.method.rawValue) \(request.target) \(version) [\(headers.joined(separator: ", "))]")
            let isChunked = request.survey.transferCoding.count > 0
            reader.bodyFollows(isChunked ? .unknown : .known(Int(request.survey.contentLength.value) ?? 0))
        case .body(let bytes):
            let isMore = log.last?.contains(" ") == false && log.last != "end"
            if isMore { log[log.count - 1] += String(buffer: bytes) } else { log.append(String(buffer: bytes)) }
        case .end(let trailers):
            log.append((["end"] + trailers.map { "\($0.name.rawName): \($0.value)" }).joined(separator: " "))
        }
    }
}
