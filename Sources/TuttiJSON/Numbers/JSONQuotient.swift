/// What a division has given: ± `digits` · 10^`exponent`, and something less than the last digit where it is not exact.
///
/// It has 35 or 36 digits, and is rounded to 34 of them, as decimal128 of IEEE 754 does.
struct JSONQuotient {
    let isNegative: Bool
    let digits: UInt128
    let exponent: Int
    let isExact: Bool

    /// The quotient rounded half even.
    ///
    /// Of an exact one, zeros at the end are left out as long as the exponent is below the preferred one, which is the one of
    /// the dividend without that of the divisor: 6.00 / 2 is 3.00.
    func number(preferring preferred: Int) -> JSONNumber {
        var (digits, exponent) = (digits, exponent)
        while isExact, exponent < preferred, digits > 0 {
            let (shorter, digit) = digits.quotientAndRemainder(dividingBy: 10)
            guard digit == 0 else { break }
            (digits, exponent) = (shorter, exponent &+ 1)
        }
        let most = JSONDecimalText.power(34)
        var unit: UInt128 = 1
        while digits / unit >= most { unit &*= 10 }
        if unit > 1 {
            let (cut, rest) = digits.quotientAndRemainder(dividingBy: unit)
            let toHalf = rest &* 2 < unit ? -1 : rest &* 2 == unit && isExact ? 0 : 1
            let step = JSONRounding.halfEven.step(
                isNegative: false, isOdd: cut & 1 != 0, hasRest: rest != 0 || !isExact, toHalf: toHalf)
            digits = cut &+ UInt128(step)
            exponent &+= unit == 10 ? 1 : 2
        }
        if let word = Int(exactly: digits),
            let short = JSONShortDecimal(digits: isNegative ? -word : word, places: -exponent)
        {
            return JSONNumber(short: short)
        }
        return JSONNumber(text: JSONDecimalText.text(isNegative, digits: String(digits), exponent: exponent))
    }
}
