/// A distance between moments as text: `-30d`, `1h30m`, `2mo`.
struct TimeDistance: Equatable {
    private(set) var months = 0
    private(set) var seconds: Int64 = 0
    /// Beside the seconds, with the same sign, less than a second.
    private(set) var nanoseconds = 0
    /// How many digits behind the second it has.
    private(set) var places = 0

    /// What is longer is none: 10,000 years.
    private static let longest: Int64 = 400_000_000_000

    /// Reads a sign and numbers with the units `ms`, `s`, `m`, `h`, `d`, `w`, `mo` and `y`; nil for any other text.
    init?(_ text: String) {
        var rest = text.utf8[...]
        var sign = 1
        if let first = rest.first, first == UInt8(ascii: "-") || first == UInt8(ascii: "+") {
            sign = first == UInt8(ascii: "-") ? -1 : 1
            rest = rest.dropFirst()
        }
        guard !rest.isEmpty, text.utf8.count <= 64 else { return nil }
        while !rest.isEmpty {
            let digits = rest.prefix { $0 &- UInt8(ascii: "0") < 10 }
            rest = rest.dropFirst(digits.count)
            let unit = rest.prefix { !($0 &- UInt8(ascii: "0") < 10) }
            rest = rest.dropFirst(unit.count)
            guard digits.count <= 12, let count = Int64(String(Substring(digits))),
                add(count, String(Substring(unit)), Int64(sign))
            else { return nil }
        }
    }

    private mutating func add(_ count: Int64, _ unit: String, _ sign: Int64) -> Bool {
        switch unit {
        case "ms":
            guard count <= Self.longest else { return false }
            let milliseconds = count * sign + Int64(nanoseconds / 1_000_000)
            seconds += milliseconds / 1000
            nanoseconds = Int(milliseconds % 1000) * 1_000_000
            if nanoseconds != 0 { places = 3 }
            return seconds.magnitude <= Self.longest
        case "mo", "y":
            guard count <= 120_000 else { return false }
            months += Int(count * sign) * (unit == "y" ? 12 : 1)
            return abs(months) <= 120_000
        default:
            let units: [(String, Int64)] = [("s", 1), ("m", 60), ("h", 3600), ("d", 86_400), ("w", 604_800)]
            guard let length = units.first(where: { $0.0 == unit })?.1, count <= Self.longest / length else {
                return false
            }
            seconds += count * length * sign
            return seconds.magnitude <= Self.longest
        }
    }
}
