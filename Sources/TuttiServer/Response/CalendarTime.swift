#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Wall-clock time as text, without Foundation.
struct CalendarTime: Equatable {
    /// Year, month (1 to 12) and day of the month.
    let year, month, day: Int
    /// 0 is Sunday.
    let weekday: Int
    /// The time of day in UTC.
    let hour, minute, second: Int

    /// Milliseconds since 1970-01-01 00:00 UTC; not negative, whatever the machine's clock says.
    static var millisecondsNow: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return max(0, Int64(time.tv_sec) &* 1000 &+ Int64(time.tv_nsec) / 1_000_000)
    }

    /// The time so many seconds after 1970-01-01 00:00 UTC, after Howard Hinnant, *chrono-compatible low-level date
    /// algorithms*, `civil_from_days`: years begin in March, so that the leap day is the last of its year.
    init(seconds: Int64) {
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

    /// The form of `Date`, `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, 5.6.7).
    var httpDate: String {
        let days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        return "\(days[weekday]), \(Self.two(day)) \(months[month - 1]) \(year)"
            + " \(Self.two(hour)):\(Self.two(minute)):\(Self.two(second)) GMT"
    }

    /// The form of RFC 3339 up to the seconds, `1994-11-06T08:49:37`, without a zone.
    var rfc3339: String {
        "\(year)-\(Self.two(month))-\(Self.two(day))T\(Self.two(hour)):\(Self.two(minute)):\(Self.two(second))"
    }

    private static func two(_ number: Int) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
