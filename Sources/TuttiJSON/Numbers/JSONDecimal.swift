/// The exact value of a number's text, read in place: a sign, significant digits and a magnitude.
///
/// The value is ± 0.d₁d₂d₃… × 10^magnitude, where d₁ and the last digit are not 0: `-120.50` is negative with the
/// digits 1205 and magnitude 3. Nothing is allocated, whatever the exponent.
struct JSONDecimal {
    let isNegative: Bool
    /// From the first to the last significant digit, a point between them included; empty for zero.
    let significand: Slice<UnsafeBufferPointer<UInt8>>
    let magnitude: Int

    var isZero: Bool { significand.isEmpty }

    /// Exponents beyond this are read as this: far from overflow when the number of digits is added.
    private static let largestExponent = 1_000_000_000_000_000

    /// Whether it has no fraction: no digit behind the point of the value.
    var isWhole: Bool {
        isZero || digitCount <= magnitude
    }

    /// How many significant digits there are.
    var digitCount: Int {
        var count = 0
        for _ in digits { count &+= 1 }
        return count
    }

    /// Calls `body` with each significant digit, from the first on, as ASCII.
    func forEachDigit(_ body: (UInt8) -> Void) {
        for digit in digits { body(digit) }
    }

    /// Calls `body` with the value of the text of a JSON number.
    static func withDecimal<R>(of text: String, _ body: (JSONDecimal) -> R) -> R {
        var text = text
        return text.withUTF8 { body(JSONDecimal($0)) }
    }

    init(_ text: UnsafeBufferPointer<UInt8>) {
        let isNegative = text.first == UInt8(ascii: "-")
        let unsigned = text.dropFirst(isNegative ? 1 : 0)
        let exponentMark = unsigned.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? unsigned.endIndex
        let mantissa = unsigned[..<exponentMark]
        self.isNegative = isNegative
        guard let first = mantissa.firstIndex(where: Self.isSignificant),
            let last = mantissa.lastIndex(where: Self.isSignificant)
        else {
            significand = mantissa.prefix(0)
            magnitude = 0
            return
        }
        significand = mantissa[first...last]
        let point = mantissa.firstIndex(of: UInt8(ascii: ".")) ?? mantissa.endIndex
        // 120.5: three digits before the point. 0.05: the first digit is one place too far right: magnitude -1.
        let places = first < point ? point - first : point + 1 - first
        magnitude = places + Self.exponent(unsigned[exponentMark...].dropFirst())
    }

    private static func isSignificant(_ byte: UInt8) -> Bool {
        byte != UInt8(ascii: "0") && byte != UInt8(ascii: ".")
    }

    /// The exponent of what stands behind the `e`; 0 of nothing.
    static func exponent(_ text: Slice<UnsafeBufferPointer<UInt8>>) -> Int {
        var value = 0
        for byte in text where byte &- UInt8(ascii: "0") < 10 {
            value = min(value * 10 + Int(byte &- UInt8(ascii: "0")), largestExponent)
        }
        return text.first == UInt8(ascii: "-") ? -value : value
    }

    /// Negative, zero or positive as this value is less than, equal to or greater than the other.
    func compared(to other: JSONDecimal) -> Int {
        if isZero || other.isZero {
            return sign - other.sign
        }
        if isNegative != other.isNegative { return sign }
        if magnitude != other.magnitude { return magnitude < other.magnitude ? -sign : sign }
        return sign * comparedDigits(other)
    }

    private var sign: Int {
        isZero ? 0 : isNegative ? -1 : 1
    }

    private func comparedDigits(_ other: JSONDecimal) -> Int {
        var mine = digits.makeIterator()
        var others = other.digits.makeIterator()
        while true {
            switch (mine.next(), others.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (let a?, let b?):
                if a != b { return a < b ? -1 : 1 }
            }
        }
    }

    private var digits: some Sequence<UInt8> {
        significand.lazy.filter { $0 != UInt8(ascii: ".") }
    }

    /// Feeds what makes two values equal.
    func hash(into hasher: inout Hasher) {
        hasher.combine(sign)
        hasher.combine(magnitude)
        for digit in digits { hasher.combine(digit) }
        // No digit, so that digits of one value are never taken for those of the next.
        hasher.combine(0 as UInt8)
    }

    /// A text that is the same for equal values, and for no others; it is not JSON.
    var canonicalText: String { "\(sign) \(magnitude) " + String(decoding: Array(digits), as: UTF8.self) }

    /// The value as an integer; nil if it has a fraction or doesn't fit.
    var int: Int? {
        if isZero { return 0 }
        // 9223372036854775808 has 19 digits.
        guard magnitude >= 1, magnitude <= 19 else { return nil }
        var value = 0
        var missing = magnitude
        for digit in digits {
            guard missing > 0, Self.append(Int(digit &- UInt8(ascii: "0")), to: &value, isNegative) else { return nil }
            missing -= 1
        }
        for _ in 0..<missing {
            guard Self.append(0, to: &value, isNegative) else { return nil }
        }
        return value
    }

    private static func append(_ digit: Int, to value: inout Int, _ isNegative: Bool) -> Bool {
        let (tenfold, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, overflow2) = tenfold.addingReportingOverflow(isNegative ? -digit : digit)
        value = sum
        return !overflow && !overflow2
    }
}
