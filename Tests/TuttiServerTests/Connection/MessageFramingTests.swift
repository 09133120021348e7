import Testing
import TuttiEngine
import TuttiPlan

@testable import TuttiServer

@Suite struct MessageFramingTests {
    /// Reads fields written `Name: value|Name: value`.
    private static func framing(_ text: String, isOld: Bool = false) throws -> MessageFraming {
        var headers = RequestHeaders()
        for line in text.split(separator: "|") {
            let parts = line.split(separator: ":", maxSplits: 1)
            _ = headers.add(name: String(parts[0]), value: String(parts[1].dropFirst()))
        }
        return try MessageFraming(HeaderSurvey(headers), isOld: isOld)
    }

    @Test(arguments: [
        ("Host: a", BodyLength.known(0)),
        ("Host: a:80|Content-Length: 0", .known(0)),
        ("HOST: [::1]:80|content-LENGTH: 12", .known(12)),
        ("Host: |Content-Length: 007", .known(7)),
        ("Host: a|Content-Length: 99999999999999999999999", .known(.max)),
        ("Host: a|Transfer-Encoding: Chunked", .unknown),
    ])
    func readsTheLength(headers: String, length: BodyLength) throws {
        #expect(try Self.framing(headers).length == length)
    }

    @Test(arguments: [
        ("", 400),
        ("Host: a|Host: a", 400),
        ("Host: a b", 400), ("Host: a/b", 400), ("Host: a@b", 400),
        ("Host: a|Content-Length: ", 400), ("Host: a|Content-Length: -1", 400),
        ("Host: a|Content-Length: +1", 400), ("Host: a|Content-Length: 0x1", 400),
        ("Host: a|Content-Length: 1, 1", 400),
        ("Host: a|Content-Length: 1|Content-Length: 1", 400),
        ("Host: a|Content-Length: 1|Transfer-Encoding: chunked", 400),
        ("Host: a|Transfer-Encoding: gzip", 501),
        ("Host: a|Transfer-Encoding: gzip, chunked", 501),
        ("Host: a|Transfer-Encoding: chunked, gzip", 400),
        ("Host: a|Transfer-Encoding: chunked, chunked", 400),
        ("Host: a|Transfer-Encoding: chunked|Transfer-Encoding: chunked", 400),
        ("Host: a|Transfer-Encoding: ", 501),
        ("Host: a|Expect: 200-ok", 417),
        ("Host: a|Expect: 100-continue|Expect: 100-continue", 417),
    ])
    func refusesAndCloses(headers: String, status: Int) {
        let refusal = #expect(throws: Refusal.self) { try Self.framing(headers) }
        #expect(refusal?.problem.status == status)
        #expect(refusal?.closes == true)
    }

    @Test func oldClientsNeedNoHostAndHaveNoTransferCoding() throws {
        #expect(try Self.framing("", isOld: true).length == .known(0))
        #expect(try !Self.framing("Expect: 100-continue|Content-Length: 1", isOld: true).awaitsContinue)
        #expect(throws: Refusal.self) { try Self.framing("Transfer-Encoding: chunked", isOld: true) }
    }

    @Test func continueIsAwaitedOnlyBeforeABody() throws {
        let expectation = "Host: a|Expect: 100-Continue"
        #expect(try Self.framing(expectation + "|Content-Length: 1").awaitsContinue)
        #expect(try Self.framing(expectation + "|Transfer-Encoding: chunked").awaitsContinue)
        #expect(try !Self.framing(expectation).awaitsContinue)
    }
}
