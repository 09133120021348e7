internal import TuttiJSON
internal import TuttiResilience

/// A moment of RFC 3339, as the functions of time read and write it: 9 digits behind the second, years 0000 to 9999.
struct Timestamp: Equatable {
    /// Since 1970-01-01T00:00:00Z; before that, negative.
    let seconds: Int64
    /// What comes on top of them, 0 to 999,999,999.
    let nanoseconds: Int
    /// How many digits behind the second were written, 0 to 9.
    let places: Int
    /// Minutes east of UTC; nil where it was written `Z`.
    let offset: Int?

    private static let earliest: Int64 = -62_167_219_200
    private static let latest: Int64 = 253_402_300_799

    /// Nil for a moment outside of the years 0000 to 9999, which has no form in RFC 3339.
    init?(seconds: Int64, nanoseconds: Int, places: Int, offset: Int?) {
        let local = seconds + Int64(offset ?? 0) * 60
        guard seconds >= Self.earliest - 86_400, seconds <= Self.latest + 86_400,
            (Self.earliest...Self.latest).contains(local)
        else { return nil }
        (self.seconds, self.nanoseconds, self.places, self.offset) = (seconds, nanoseconds, places, offset)
    }

    /// Reads a text (RFC 3339, 5.6); nil for any other.
    ///
    /// A leap second is the first one of the next minute. Digits behind the ninth are left out.
    init?(_ text: String) {
        guard text.utf8.count >= 20, text.utf8.count <= 64 else { return nil }
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for index in range {
                guard index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 else { return nil }
                value = value * 10 + Int(bytes[index] &- UInt8(ascii: "0"))
            }
            return value
        }
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] | 0x20 == UInt8(ascii: "t"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10), let hour = number(11..<13),
            let minute = number(14..<16), let second = number(17..<19),
            let local = CalendarTime.seconds(year: year, month: month, day: day, time: (hour, minute, second))
        else { return nil }
        var (index, nanoseconds, digits) = (19, 0, 0)
        if bytes[index] == UInt8(ascii: ".") {
            index += 1
            while index < bytes.count, bytes[index] &- UInt8(ascii: "0") < 10 {
                if digits < 9 { nanoseconds = nanoseconds * 10 + Int(bytes[index] &- UInt8(ascii: "0")) }
                (index, digits) = (index + 1, digits + 1)
            }
            guard digits > 0 else { return nil }
            for _ in min(digits, 9)..<9 { nanoseconds *= 10 }
        }
        var offset: Int?
        if index + 1 == bytes.count {
            guard bytes[index] | 0x20 == UInt8(ascii: "z") else { return nil }
        } else {
            guard let minutes = Self.minutes(bytes[index...]) else { return nil }
            offset = minutes
        }
        self.init(
            seconds: local - Int64(offset ?? 0) * 60, nanoseconds: nanoseconds, places: min(digits, 9), offset: offset)
    }

    /// A number of seconds since 1970, of which 9 digits behind the point count; nil for one that is out of range.
    init?(_ number: JSONNumber) {
        if let whole = number.int {
            self.init(seconds: Int64(whole), nanoseconds: 0, places: 0, offset: nil)
            return
        }
        var calculation = JSONArithmetic(digits: 40)
        guard let parts = try? calculation.fixed(number, places: 9, .down), let whole = Int64(parts.whole),
            let fraction = Int(parts.fraction), whole <= Self.latest
        else { return nil }
        var text = parts.fraction.utf8[...]
        while text.last == UInt8(ascii: "0") { text = text.dropLast() }
        guard parts.isNegative, fraction > 0 else {
            self.init(
                seconds: parts.isNegative ? -whole : whole, nanoseconds: fraction, places: text.count, offset: nil)
            return
        }
        self.init(seconds: -whole - 1, nanoseconds: 1_000_000_000 - fraction, places: text.count, offset: nil)
    }

    /// Minutes of `+01:00`; nil for any other text.
    static func minutes(_ text: ArraySlice<UInt8>) -> Int? {
        let bytes = Array(text)
        guard bytes.count == 6, bytes[0] == UInt8(ascii: "+") || bytes[0] == UInt8(ascii: "-"),
            bytes[3] == UInt8(ascii: ":")
        else { return nil }
        var digits: [Int] = []
        for index in [1, 2, 4, 5] {
            guard bytes[index] &- UInt8(ascii: "0") < 10 else { return nil }
            digits.append(Int(bytes[index] &- UInt8(ascii: "0")))
        }
        let (hours, minutes) = (digits[0] * 10 + digits[1], digits[2] * 10 + digits[3])
        guard hours < 24, minutes < 60 else { return nil }
        return (hours * 60 + minutes) * (bytes[0] == UInt8(ascii: "-") ? -1 : 1)
    }
}

extension Timestamp {
    /// Negative, zero or positive as it is before, at or after another moment.
    func order(to other: Timestamp) -> Int {
        if seconds != other.seconds { return seconds < other.seconds ? -1 : 1 }
        return nanoseconds - other.nanoseconds
    }

    /// The seconds since 1970, with a fraction where there is one.
    var number: JSONNumber {
        guard nanoseconds > 0 else { return JSONNumber(Int(seconds)) }
        let isNegative = seconds < 0
        let (whole, rest) = isNegative ? (-seconds - 1, 1_000_000_000 - nanoseconds) : (seconds, nanoseconds)
        var fraction = String(rest)
        fraction = String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
        while fraction.utf8.last == UInt8(ascii: "0") { fraction.removeLast() }
        return JSONNumber("\(isNegative ? "-" : "")\(whole).\(fraction)") ?? JSONNumber(Int(seconds))
    }

    /// The calendar where it was written.
    var calendar: CalendarTime { CalendarTime(seconds: seconds + Int64(offset ?? 0) * 60) }

    /// The form of RFC 3339.
    var text: String { calendar.rfc3339 + fractionText(places, withPoint: true) + offsetText }

    /// `Z` or `+01:00`.
    var offsetText: String {
        guard let offset else { return "Z" }
        let minutes = abs(offset)
        return "\(offset < 0 ? "-" : "+")\(Self.padded(minutes / 60, 2)):\(Self.padded(minutes % 60, 2))"
    }

    /// So many digits behind the second, at most 9.
    func fractionText(_ places: Int, withPoint: Bool) -> String {
        guard places > 0 else { return "" }
        return (withPoint ? "." : "") + Self.padded(nanoseconds, 9).prefix(places)
    }

    /// A number with zeros in front.
    static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
    }

    /// The same moment, written with another offset; nil where that has no form.
    func written(offset: Int?) -> Timestamp? {
        Timestamp(seconds: seconds, nanoseconds: nanoseconds, places: places, offset: offset)
    }

    /// The moment after so much time; nil where that has no form.
    ///
    /// Months are those of the calendar where it was written: from a day that the month doesn't have, the month's last day.
    func adding(_ time: TimeDistance) -> Timestamp? {
        var local = seconds + Int64(offset ?? 0) * 60
        if time.months != 0 {
            let calendar = CalendarTime(seconds: local)
            let month = calendar.year * 12 + calendar.month - 1 + time.months
            guard month >= 0, month < 120_000 else { return nil }
            let clock = (calendar.hour, calendar.minute, calendar.second)
            var moved: Int64?
            for day in stride(from: calendar.day, to: 0, by: -1) where moved == nil {
                moved = CalendarTime.seconds(year: month / 12, month: month % 12 + 1, day: day, time: clock)
            }
            guard let moved else { return nil }
            local = moved
        }
        // A distance is bounded, and so are both sums.
        let sum = nanoseconds + time.nanoseconds
        let carry = sum >= 1_000_000_000 ? 1 : sum < 0 ? -1 : 0
        return Timestamp(
            seconds: local - Int64(offset ?? 0) * 60 + time.seconds + Int64(carry),
            nanoseconds: sum - carry * 1_000_000_000,
            places: max(places, time.places), offset: offset)
    }
}
