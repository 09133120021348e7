internal import TuttiResilience

/// How a time is written: runs of a letter stand for its parts, other characters and `T` for themselves.
enum TimePattern {
    /// The parts, for messages.
    static let parts = "yyyy M MM MMM d dd EEE EEEE H HH mm ss SSS XXX"

    /// Whether each run of a letter is a part.
    static func isValid(_ pattern: String) -> Bool {
        Timestamp("2000-01-01T00:00:00Z").flatMap { text(of: $0, by: pattern) } != nil
    }

    /// The time as the pattern says; nil where a run of a letter is no part.
    static func text(of time: Timestamp, by pattern: String) -> String? {
        guard pattern != "rfc3339" else { return time.text }
        var result = ""
        var rest = pattern.unicodeScalars[...]
        while let first = rest.first {
            let run = rest.prefix { $0 == first }
            rest = rest.dropFirst(run.count)
            guard first.isASCII, first.properties.isAlphabetic, first != "T" else {
                result.unicodeScalars.append(contentsOf: run)
                continue
            }
            guard let part = part(String(String.UnicodeScalarView(run)), of: time) else { return nil }
            result += part
        }
        return result
    }

    private static func part(_ letters: String, of time: Timestamp) -> String? {
        let calendar = time.calendar
        switch letters {
        case "yyyy": return Timestamp.padded(calendar.year, 4)
        case "M": return String(calendar.month)
        case "MM": return Timestamp.padded(calendar.month, 2)
        case "MMM": return CalendarTime.months[calendar.month - 1]
        case "d": return String(calendar.day)
        case "dd": return Timestamp.padded(calendar.day, 2)
        case "EEE": return String(CalendarTime.weekdays[calendar.weekday].prefix(3))
        case "EEEE": return CalendarTime.weekdays[calendar.weekday]
        case "H": return String(calendar.hour)
        case "HH": return Timestamp.padded(calendar.hour, 2)
        case "mm": return Timestamp.padded(calendar.minute, 2)
        case "ss": return Timestamp.padded(calendar.second, 2)
        case "SSS": return time.fractionText(3, withPoint: false)
        case "XXX": return time.offsetText
        default: return nil
        }
    }
}
