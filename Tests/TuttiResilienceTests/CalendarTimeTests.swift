import Foundation
import SeededRandom
import Testing
import TuttiResilience

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

    @Test func secondsAndCalendarAreEachOthersOpposite() throws {
        var random = SeededGenerator(seed: 2)
        for _ in 0..<2000 {
            let seconds = Int64.random(in: -62_167_219_200..<253_402_300_800, using: &random)  // years 0 to 9999
            let time = CalendarTime(seconds: seconds)
            let back = CalendarTime.seconds(
                year: time.year, month: time.month, day: time.day, time: (time.hour, time.minute, time.second))
            #expect(back == seconds)
        }
    }

    @Test(arguments: [
        (2023, 2, 29), (2024, 2, 30), (2100, 2, 29), (2024, 4, 31), (2024, 0, 1), (2024, 13, 1), (2024, 1, 0),
        (-1, 1, 1), (10_000, 1, 1), (.max, 1, 1), (.min, .min, .min),
    ])
    func dayThatDoesNotExist(year: Int, month: Int, day: Int) {
        #expect(CalendarTime.seconds(year: year, month: month, day: day, time: (0, 0, 0)) == nil)
    }
}
