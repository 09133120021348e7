/// A date of HTTP (RFC 9110, 5.6.7), read in each of the three forms that a recipient must accept.
///
/// | form | example |
/// |---|---|
/// | IMF-fixdate | `Sun, 06 Nov 1994 08:49:37 GMT` |
/// | RFC 850 | `Sunday, 06-Nov-94 08:49:37 GMT` |
/// | asctime | `Sun Nov  6 08:49:37 1994` |
package struct HTTPDate: Equatable, Sendable {
    /// From 1970-01-01 00:00 UTC.
    package let seconds: Int64

    /// The date as a sender must write it, as an IMF-fixdate.
    package var text: String { CalendarTime(seconds: seconds).httpDate }

    /// Reads a date; nil for what is none, whatever it is.
    ///
    /// The name of the day must be one, and is not compared with the date. Names are case-sensitive.
    ///
    /// - Parameters:
    ///   - text: the header's value, without white space around it.
    ///   - now: the present, by which a year of two digits is understood; in seconds since 1970.
    package init?(_ text: String, secondsSince1970 now: @autoclosure () -> Int = SystemClock.secondsSince1970) {
        // The longest is `Wednesday, 06-Nov-94 08:49:37 GMT`.
        guard (24...33).contains(text.utf8.count) else { return nil }
        let bytes = Array(text.utf8)
        let found =
            switch bytes.count {
            case 24: Self.asctime(bytes)
            case 29 where bytes[3] == UInt8(ascii: ","): Self.fixdate(bytes)
            default: Self.rfc850(bytes, now: Int64(now()))
            }
        guard let found else { return nil }
        seconds = found
    }

    private static func fixdate(_ bytes: [UInt8]) -> Int64? {
        guard isDay(bytes[..<3], letters: 3), has(", ", at: 3, in: bytes), has(" GMT", at: 25, in: bytes),
            bytes[7] == 0x20, bytes[11] == 0x20, bytes[16] == 0x20, let day = number(bytes[5..<7]),
            let month = month(bytes[8..<11]), let year = number(bytes[12..<16]), let time = time(bytes[17..<25])
        else { return nil }
        return CalendarTime.seconds(year: year, month: month, day: day, time: time)
    }

    private static func asctime(_ bytes: [UInt8]) -> Int64? {
        // The day is two digits, or a space and one.
        guard isDay(bytes[..<3], letters: 3), bytes[3] == 0x20, let month = month(bytes[4..<7]), bytes[7] == 0x20,
            let day = number(bytes[8] == 0x20 ? bytes[9..<10] : bytes[8..<10]), bytes[10] == 0x20,
            let time = time(bytes[11..<19]), bytes[19] == 0x20, let year = number(bytes[20..<24])
        else { return nil }
        return CalendarTime.seconds(year: year, month: month, day: day, time: time)
    }

    private static func rfc850(_ bytes: [UInt8], now: Int64) -> Int64? {
        guard let comma = bytes.firstIndex(of: UInt8(ascii: ",")), isDay(bytes[..<comma], letters: .max) else {
            return nil
        }
        let rest = Array(bytes[comma...])
        guard rest.count == 24, has(", ", at: 0, in: rest), has(" GMT", at: 20, in: rest),
            rest[4] == UInt8(ascii: "-"), rest[8] == UInt8(ascii: "-"), rest[11] == 0x20,
            let day = number(rest[2..<4]), let month = month(rest[5..<8]), let short = number(rest[9..<11]),
            let time = time(rest[12..<20])
        else { return nil }
        // A date that seems to be more than 50 years ahead is of the last year with these digits that has been.
        let present = CalendarTime(seconds: now)
        func inFiftyYears(_ day: Int) -> Int64? {
            CalendarTime.seconds(
                year: present.year + 50, month: present.month, day: day,
                time: (present.hour, present.minute, present.second))
        }
        // 29 February has no such day: fifty years are never between two leap years.
        guard let latest = inFiftyYears(present.day) ?? inFiftyYears(28) else { return nil }
        for century in stride(from: present.year / 100 + 1, through: present.year / 100 - 1, by: -1) {
            guard
                let seconds = CalendarTime.seconds(year: century * 100 + short, month: month, day: day, time: time),
                seconds <= latest
            else { continue }
            return seconds
        }
        return nil
    }

    private static func isDay(_ name: ArraySlice<UInt8>, letters: Int) -> Bool {
        CalendarTime.weekdays.contains { $0.utf8.prefix(letters).elementsEqual(name) }
    }

    /// The number of a month, from 1.
    private static func month(_ name: ArraySlice<UInt8>) -> Int? {
        CalendarTime.months.firstIndex { $0.utf8.elementsEqual(name) }.map { $0 + 1 }
    }

    /// `08:49:37`.
    private static func time(_ bytes: ArraySlice<UInt8>) -> (hour: Int, minute: Int, second: Int)? {
        let colon = UInt8(ascii: ":")
        let parts = bytes.split(separator: colon, omittingEmptySubsequences: false)
        guard parts.count == 3, parts.allSatisfy({ $0.count == 2 }), let hour = number(parts[0]),
            let minute = number(parts[1]), let second = number(parts[2])
        else { return nil }
        return (hour, minute, second)
    }

    /// The value of at most four digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }

    private static func has(_ text: String, at place: Int, in bytes: [UInt8]) -> Bool {
        bytes[place...].starts(with: text.utf8)
    }
}
