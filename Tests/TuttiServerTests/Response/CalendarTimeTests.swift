import Foundation
import SeededRandom
import Testing

@testable import TuttiServer

@Suite struct CalendarTimeTests {
    @Test(arguments: [
        (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"), (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
        (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"), (4_107_542_399, "Sun, 28 Feb 2100 23:59:59 GMT"),
        (-1, "Wed, 31 Dec 1969 23:59:59 GMT"),
    ])
    func isAnHTTPDate(seconds: Int64, text: String) {
        #expect(CalendarTime(seconds: seconds).httpDate == text)
    }

    @Test func agreesWithFoundation() throws {
        var random = SeededGenerator(seed: 1)
        let formatter = ISO8601DateFormatter()
        for _ in 0..<2000 {
            let seconds = Int64.random(in: 0..<7_000_000_000, using: &random)
            let expected = formatter.string(from: Date(timeIntervalSince1970: Double(seconds)))
            #expect(CalendarTime(seconds: seconds).rfc3339 + "Z" == expected)
        }
    }

    @Test func logTimesHaveMilliseconds() {
        var clock = AccessLogClock()
        func rendered(_ milliseconds: Int64) -> String {
            var bytes: [UInt8] = []
            clock.write(milliseconds: milliseconds, to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        }
        #expect(rendered(784_111_777_005) == "1994-11-06T08:49:37.005Z")
        #expect(rendered(784_111_777_950) == "1994-11-06T08:49:37.950Z")
        #expect(rendered(784_111_778_000) == "1994-11-06T08:49:38.000Z")
    }
}
