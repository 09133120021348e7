internal import TuttiResilience

/// Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date.
enum RetryAfter {
    /// How long to wait from now on.
    ///
    /// - Parameters:
    ///   - value: the field's value.
    ///   - now: the wall clock, in seconds since 1970.
    /// - Returns: nil for what is neither.
    static func pause(_ value: String, secondsSince1970 now: Int) -> TimeSpan? {
        let bytes = Array(value.utf8)
        if let seconds = number(bytes[...].prefix(9)) {
            if bytes.count <= 9 { return .seconds(Int64(seconds)) }
            // More than 31 years: no time to wait for, but still what the service wants.
            if bytes.allSatisfy({ (48...57).contains($0) }) { return TimeSpan(nanoseconds: .max) }
        }
        guard let date = date(bytes) else { return nil }
        return .seconds(Int64(max(date - now, 0)))
    }

    /// An IMF-fixdate, `Sun, 06 Nov 1994 08:49:37 GMT`, in seconds since 1970 (RFC 9110, 5.6.7).
    private static func date(_ bytes: [UInt8]) -> Int? {
        guard bytes.count == 29, bytes[25...].elementsEqual(" GMT".utf8),
            let day = number(bytes[5..<7]), let year = number(bytes[12..<16]), let hour = number(bytes[17..<19]),
            let minute = number(bytes[20..<22]), let second = number(bytes[23..<25]),
            let month = months.firstIndex(of: String(decoding: bytes[8..<11], as: UTF8.self)),
            (1...31).contains(day), hour < 24, minute < 60, second < 61
        else { return nil }
        // Days since 1970-01-01 of the proleptic Gregorian calendar, the year beginning in March (Hinnant, "chrono-
        // Compatible Low-Level Date Algorithms"): 1994-11-06 is day 9,075.
        let shifted = month < 2 ? year - 1 : year
        let dayOfYear = (153 * (month < 2 ? month + 10 : month - 2) + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return days * 86_400 + hour * 3_600 + minute * 60 + second
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]

    /// The value of at most nine digits.
    private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
        guard !digits.isEmpty, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
        return digits.reduce(0) { $0 * 10 + Int($1 - 48) }
    }
}
