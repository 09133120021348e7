internal import BigInt

extension JSONNumber {
    /// Whether the number is a whole multiple of another, which is not 0; nil where one of them has more than `digits` digits, or an
    /// exponent beyond ± 10^9.
    ///
    /// Exact: 0.3 is a multiple of 0.1. Takes time in proportion to the square of the digits.
    package func isMultiple(of divisor: JSONNumber, digits: Int) -> Bool? {
        if let rest = JSONArithmetic.short(.remainder, .number(self), .number(divisor)) { return rest.int == 0 }
        guard let value = try? JSONLongDecimal(self, atMost: digits),
            let unit = try? JSONLongDecimal(divisor, atMost: digits), !unit.isZero
        else { return nil }
        guard !value.isZero else { return true }
        let modulus = unit.coefficient.magnitude
        let shift = value.exponent &- unit.exponent
        guard shift < 0 else {
            // 10^shift itself may have a billion digits.
            let power = BigUInt(10).power(BigUInt(shift), modulus: modulus)
            return (value.coefficient.magnitude % modulus * power % modulus).isZero
        }
        // A number of fewer digits is no multiple of that power of ten.
        guard -shift < value.count else { return false }
        return (value.coefficient.magnitude % (modulus * BigUInt(10).power(-shift))).isZero
    }
}
