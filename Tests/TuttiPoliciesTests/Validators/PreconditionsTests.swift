import HTTPTypes
import Testing
import TuttiPolicies

/// RFC 9110, 13.
struct PreconditionsTests {
    /// 1994-11-06 08:49:37 GMT.
    private static let modified: Int64 = 784_111_777
    private static let same = "Sun, 06 Nov 1994 08:49:37 GMT"
    private static let before = "Sun, 06 Nov 1994 08:49:36 GMT"

    private static func outcome(
        _ method: HTTPRequest.Method, _ lines: [String],
        _ current: Validators? = Validators(tag: EntityTag("\"a\""), lastModified: modified)
    ) -> Preconditions.Outcome? {
        Preconditions(method: method, values: Fields.values(lines))?.outcome(for: current)
    }

    @Test(
        arguments: [
            ([], nil), (["If-Range: \"a\""], nil),
            ([#"If-None-Match: "a""#], .notModified), ([#"If-None-Match: W/"a""#], .notModified),
            ([#"If-None-Match: "b", "a""#], .notModified),
            ([#"If-None-Match: "b""#], .proceed), (["If-None-Match: *"], .notModified),
            (["If-None-Match: a"], .proceed), (["If-None-Match: "], .proceed),
            ([#"If-Match: "a""#], .proceed), ([#"If-Match: W/"a""#], .failed), ([#"If-Match: "b""#], .failed),
            (["If-Match: *"], .proceed), (["If-Match: a"], .failed),
            (["If-Modified-Since: \(same)"], .notModified), (["If-Modified-Since: \(before)"], .proceed),
            (["If-Modified-Since: yesterday"], .proceed),
            (["If-Modified-Since: \(same)", "If-Modified-Since: \(same)"], .proceed),
            (["If-Unmodified-Since: \(same)"], .proceed), (["If-Unmodified-Since: \(before)"], .failed),
            (["If-Unmodified-Since: 0"], .proceed),
            // Tags go before dates, and If-Match before If-None-Match.
            ([#"If-None-Match: "b""#, "If-Modified-Since: \(same)"], .proceed),
            ([#"If-None-Match: "a""#, "If-Modified-Since: \(before)"], .notModified),
            ([#"If-Match: "a""#, "If-Unmodified-Since: \(before)"], .proceed),
            ([#"If-Match: "b""#, #"If-None-Match: "a""#], .failed),
            ([#"If-Match: "a""#, #"If-None-Match: "a""#], .notModified),
        ] as [([String], Preconditions.Outcome?)])
    func decideAboutAGet(lines: [String], outcome: Preconditions.Outcome?) {
        #expect(Self.outcome(.get, lines) == outcome)
        #expect(Self.outcome(.head, lines) == outcome)
    }

    @Test(
        arguments: [
            ([#"If-None-Match: "a""#], .failed), (["If-None-Match: *"], .failed), ([#"If-None-Match: "b""#], .proceed),
            // It may be meant to make what is not there yet.
            (["If-None-Match: a"], .failed), (["If-None-Match: *, *"], .failed), (["If-None-Match: "], .failed),
            (["If-Modified-Since: \(same)"], .proceed),
            ([#"If-Match: "a""#], .proceed), ([#"If-Match: "b""#], .failed),
            (["If-Unmodified-Since: \(before)"], .failed),
        ] as [([String], Preconditions.Outcome)])
    func decideAboutAChange(lines: [String], outcome: Preconditions.Outcome) {
        #expect(Self.outcome(.put, lines) == outcome)
        #expect(Self.outcome(.delete, lines) == outcome)
    }

    @Test(
        arguments: [
            (["If-Match: *"], .failed), ([#"If-Match: "a""#], .failed), (["If-None-Match: *"], .proceed),
            (["If-Unmodified-Since: \(before)"], .proceed),
            (["If-Modified-Since: \(same)"], .proceed),
        ] as [([String], Preconditions.Outcome)])
    func decideWhereThereIsNothing(lines: [String], outcome: Preconditions.Outcome) {
        #expect(Self.outcome(.put, lines, nil) == outcome)
        #expect(Self.outcome(.get, lines, nil) == outcome)
    }

    @Test func contentWithoutATagMatchesNone() {
        #expect(Self.outcome(.get, [#"If-None-Match: "a""#], Validators()) == .proceed)
        #expect(Self.outcome(.get, ["If-None-Match: *"], Validators()) == .notModified)
        #expect(Self.outcome(.put, [#"If-Match: "a""#], Validators()) == .failed)
    }

    @Test func notModifiedKeepsWhatIsNotAboutTheContent() {
        var headers = Fields.of([
            "Content-Type: text/plain", "ETag: \"a\"", "Content-Length: 3", "Vary: Accept", "Cache-Control: max-age=5",
            "Last-Modified: x",
            "Content-Security-Policy: default-src 'self'", "Content-Encoding: br", "Content-Location: /a", "Date: x",
            "Set-Cookie: a=b",
            "Access-Control-Allow-Origin: *", "Composition-Status: a;outcome=ok", "Transfer-Encoding: chunked",
        ])
        NotModifiedHeaders.reduce(&headers)
        #expect(
            headers.map(\.name.rawName) == [
                "ETag", "Vary", "Cache-Control", "Content-Security-Policy", "Content-Location", "Date", "Set-Cookie",
                "Access-Control-Allow-Origin",
                "Composition-Status",
            ])
        var dated = Fields.of(["Last-Modified: x", "Content-Type: text/plain"])
        NotModifiedHeaders.reduce(&dated)
        #expect(Fields.lines(dated) == ["Last-Modified: x"])
    }
}
