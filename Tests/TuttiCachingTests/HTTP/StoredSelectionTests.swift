import HTTPTypes
import Testing
import TuttiCaching

/// What clients get of a stored response of ten bytes.
struct StoredSelectionTests {
    private static let lines = [
        "Cache-Control: max-age=60", #"ETag: "a""#, "Last-Modified: \(StoringTests.date(-100))",
        "Date: \(StoringTests.date(0))", "Content-Type: text/plain", "Content-Length: 10",
    ]

    private static func selection(
        _ lines: [String], _ method: HTTPRequest.Method = .get, of stored: [String] = lines, status: Int = 200
    ) throws -> StoredSelection {
        let head = try #require(StoringTests.store(stored, status: status))
        return StoredSelection(
            of: head, for: Lines.request(lines, method), length: 10, now: StoringTests.now + 7_900)
    }

    @Test(
        arguments: [
            ([], 200, 0..<10), ([#"If-None-Match: "a""#], 304, nil), ([#"If-None-Match: W/"a""#], 304, nil),
            ([#"If-None-Match: "b", "a""#], 304, nil), ([#"If-None-Match: "b""#], 200, 0..<10),
            (["If-Modified-Since: \(StoringTests.date(-100))"], 304, nil),
            (["If-Modified-Since: \(StoringTests.date(-101))"], 200, 0..<10),
            ([#"If-None-Match: "b""#, "If-Modified-Since: \(StoringTests.date(0))"], 200, 0..<10),
            ([#"If-None-Match: "a""#, "If-Modified-Since: \(StoringTests.date(-999))"], 304, nil),
            (["Range: bytes=0-1"], 206, 0..<2), (["Range: bytes=-1"], 206, 9..<10), (["Range: bytes=8-"], 206, 8..<10),
            (["Range: bytes=0-1,3-4"], 200, 0..<10), (["Range: bytes=10-"], 416, nil), (["Range: x"], 200, 0..<10),
            (["Range: bytes=0-1", #"If-Range: "a""#], 206, 0..<2),
            (["Range: bytes=0-1", #"If-Range: "b""#], 200, 0..<10),
            (["Range: bytes=0-1", "If-Range: \(StoringTests.date(-100))"], 206, 0..<2),
            (["Range: bytes=0-1", #"If-None-Match: "a""#], 304, nil),
        ] as [([String], Int, Range<Int>?)])
    func conditionsComeBeforeRanges(lines: [String], status: Int, range: Range<Int>?) throws {
        let selection = try Self.selection(lines)
        #expect(selection.status == status)
        #expect(selection.range == range)
    }

    @Test
    func aHeadHasNoRange() throws {
        #expect(try Self.selection(["Range: bytes=0-1"], .head).status == 200)
        #expect(try Self.selection([#"If-None-Match: "a""#], .head).status == 304)
    }

    @Test
    func theDateStandsInForLastModified() throws {
        let stored = ["Cache-Control: max-age=60", "Date: \(StoringTests.date(0))"]
        #expect(try Self.selection(["If-Modified-Since: \(StoringTests.date(0))"], of: stored).status == 304)
        #expect(try Self.selection(["If-Modified-Since: \(StoringTests.date(-1))"], of: stored).status == 200)
    }

    @Test
    func conditionsAreForWhatWouldBe200() throws {
        #expect(try Self.selection([#"If-None-Match: "a""#, "Range: bytes=0-1"], status: 404).status == 404)
    }

    @Test
    func eachAnswerHasItsHeaders() throws {
        func names(_ lines: [String]) throws -> [String] {
            try Self.selection(lines).fields.map { "\($0.name.canonicalName)=\($0.value)" }.filter {
                $0.hasPrefix("age") || $0.hasPrefix("content-") || $0.hasPrefix("last-") || $0.hasPrefix("etag")
            }
        }
        let modified = "last-modified=\(StoringTests.date(-100))"
        #expect(try names([]) == [#"etag="a""#, modified, "content-type=text/plain", "age=7"])
        #expect(
            try names(["Range: bytes=2-3"]) == [
                #"etag="a""#, modified, "content-type=text/plain", "age=7", "content-range=bytes 2-3/10",
            ])
        #expect(try names([#"If-None-Match: "a""#]) == [#"etag="a""#, "age=7"])
        #expect(try names(["Range: bytes=10-"]) == [#"etag="a""#, "age=7", "content-range=bytes */10"])
    }
}
