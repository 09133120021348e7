import HTTPTypes
import Testing
import TuttiCaching

/// 304, and what it changes about a stored response.
struct ValidatingTests {
    private static let now = StoringTests.now

    private static func update(_ stored: [String], _ lines: [String], after seconds: Int64 = 100) throws
        -> HTTPCache.Validation
    {
        let head = try #require(StoringTests.store(stored))
        let moment = now + seconds * 1_000
        return HTTPCache().update(
            head, by: Lines.fields(lines), for: Lines.request(),
            moments: CacheMoments(requested: moment, received: moment))
    }

    @Test
    func headersOfA304TakeThePlaceOfTheStoredOnes() throws {
        let old = [
            "Cache-Control: max-age=60", #"ETag: "a""#, "A: 1", "A: 2", "B: 3", "Content-Length: 36",
            "Content-Type: text/plain",
            "Date: \(StoringTests.date(0))",
        ]
        let new = [
            "Cache-Control: max-age=5", #"ETag: "a""#, "A: 4", "Content-Length: 10", "Content-Type: x/y", "C: 5",
            "Connection: d", "D: 6",
        ]
        guard case .updated(let head) = try Self.update(old, new) else {
            Issue.record("not updated")
            return
        }
        #expect(
            head.fields.map { "\($0.name.rawName): \($0.value)" } == [
                "B: 3", "Content-Length: 36", "Content-Type: text/plain", "Cache-Control: max-age=5", #"ETag: "a""#,
                "A: 4",
                "C: 5", "Date: \(StoringTests.date(100))",
            ])
        #expect(head.lifetime == 5)
        #expect(head.age(at: Self.now + 101_000) == 1_000)
    }

    @Test(
        arguments: [
            (#"ETag: "a""#, ["Cache-Control: max-age=60"], "updated"), (#"ETag: "a""#, [#"ETag: "a""#], "updated"),
            (#"ETag: "a""#, [#"ETag: W/"a""#], "updated"), (#"ETag: "a""#, [#"ETag: "b""#], "another"),
            ("ETag: a", ["ETag: a"], "updated"), ("ETag: a", ["ETag: b"], "another"),
            ("Last-Modified: \(StoringTests.date(-9))", [#"ETag: "b""#], "another"),
            (#"ETag: "a""#, ["Cache-Control: no-store"], "once"), (#"ETag: "a""#, ["Cache-Control: private"], "once"),
            (#"ETag: "a""#, ["Vary: *"], "once"), (#"ETag: "a""#, ["Cache-Control: no-cache"], "updated"),
        ] as [(String, [String], String)])
    func theValidatorTellsWhichResponseItIs(validator: String, lines: [String], outcome: String) throws {
        let word =
            switch try Self.update(["Cache-Control: max-age=60", validator], lines) {
            case .updated: "updated"
            case .servedOnce: "once"
            case .anotherOne: "another"
            }
        #expect(word == outcome)
    }
}
