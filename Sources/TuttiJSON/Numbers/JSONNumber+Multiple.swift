internal import BigInt

extension JSONNumber {
    /// Whether the number is a whole multiple of another; of 0, none is.
    ///
    /// Exact: 0.3 is a multiple of 0.1. Takes time in proportion to the product of their digits.
    package func isMultiple(of divisor: JSONNumber) -> Bool {
        // 1e3 is 1000 to what calculates in a machine word.
        let whole = longByteCount > 0 ? int.map(JSONNumber.init) : nil
        if let rest = JSONArithmetic.short(.remainder, .number(whole ?? self), .number(divisor)) {
            return rest.int == 0
        }
        return JSONDecimal.withDecimal(of: text) { value in
            JSONDecimal.withDecimal(of: divisor.text) { value.isMultiple(of: $0) }
        }
    }
}

extension JSONDecimal {
    /// Whether it is a whole multiple of another.
    ///
    /// Both are digits without a 0 at their end, times a power of ten: 1200 is 12 · 10^2, and 0.05 is 5 · 10^-2. So 12 · 10^4 is to be a
    /// multiple of 5. With a negative power, the digits themselves would have to end in 0. Of the power, which may have a billion digits,
    /// only factors 2 and 5 matter, of which the divisor has no more than it has bits.
    fileprivate func isMultiple(of divisor: JSONDecimal) -> Bool {
        guard !isZero, !divisor.isZero else { return isZero && !divisor.isZero }
        let shift = exponent &- divisor.exponent
        guard shift >= 0 else { return false }
        if divisor.digitCount <= Self.mostDigits { return isMultiple(of: divisor.word, times: shift) }
        let modulus = divisor.digits(modulo: nil)
        let power = BigUInt(10).power(min(shift, modulus.bitWidth))
        return (digits(modulo: modulus) * power % modulus).isZero
    }

    /// Ten times what is less than 10^18, and a digit, fit a machine word.
    private static let mostDigits = 18

    private var word: UInt {
        var value: UInt = 0
        forEachDigit { value = value &* 10 &+ UInt($0 &- UInt8(ascii: "0")) }
        return value
    }

    private func isMultiple(of divisor: UInt, times shift: Int) -> Bool {
        var rest: UInt = 0
        forEachDigit { rest = (rest &* 10 &+ UInt($0 &- UInt8(ascii: "0"))) % divisor }
        var power = min(shift, UInt.bitWidth)
        while rest != 0, power > 0 { (rest, power) = (rest &* 10 % divisor, power &- 1) }
        return rest == 0
    }

    /// The power of ten of the last digit that is not 0.
    private var exponent: Int { magnitude &- digitCount }

    /// The digits as a whole number, or what is left of that when it is divided.
    private func digits(modulo modulus: BigUInt?) -> BigUInt {
        var (result, group, count) = (BigUInt(0), UInt(0), 0)
        func append() {
            result = result * BigUInt(UInt(truncatingIfNeeded: JSONDecimalText.power(count))) + BigUInt(group)
            if let modulus { result %= modulus }
            (group, count) = (0, 0)
        }
        forEachDigit { digit in
            group = group &* 10 &+ UInt(digit &- UInt8(ascii: "0"))
            count &+= 1
            if count == 18 { append() }
        }
        append()
        return result
    }
}
