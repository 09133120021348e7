/// Dates and times of RFC 3339, section 5.6.
enum TimeFormat {
    static func isDateTime(_ text: Span<UInt8>) -> Bool {
        guard text.count > 11, text[10] | 0x20 == UInt8(ascii: "t") else { return false }
        return isDate(text.extracting(0..<10)) && isTime(text.extracting(11..<text.count))
    }

    static func isDate(_ text: Span<UInt8>) -> Bool {
        guard text.count == 10, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            let year = number(text, 0..<4), let month = number(text, 5..<7), let day = number(text, 8..<10)
        else { return false }
        return day >= 1 && day <= days(in: month, of: year)
    }

    private static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 1...12: 31
        default: 0
        }
    }

    /// With an offset; a leap second is where one can be, in the last minute of a day of UTC (5.7).
    static func isTime(_ text: Span<UInt8>) -> Bool {
        guard text.count >= 9, text[2] == UInt8(ascii: ":"), text[5] == UInt8(ascii: ":"),
            let hour = number(text, 0..<2), let minute = number(text, 3..<5), let second = number(text, 6..<8),
            hour < 24, minute < 60, second <= 60
        else { return false }
        var index = 8
        if text[index] == UInt8(ascii: ".") {
            index += 1
            let first = index
            while index < text.count, text[index].isDecimalDigit { index += 1 }
            guard index > first else { return false }
        }
        guard let offset = offset(text.extracting(index..<text.count)) else { return false }
        let minuteOfDay = (hour * 60 + minute - offset + 2 * 1440) % 1440
        return second < 60 || minuteOfDay == 1439
    }

    /// Minutes east of UTC.
    private static func offset(_ text: Span<UInt8>) -> Int? {
        guard text.count > 0 else { return nil }
        if text.count == 1 { return text[0] | 0x20 == UInt8(ascii: "z") ? 0 : nil }
        let isWest = text[0] == UInt8(ascii: "-")
        guard text.count == 6, isWest || text[0] == UInt8(ascii: "+"), text[3] == UInt8(ascii: ":"),
            let hours = number(text, 1..<3), let minutes = number(text, 4..<6), hours < 24, minutes < 60
        else { return nil }
        return (hours * 60 + minutes) * (isWest ? -1 : 1)
    }

    private static func number(_ text: Span<UInt8>, _ range: Range<Int>) -> Int? {
        var value = 0
        for index in range {
            guard index < text.count, text[index].isDecimalDigit else { return nil }
            value = value * 10 + Int(text[index] - UInt8(ascii: "0"))
        }
        return value
    }
}
