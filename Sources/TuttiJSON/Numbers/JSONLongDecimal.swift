internal import BigInt

/// A number of any digits, for what a machine word is too short for: `coefficient` · 10^`exponent`.
struct JSONLongDecimal {
    let coefficient: BigInt
    let exponent: Int
    /// How many digits the coefficient has: 1 for zero.
    let count: Int

    /// The power of ten just above the first digit: 3 of 120.50.
    var top: Int { exponent &+ count }

    var isZero: Bool { coefficient.isZero }

    /// Exponents beyond this are not calculated with, and so no sum of some of them overflows.
    static let largestExponent = 1_000_000_000

    /// Throws where a number's exponent, written with one digit before the point, is beyond ± ``largestExponent``.
    static func check(top: Int) throws(JSONArithmeticError) {
        guard (top &- 1).magnitude <= largestExponent else { throw .exponentTooLarge }
    }

    /// A number, the zeros at its end included.
    ///
    /// - Throws: `tooManyDigits`, `exponentTooLarge`.
    init(_ number: JSONNumber, atMost limit: Int) throws(JSONArithmeticError) {
        if case .short(let short) = number.storage {
            self.init(
                BigInt(short.digits), exponent: -short.places, count: JSONDecimalText.count(short.digits.magnitude))
            return
        }
        let (digits, isNegative, exponent) = Self.parts(of: number.text)
        guard digits != "0" else {
            self.init(0, exponent: exponent < 0 && exponent >= -JSONShortDecimal.mostPlaces ? exponent : 0, count: 1)
            return
        }
        guard digits.utf8.count <= limit else { throw .tooManyDigits }
        try Self.check(top: exponent &+ digits.utf8.count)
        let magnitude = BigInt(digits) ?? 0
        self.init(isNegative ? -magnitude : magnitude, exponent: exponent, count: digits.utf8.count)
    }

    init(_ coefficient: BigInt, exponent: Int, count: Int) {
        (self.coefficient, self.exponent, self.count) = (coefficient, exponent, count)
    }

    /// The digits without point and zeros before the first other one, the sign, and the exponent of the last digit.
    private static func parts(of text: String) -> (digits: String, isNegative: Bool, exponent: Int) {
        JSONText.with(text) { bytes in
            let mark = bytes.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? bytes.endIndex
            let mantissa = bytes[..<mark]
            let point = mantissa.firstIndex(of: UInt8(ascii: "."))
            let places = point.map { mark - $0 - 1 } ?? 0
            let digits = mantissa.filter { $0 &- UInt8(ascii: "0") < 10 }.drop { $0 == UInt8(ascii: "0") }
            return (
                digits.isEmpty ? "0" : String(decoding: digits, as: UTF8.self), bytes.first == UInt8(ascii: "-"),
                JSONDecimal.exponent(bytes[mark...].dropFirst()) - places
            )
        }
    }

    /// The coefficient of the same value with a lower exponent.
    func coefficient(exponent lower: Int) -> BigInt {
        exponent > lower ? coefficient * BigInt(10).power(exponent - lower) : coefficient
    }

    /// The value as a number.
    ///
    /// - Throws: `tooManyDigits`, `exponentTooLarge`.
    func number(atMost limit: Int) throws(JSONArithmeticError) -> JSONNumber {
        if let digits = Int(exactly: coefficient), let short = JSONShortDecimal(digits: digits, places: -exponent) {
            return JSONNumber(short: short)
        }
        guard !coefficient.isZero else { return JSONNumber(0) }
        let digits = String(coefficient.magnitude)
        guard digits.utf8.count <= limit else { throw .tooManyDigits }
        try Self.check(top: exponent &+ digits.utf8.count)
        return JSONNumber(text: JSONDecimalText.text(coefficient.sign == .minus, digits: digits, exponent: exponent))
    }
}
