import HTTPTypes
import NIOCore
import Testing
import TuttiUpstream

@testable import TuttiStreams

/// Bytes of a service, and what is read: each row at once, in pieces of one byte, and in two pieces at each place.
@Suite struct ResponseReaderTests {
    /// What is read of one connection, in short.
    struct Reading: Equatable, CustomStringConvertible {
        var interim: [Int] = []
        var status = 0
        var length: Int?
        var body = ""
        var trailers: [String] = []
        var isUpgraded = false
        var isComplete = false
        var keepsAlive = false
        var defect: ResponseDefect?

        var description: String {
            defect.map { "\($0)" } ?? "\(interim) \(status) \(body.debugDescription) complete: \(isComplete)"
        }
    }

    struct Row: CustomStringConvertible, Sendable {
        let description: String
        let text: String
        /// The body that is read; nil where there is a defect.
        var body: String?
        var defect: ResponseDefect?
        var closes = false
        var keepsAlive = true
        var isHead = false

        init(_ description: String, _ text: String, _ defect: ResponseDefect, closes: Bool = false) {
            self.description = description
            self.text = text
            self.defect = defect
            self.closes = closes
        }

        init(
            _ description: String, _ text: String, body: String, closes: Bool = false, keepsAlive: Bool = true,
            isHead: Bool = false
        ) {
            self.description = description
            self.text = text
            self.body = body
            self.closes = closes
            self.keepsAlive = keepsAlive
            self.isHead = isHead
        }
    }

    private static func head(_ headers: String...) -> String {
        (["HTTP/1.1 200 OK"] + headers).joined(separator: "\r\n") + "\r\n\r\n"
    }

    private static func chunked(_ text: String) -> String { head("Transfer-Encoding: chunked") + text }

    static let good: [Row] = [
        Row("a length", head("Content-Length: 2") + "ok", body: "ok"),
        Row("no body", head("Content-Length: 0"), body: ""),
        Row("a length with white space around it", head("Content-Length: \t 2 ") + "ok", body: "ok"),
        Row("no words in the status line", "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok", body: "ok"),
        Row("no words and a space", "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\nok", body: "ok"),
        Row("a status that nobody knows", "HTTP/1.1 599 What\r\nContent-Length: 2\r\n\r\nok", body: "ok"),
        Row("chunks", chunked("1\r\no\r\n1\r\nk\r\n0\r\n\r\n"), body: "ok"),
        Row("chunked, written otherwise", head("transfer-encoding:CHUNKED") + "2\r\nok\r\n0\r\n\r\n", body: "ok"),
        Row("a size with zeros and capitals", chunked("00A\r\n0123456789\r\n0000\r\n\r\n"), body: "0123456789"),
        Row("extensions", chunked("2;a=\"b\"\r\nok\r\n0 ;z\r\n\r\n"), body: "ok"),
        Row("trailers", chunked("2\r\nok\r\n0\r\nX: y\r\n\r\n"), body: "ok"),
        Row("neither length nor chunks", head() + "ok", body: "ok", closes: true, keepsAlive: false),
        Row("HTTP/1.0", "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", body: "ok", keepsAlive: false),
        Row(
            "HTTP/1.0 that would go on",
            "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nok", body: "ok", keepsAlive: false),
        Row("HTTP/1.0 until its end", "HTTP/1.0 200 OK\r\n\r\nok", body: "ok", closes: true, keepsAlive: false),
        Row("close", head("Connection: close", "Content-Length: 2") + "ok", body: "ok", keepsAlive: false),
        Row(
            "close in a list", head("Connection: x , CLOSE", "Content-Length: 2") + "ok", body: "ok", keepsAlive: false),
        Row("another option", head("Connection: closed", "Content-Length: 2") + "ok", body: "ok"),
        Row("204", "HTTP/1.1 204 No Content\r\n\r\n", body: ""),
        Row("204 with a length of 0", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", body: ""),
        Row("304 with a length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", body: ""),
        Row("304 with chunks", "HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n", body: ""),
        Row("HEAD", head("Content-Length: 9"), body: "", isHead: true),
        Row("HEAD with chunks", head("Transfer-Encoding: chunked"), body: "", isHead: true),
        Row("HEAD without a length", head(), body: "", isHead: true),
        Row("bytes that are no ASCII", head("X: \u{E9}", "Content-Length: 2") + "ok", body: "ok"),
        Row("an empty header", head("X:", "Content-Length: 2") + "ok", body: "ok"),
        Row(
            "interim responses",
            "HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\nHTTP/1.1 100 Continue\r\n\r\n" + head("Content-Length: 2")
                + "ok",
            body: "ok"),
    ]

    static let bad: [Row] = [
        Row("nothing", "", .unanswered, closes: true),
        Row("another protocol", "SSH-2.0-OpenSSH_9.2\r\n", .statusLine),
        Row("HTTP/2", "HTTP/2 200 OK\r\n\r\n", .statusLine),
        Row("HTTP/1.2", "HTTP/1.2 200 OK\r\n\r\n", .statusLine),
        Row("HTTP/1.10", "HTTP/1.10 200 OK\r\n\r\n", .statusLine),
        Row("an empty line first", "\r\nHTTP/1.1 200 OK\r\n\r\n", .statusLine),
        Row("two spaces", "HTTP/1.1  200 OK\r\n\r\n", .statusLine),
        Row("a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", .statusLine),
        Row("a status of four digits", "HTTP/1.1 2000 OK\r\n\r\n", .statusLine),
        Row("a status below 100", "HTTP/1.1 099 OK\r\n\r\n", .statusLine),
        Row("a status with a sign", "HTTP/1.1 +20 OK\r\n\r\n", .statusLine),
        Row("a status from 600 on", "HTTP/1.1 600 OK\r\n\r\n", .statusLine),
        Row("lines that end with LF alone", "HTTP/1.1 200 OK\nContent-Length: 2\n\nok", .lineEnd),
        Row("a header that ends with LF alone", "HTTP/1.1 200 OK\r\nX: y\nContent-Length: 2\r\n\r\nok", .lineEnd),
        Row("a CR within a line", head("X: a\rContent-Length: 2") + "ok", .header),
        Row("two CR in front of a LF", "HTTP/1.1 200 OK\r\r\n\r\n", .lineEnd),
        Row("a NUL in a header", head("X: \u{0}"), .header),
        Row("a control character in a header", head("X: a\u{1}b"), .header),
        Row("a line without a colon", head("what"), .header),
        Row("a header without a name", head(": v"), .header),
        Row("white space in front of a colon", head("Content-Length : 2") + "ok", .header),
        Row("a header that goes on in the next line", head("X: y", " z", "Content-Length: 2") + "ok", .header),
        Row("a fold of nothing", "HTTP/1.1 200 OK\r\n X: y\r\n\r\n", .header),
        Row("a name that is no token", head("X\u{E9}: y"), .header),
        Row("two lengths", head("Content-Length: 2", "Content-Length: 3") + "okk", .length),
        Row("the same length twice", head("Content-Length: 2", "Content-Length: 2") + "ok", .length),
        Row("a list of lengths", head("Content-Length: 2, 2") + "ok", .length),
        Row("a length that is half a number", head("Content-Length: 2a") + "ok", .length),
        Row("a hexadecimal length", head("Content-Length: 0x2") + "ok", .length),
        Row("a negative length", head("Content-Length: -2") + "ok", .length),
        Row("a length with a sign", head("Content-Length: +2") + "ok", .length),
        Row("an empty length", head("Content-Length:") + "ok", .length),
        Row("a length beyond counting", head("Content-Length: 99999999999999999999"), .length),
        Row("a length and chunks", head("Content-Length: 2", "Transfer-Encoding: chunked") + "0\r\n\r\n", .length),
        Row("chunks and a length", head("Transfer-Encoding: chunked", "Content-Length: 2") + "0\r\n\r\n", .length),
        Row("204 with a length", "HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok", .length),
        Row("204 with chunks", "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n", .length),
        Row("an interim response with a length", "HTTP/1.1 103 Hints\r\nContent-Length: 2\r\n\r\nok", .length),
        Row("chunks twice", head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked"), .transferCoding),
        Row("another coding", head("Transfer-Encoding: gzip"), .transferCoding),
        Row("two codings", head("Transfer-Encoding: gzip, chunked"), .transferCoding),
        Row("identity", head("Transfer-Encoding: identity"), .transferCoding),
        Row("an empty coding", head("Transfer-Encoding:"), .transferCoding),
        Row("chunked with a parameter", head("Transfer-Encoding: chunked;q=1"), .transferCoding),
        Row("chunked with a control character", head("Transfer-Encoding: \u{B}chunked"), .header),
        Row("chunks in HTTP/1.0", "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", .transferCoding),
        Row("a size that is none", chunked("zz\r\nok\r\n"), .chunk),
        Row("no size", chunked("\r\nok\r\n"), .chunk),
        Row("a size with 0x", chunked("0x2\r\nok\r\n"), .chunk),
        Row("a negative size", chunked("-2\r\nok\r\n"), .chunk),
        Row("a size with a space in front", chunked(" 2\r\nok\r\n"), .chunk),
        Row("a size and more", chunked("2 3\r\nok\r\n"), .chunk),
        Row("a size of 16 digits", chunked("1000000000000000\r\n"), .chunk),
        Row("a size with a LF alone", chunked("2\nok\r\n"), .lineEnd),
        Row("more bytes than the size", chunked("2\r\nokk\r\n"), .chunk),
        Row("fewer bytes than the size", chunked("3\r\nok\r\n0\r\n\r\n"), .chunk),
        Row("data that ends with LF alone", chunked("2\r\nok\n0\r\n\r\n"), .chunk),
        Row("a line of a chunk without end", chunked("2;" + String(repeating: "x", count: 5_000)), .chunk),
        Row("a trailer that is none", chunked("0\r\nwhat\r\n\r\n"), .header),
        Row("trailers that end with LF alone", chunked("0\r\nX: y\n\r\n"), .lineEnd),
        Row("101 that nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", .switchedProtocols),
        Row("more behind the body", head("Content-Length: 2") + "okHTTP/1.1 200 OK\r\n\r\n", .unsolicited),
        Row("more behind the last chunk", chunked("0\r\n\r\nx"), .unsolicited),
        Row("the end in the status line", "HTTP/1.1 20", .truncated, closes: true),
        Row("the end behind the status line", "HTTP/1.1 200 OK\r\n", .truncated, closes: true),
        Row("the end in the headers", "HTTP/1.1 200 OK\r\nX: y", .truncated, closes: true),
        Row("the end behind an interim response", "HTTP/1.1 103 Hints\r\n\r\n", .truncated, closes: true),
        Row("the end in a counted body", head("Content-Length: 3") + "ok", .truncated, closes: true),
        Row("the end in a size", chunked("2"), .truncated, closes: true),
        Row("the end in a chunk", chunked("2\r\no"), .truncated, closes: true),
        Row("the end behind a chunk", chunked("2\r\nok"), .truncated, closes: true),
        Row("the end in front of the last chunk", chunked("2\r\nok\r\n"), .truncated, closes: true),
        Row("the end in the trailers", chunked("0\r\nX: y\r\n"), .truncated, closes: true),
        Row(
            "a header section without end", head("X: " + String(repeating: "x", count: 70_000)),
            .sectionBytes(limit: 65_536)),
        Row("too many headers", head(String(repeating: "X: y\r\n", count: 257) + "Z: z"), .headerCount(limit: 256)),
        Row(
            "interim responses without end", String(repeating: "HTTP/1.1 103 Hints\r\n\r\n", count: 40),
            .interimResponses),
        Row(
            "interim responses that are too many bytes together",
            String(repeating: "HTTP/1.1 103 Hints\r\nLink: \(String(repeating: "x", count: 16_000))\r\n\r\n", count: 5),
            .interimResponses),
    ]

    @Test(arguments: good)
    func aResponseIsReadInWhateverPiecesItComes(_ row: Row) {
        for pieces in Self.cuts(row.text) {
            let reading = Self.read(pieces, closes: row.closes, isHead: row.isHead)
            #expect(reading.defect == nil)
            #expect(reading.isComplete)
            #expect(reading.body == row.body)
            #expect(reading.keepsAlive == row.keepsAlive)
        }
    }

    @Test(arguments: bad)
    func aResponseThatCouldBeReadDifferentlyIsRefused(_ row: Row) {
        for pieces in Self.cuts(row.text) {
            let reading = Self.read(pieces, closes: row.closes)
            #expect(reading.defect == row.defect)
        }
    }

    @Test func theHeadHasTheHeadersAsTheyCame() {
        let reading = Self.parts(["HTTP/1.1 404 Nope\r\nb: 2\r\nA:  1 \r\nb: 3\r\nContent-Length: 0\r\n\r\n"])
        let head = StreamedResponseHead(
            status: 404,
            headers: [
                HTTPField(name: .init("b")!, value: "2"), HTTPField(name: .init("A")!, value: "1"),
                HTTPField(name: .init("b")!, value: "3"), HTTPField(name: .contentLength, value: "0"),
            ], length: 0)
        #expect(reading == [.head(head), .end(trailers: [])])
    }

    @Test func aHeadSaysTheLengthThatAGetWouldHaveHad() {
        var reader = ResponseReader()
        reader.begin(isHead: true, mayUpgrade: false)
        reader.feed(ByteBuffer(string: "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))
        let head = try? reader.next()
        let length = HTTPField(name: .contentLength, value: "9")
        #expect(head == .head(StreamedResponseHead(status: 200, headers: [length], length: 9)))
    }

    @Test func trailersComeWithTheEnd() {
        let parts = Self.parts([Self.chunked("2\r\nok\r\n0\r\nX: y\r\nZ: z\r\n\r\n")])
        #expect(
            parts.last
                == .end(trailers: [HTTPField(name: .init("X")!, value: "y"), HTTPField(name: .init("Z")!, value: "z")]))
    }

    @Test func chunksOfOneReadComeInOneBuffer() {
        let chunks = String(repeating: "1\r\nx\r\n", count: 1_000)
        let parts = Self.parts(["HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks])
        #expect(parts.count == 2)
        #expect(parts.last == .body(ByteBuffer(string: String(repeating: "x", count: 1_000))))
    }

    @Test func whatFollowsAnUpgradeAreBytes() {
        var reader = ResponseReader()
        reader.begin(isHead: false, mayUpgrade: true)
        reader.feed(ByteBuffer(string: "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\nHTTP/1.1 no\n"))
        let head = StreamedResponseHead(status: 101, headers: [HTTPField(name: .upgrade, value: "x")], length: 0)
        #expect((try? reader.next()) == .upgrade(head))
        #expect((try? reader.next()) == .body(ByteBuffer(string: "HTTP/1.1 no\n")))
        #expect((try? reader.inputEnded()) == .end(trailers: []))
    }

    /// A text at once, byte by byte, and in two pieces at some hundred places.
    private static func cuts(_ text: String) -> [[String]] {
        let bytes = Array(text.utf8)
        func piece(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }
        var cuts = [[text]]
        if bytes.allSatisfy({ $0 < 0x80 }), bytes.count < 10_000 {
            cuts.append(bytes.indices.map { piece($0..<($0 + 1)) })
            for place in stride(from: 1, to: bytes.count, by: max(1, bytes.count / 100)) {
                cuts.append([piece(0..<place), piece(place..<bytes.count)])
            }
        }
        return cuts
    }

    private static func parts(_ pieces: [String]) -> [ResponseReader.Part] {
        var reader = ResponseReader()
        reader.begin(isHead: false, mayUpgrade: false)
        var parts: [ResponseReader.Part] = []
        for piece in pieces {
            reader.feed(ByteBuffer(string: piece))
            while let part = try? reader.next() { parts.append(part) }
        }
        return parts
    }

    private static func read(_ pieces: [String], closes: Bool, isHead: Bool = false) -> Reading {
        var reader = ResponseReader()
        reader.begin(isHead: isHead, mayUpgrade: false)
        var reading = Reading()
        func take(_ part: ResponseReader.Part) {
            switch part {
            case .interim(let head): reading.interim.append(head.status)
            case .head(let head): (reading.status, reading.length) = (head.status, head.length)
            case .upgrade: reading.isUpgraded = true
            case .body(let bytes): reading.body += String(buffer: bytes)
            case .end: reading.isComplete = true
            }
        }
        do throws(ResponseDefect) {
            for piece in pieces {
                reader.feed(ByteBuffer(string: piece))
                while let part = try reader.next() { take(part) }
            }
            if closes, let part = try reader.inputEnded() { take(part) }
        } catch {
            reading.defect = error
        }
        reading.keepsAlive = reader.keepsAlive
        return reading
    }
}
