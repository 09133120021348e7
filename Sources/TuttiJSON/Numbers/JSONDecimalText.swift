/// How the results of arithmetic are written.
///
/// All digits stand, those after the point too when they are zeros: 3 · 19.90 is `59.70`. An exponent is written where there
/// would be more than five zeros between the point and the first other digit (`1e-7`), and where a whole number would have to be
/// filled up with zeros to more than 21 digits (`1e401`).
enum JSONDecimalText {
    private static let mostWhole = 21
    private static let mostZeros = 5

    private static let zero = UInt8(ascii: "0")
    private static let point = UInt8(ascii: ".")

    /// ± `digits` · 10^`exponent` as JSON.
    static func text(_ isNegative: Bool, digits: String, exponent: Int) -> String {
        var result: [UInt8] = []
        // What is filled up has at most a sign, a point and an exponent beside its digits.
        result.reserveCapacity(digits.utf8.count &+ 32)
        JSONText.with(digits) { append(isNegative, digits: $0, exponent, to: &result) }
        return String(decoding: result, as: UTF8.self)
    }

    /// Adds ± `digits` · 10^`exponent`; the digits begin with 0 for zero only.
    static func append(
        _ isNegative: Bool, digits: UnsafeBufferPointer<UInt8>, _ exponent: Int, to result: inout [UInt8]
    ) {
        let digits = digits[...]
        let isZero = digits.first == zero
        if isNegative, !isZero { result.append(UInt8(ascii: "-")) }
        /// How many digits stand before the point; zeros follow it where that is negative.
        let whole = digits.count &+ exponent
        if isZero {
            result.append(zero)
            guard exponent < 0, exponent >= -JSONShortDecimal.mostPlaces else { return }
            result.append(point)
            result += repeatElement(zero, count: -exponent)
        } else if exponent >= 0, exponent == 0 || whole <= mostWhole {
            result += digits
            result += repeatElement(zero, count: exponent)
        } else if exponent < 0, whole > 0 {
            result += digits.prefix(whole)
            result.append(point)
            result += digits.dropFirst(whole)
        } else if exponent < 0, -whole <= mostZeros {
            result.append(zero)
            result.append(point)
            result += repeatElement(zero, count: -whole)
            result += digits
        } else {
            appendScientific(digits, isWhole: exponent > 0, power: whole &- 1, to: &result)
        }
    }

    /// One digit before the point, and the power of ten that it counts; zeros at the end of a whole number say nothing.
    private static func appendScientific(
        _ digits: Slice<UnsafeBufferPointer<UInt8>>, isWhole: Bool, power: Int, to result: inout [UInt8]
    ) {
        var digits = digits
        while isWhole, digits.count > 1, digits.last == zero { digits.removeLast() }
        result += digits.prefix(1)
        if digits.count > 1 {
            result.append(point)
            result += digits.dropFirst()
        }
        result.append(UInt8(ascii: "e"))
        result += String(power).utf8
    }

    /// 10^`exponent`, of which 38 is the largest; 1 for any other.
    @inline(__always)
    static func power(_ exponent: Int) -> UInt128 {
        exponent >= 0 && exponent < powers.count ? powers[exponent] : 1
    }

    private static let powers: [UInt128] = {
        var powers: [UInt128] = [1]
        while powers.count <= 38 { powers.append((powers.last ?? 1) * 10) }
        return powers
    }()

    /// How many digits a number has: 1 for 0.
    static func count(_ value: UInt) -> Int {
        var (count, rest) = (1, value / 10)
        while rest > 0 { (count, rest) = (count &+ 1, rest / 10) }
        return count
    }
}
