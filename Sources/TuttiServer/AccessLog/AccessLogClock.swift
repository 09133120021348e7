internal import TuttiResilience

/// Times of log lines; the part up to the seconds is rendered once a second.
struct AccessLogClock {
    private var second = Int64.min
    private var text: [UInt8] = []

    /// Appends the time now, RFC 3339 in UTC with milliseconds.
    mutating func write(to bytes: inout [UInt8]) {
        write(milliseconds: CalendarTime.millisecondsNow, to: &bytes)
    }

    /// Appends the time so many milliseconds after 1970.
    mutating func write(milliseconds: Int64, to bytes: inout [UInt8]) {
        let current = milliseconds / 1000
        if current != second {
            second = current
            text = Array(CalendarTime(seconds: current).rfc3339.utf8)
        }
        bytes.append(contentsOf: text)
        AccessLogLine.write(thousandths: milliseconds % 1000, to: &bytes)
        bytes.append(UInt8(ascii: "Z"))
    }
}
