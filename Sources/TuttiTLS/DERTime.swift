/// A time in a certificate (RFC 5280, 4.1.2.5).
enum DERTime {
    private static let utcTime: UInt8 = 0x17
    private static let generalizedTime: UInt8 = 0x18

    /// Seconds since 1970; nil for what is no time.
    static func seconds(_ value: DERValue) -> Int64? {
        var digits = value.content
        guard digits.popLast() == UInt8(ascii: "Z"), digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
            return nil
        }
        func number(_ count: Int) -> Int64 {
            let number = digits.prefix(count).reduce(0) { $0 * 10 + Int64($1 - 0x30) }
            digits = digits.dropFirst(count)
            return number
        }
        let year: Int64
        switch (value.tag, digits.count) {
        case (utcTime, 12):
            let short = number(2)
            year = short < 50 ? 2000 + short : 1900 + short
        case (generalizedTime, 14): year = number(4)
        default: return nil
        }
        let (month, day, hour, minute, second) = (number(2), number(2), number(2), number(2), number(2))
        guard (1...12).contains(month), (1...31).contains(day), hour < 24, minute < 60, second < 60 else { return nil }
        return daysSince1970(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second
    }

    /// Years are counted from March on, so that the day of a leap year comes last; 400 years more, so that none is below zero.
    private static func daysSince1970(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = year + (month > 2 ? 400 : 399)
        let ofYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        // Those of whole years since the 1st of March of the year 0, less those until 1970.
        return shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + ofYear - 865_565
    }
}
