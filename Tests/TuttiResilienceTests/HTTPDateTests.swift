import SeededRandom
import Testing
import TuttiResilience

/// RFC 9110, 5.6.7.
struct HTTPDateTests {
    /// 2026-11-29 10:00:00 UTC.
    private static let now = 1_795_946_400

    private static func seconds(_ text: String, now: Int = now) -> Int64? {
        HTTPDate(text, secondsSince1970: now)?.seconds
    }

    @Test(arguments: [
        "Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994",
        "Sun Nov 06 08:49:37 1994",
    ])
    func theThreeFormsAreOneDate(text: String) {
        #expect(Self.seconds(text) == 784_111_777)
        #expect(HTTPDate(text)?.text == "Sun, 06 Nov 1994 08:49:37 GMT")
    }

    @Test(
        arguments: [
            ("Wednesday, 31-Dec-25 23:59:60 GMT", 1_767_225_600), ("Thu Feb 29 00:00:00 2024", 1_709_164_800),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0), ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
            ("Wed, 31 Dec 1969 23:59:59 GMT", -1),
            // The name of the day is not compared with the date.
            ("Mon, 06 Nov 1994 08:49:37 GMT", 784_111_777),
        ] as [(String, Int64)])
    func isRead(text: String, seconds: Int64) {
        #expect(Self.seconds(text) == seconds)
    }

    /// More than 50 years ahead is in the past, and 50 years ahead is not.
    @Test(arguments: [
        ("Sunday, 29-Nov-76 10:00:00 GMT", now, 2076), ("Sunday, 29-Nov-76 10:00:01 GMT", now, 1976),
        ("Sunday, 01-Jan-77 00:00:00 GMT", now, 1977), ("Sunday, 01-Jan-76 00:00:00 GMT", now, 2076),
        ("Sunday, 01-Jan-00 00:00:00 GMT", now, 2000), ("Sunday, 01-Jan-26 00:00:00 GMT", now, 2026),
        // In 2090 the year 05 is 2105, and 95 is 2095.
        ("Sunday, 01-Jan-05 00:00:00 GMT", 3_800_000_000, 2105),
        ("Sunday, 01-Jan-95 00:00:00 GMT", 3_800_000_000, 2095),
        ("Sunday, 01-Jan-70 00:00:00 GMT", 0, 1970), ("Sunday, 01-Jan-21 00:00:00 GMT", 0, 1921),
        // 29 February 2024: the year 2074 has no such day. And 29 February of 00 is that of 2000, for 2100 has none.
        ("Sunday, 28-Feb-74 00:00:00 GMT", 1_709_164_800, 2074),
        ("Sunday, 01-Mar-74 00:00:00 GMT", 1_709_164_800, 1974),
        ("Sunday, 29-Feb-00 00:00:00 GMT", 3_800_000_000, 2000),
    ])
    func aYearOfTwoDigitsIsUnderstoodByThePresent(text: String, now: Int, year: Int) throws {
        let seconds = try #require(Self.seconds(text, now: now))
        #expect(CalendarTime(seconds: seconds).year == year)
    }

    @Test(arguments: [
        "", "0", "120", "-1", "soon", "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 +00", "sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 nov 1994 08:49:37 GMT",
        "Sun, 6 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 8:49:37 GMT ", "Sun, 06-Nov-1994 08:49:37 GMT",
        "Sux, 06 Nov 1994 08:49:37 GMT", "Sun, 31 Nov 1994 08:49:37 GMT", "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 24:00:00 GMT", "Sun, 06 Nov 1994 08:60:37 GMT", "Sun, 06 Nov 1994 08:49:61 GMT",
        "Sun, 06 Nov +994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:-7 GMT", "Sun, 06 Nov 1994\u{A0}08:49:37 GMT",
        "Sun, 29 Feb 2023 08:49:37 GMT", " Sun, 06 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 08:49:37 GMT\r\n",
        "Sun, 06-Nov-94 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37", "Sunday,  6-Nov-94 08:49:37 GMT",
        "Sunday 06-Nov-94 08:49:37 GMT", "Sun Nov 6 08:49:37 1994", "Sun Nov  6 08:49:37 1994 GMT",
        "Sun Nov  0 08:49:37 1994", "Sunday Nov  6 08:49:37 1994", ",,,,,,,,,,,,,,,,,,,,,,,,,,,,,",
        "1994-11-06T08:49:37Z",
        "Sunday, 30-Feb-94 08:49:37 GMT", "::::::::::::::::::::::::", "Wednesday, 06-Nov-94 08:49:37 GMTGMT",
    ])
    func isNone(text: String) {
        #expect(Self.seconds(text) == nil)
    }

    @Test func anythingIsADateOrNone() {
        var random = SeededGenerator(seed: 3)
        let pieces = [
            "Sun", "Sunday", ", ", "06", " ", "Nov", "-", "94", "1994", "08:49:37", " GMT", "é", "\0", "99", ":",
        ]
        for _ in 0..<20_000 {
            var text =
                ["Sun, 06 Nov 1994 08:49:37 GMT", "Sunday, 06-Nov-94 08:49:37 GMT", "Sun Nov  6 08:49:37 1994"]
                .randomElement(using: &random) ?? ""
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = text.index(text.startIndex, offsetBy: Int.random(in: 0..<text.count, using: &random))
                let piece = Bool.random(using: &random) ? pieces.randomElement(using: &random) ?? "" : ""
                text.replaceSubrange(place...place, with: piece)
                if text.isEmpty { text = "x" }
            }
            if let date = HTTPDate(text, secondsSince1970: Self.now) {
                #expect(HTTPDate(date.text)?.seconds == date.seconds, "\(text)")
            }
        }
    }
}
