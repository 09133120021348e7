internal import Glibc

/// Wall-clock time by the calendar, in UTC, without Foundation.
package struct CalendarTime: Equatable, Sendable {
    /// Year, month (1 to 12) and day of the month.
    package let year, month, day: Int
    /// 0 is Sunday.
    package let weekday: Int
    /// The time of day.
    package let hour, minute, second: Int

    /// Milliseconds since 1970-01-01 00:00 UTC; not negative, whatever the machine's clock says.
    package static var millisecondsNow: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return max(0, Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000)
    }

    /// The time so many seconds after 1970-01-01 00:00 UTC, after Howard Hinnant, *chrono-compatible low-level date
    /// algorithms*, `civil_from_days`: years begin in March, so that the leap day is the last of its year.
    package init(seconds: Int64) {
        let days = Int((seconds >= 0 ? seconds : seconds - 86_399) / 86_400)
        let time = Int(seconds - Int64(days) * 86_400)
        let shifted = days + 719_468  // days since 0000-03-01
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        weekday = ((days + 4) % 7 + 7) % 7
        hour = time / 3600
        minute = time / 60 % 60
        second = time % 60
    }

    /// The seconds from 1970-01-01 00:00 UTC to a moment of the calendar, `days_from_civil` of the same source.
    ///
    /// A leap second, `:60`, counts as the first second of the next minute, as in POSIX.
    ///
    /// - Parameters:
    ///   - year: 0 to 9999.
    ///   - month: 1 to 12.
    ///   - day: from 1.
    ///   - time: hour, minute, second.
    /// - Returns: nil for a day or an hour that doesn't exist.
    package static func seconds(
        year: Int, month: Int, day: Int, time: (hour: Int, minute: Int, second: Int)
    ) -> Int64? {
        guard (0...9999).contains(year), (1...12).contains(month), (1...31).contains(day),
            (0..<24).contains(time.hour), (0..<60).contains(time.minute), (0...60).contains(time.second)
        else { return nil }
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let days = era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
        // For a day that the month doesn't have, such as 31 April, this is a day of the next month.
        guard CalendarTime(seconds: Int64(days) * 86_400).day == day else { return nil }
        return Int64(days) * 86_400 + Int64(time.hour * 3600 + time.minute * 60 + time.second)
    }

    /// The form of `Date`, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
    package var httpDate: String {
        "\(Self.weekdays[weekday].prefix(3)), \(Self.two(day)) \(Self.months[month - 1]) \(Self.four(year))"
            + " \(Self.two(hour)):\(Self.two(minute)):\(Self.two(second)) GMT"
    }

    /// The form of RFC 3339 up to the seconds, `1994-11-06T08:49:37`, without a zone.
    package var rfc3339: String {
        "\(Self.four(year))-\(Self.two(month))-\(Self.two(day))T\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))"
    }

    /// Names of the days, Sunday first; HTTP writes their first three letters, or all.
    package static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
    /// Names of the months as HTTP writes them.
    package static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }

    private static func four(_ number: Int) -> String {
        (number / 100 == 0 ? "00" : number < 1000 ? "0\(number / 100)" : "\(number / 100)") + two(number % 100)
    }
}
