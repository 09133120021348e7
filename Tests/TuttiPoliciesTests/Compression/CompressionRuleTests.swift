import Testing
import TuttiPolicies

struct CompressionRuleTests {
    private static func allows(_ lines: [String], status: Int = 200, length: Int? = 5_000) -> Bool {
        CompressionRule().allows(status: status, headers: Fields.of(lines), length: length)
    }

    private static let json = "Content-Type: application/json"

    @Test(arguments: [
        "application/json", "application/problem+json", "text/html; charset=utf-8", "TEXT/Plain", "image/svg+xml",
        "text/event-stream", "application/xml ;a=b",
        "application/vnd.api+json;charset=utf-8", "application/wasm", "font/ttf", "application/x-ndjson",
    ])
    func contentThatBecomesShorterIsCompressed(type: String) {
        #expect(Self.allows(["Content-Type: \(type)"]))
    }

    @Test(arguments: [
        "image/png", "image/jpeg", "video/mp4", "application/zip", "application/octet-stream", "font/woff2",
        "application/pdf", "", "json", "text",
    ])
    func otherContentIsNot(type: String) {
        #expect(!Self.allows(["Content-Type: \(type)"]))
    }

    @Test func contentOfNoTypeIsNot() {
        #expect(!Self.allows([]))
    }

    @Test func shortContentIsNot() {
        #expect(!Self.allows([Self.json], length: 1_023))
        #expect(Self.allows([Self.json], length: 1_024))
        // What arrives may be of any length.
        #expect(Self.allows([Self.json], length: nil))
    }

    @Test(arguments: [
        "Content-Encoding: gzip", "Content-Encoding: identity, br", "Cache-Control: no-transform",
        "Cache-Control: max-age=5, NO-Transform", "Content-Range: bytes 0-4/9",
    ])
    func contentThatMustStayAsItIsIsNot(line: String) {
        #expect(!Self.allows([Self.json, line]))
        #expect(!Self.allows([line, Self.json]))
    }

    @Test(arguments: ["Content-Encoding: identity", "Content-Encoding: ", "Cache-Control: max-age=5", "ETag: \"a\""])
    func otherHeadersDoNotMatter(line: String) {
        #expect(Self.allows([Self.json, line]))
    }

    @Test(arguments: [100, 101, 103, 204, 205, 206, 304])
    func responseWithoutAWholeContentIsNot(status: Int) {
        #expect(!Self.allows([Self.json], status: status))
    }

    @Test(arguments: [200, 201, 404, 500, 503])
    func anyOtherStatusIs(status: Int) {
        #expect(Self.allows([Self.json], status: status))
    }

    @Test func headersSayWhatTheBytesAre() {
        var headers = Fields.of([
            Self.json, "Content-Length: 5000", "ETag: \"a\"", "Accept-Ranges: bytes", "Content-MD5: x",
            "Content-Encoding: identity", "Vary: Origin",
        ])
        CompressionRule.apply(to: &headers, coding: "br")
        #expect(
            Fields.lines(headers) == [
                Self.json, "ETag: W/\"a\"", "Vary: Origin, Accept-Encoding", "Content-Encoding: br",
            ])
    }

    // A cache must not give what one client gets to another one, whatever was chosen.
    @Test func contentThatStaysAsItIsVariesAllTheSame() {
        var headers = Fields.of([Self.json, "ETag: \"a\"", "Content-Length: 5000"])
        CompressionRule.apply(to: &headers, coding: nil)
        #expect(Fields.lines(headers) == [Self.json, "ETag: \"a\"", "Content-Length: 5000", "Vary: Accept-Encoding"])
    }

    @Test func tagThatIsNoneStays() {
        var headers = Fields.of(["ETag: abc", "Vary: *"])
        CompressionRule.apply(to: &headers, coding: "gzip")
        #expect(Fields.lines(headers) == ["ETag: abc", "Vary: *", "Content-Encoding: gzip"])
    }
}
