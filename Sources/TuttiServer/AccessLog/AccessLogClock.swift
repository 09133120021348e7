/// Times of log lines; the part up to the seconds is rendered once a second.
struct AccessLogClock {
    private var second = Int64.min
    private var text = ""

    /// The time now, RFC 3339 in UTC with milliseconds.
    mutating func now() -> String {
        rendered(milliseconds: CalendarTime.millisecondsNow)
    }

    /// The time so many milliseconds after 1970.
    mutating func rendered(milliseconds: Int64) -> String {
        let current = milliseconds / 1000
        if current != second {
            second = current
            text = CalendarTime(seconds: current).rfc3339
        }
        let fraction = String(milliseconds % 1000)
        return text + "." + String(repeating: "0", count: 3 - fraction.utf8.count) + fraction + "Z"
    }
}
