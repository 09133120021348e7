internal import BigInt

/// Exact decimal arithmetic.
///
/// Sums, differences, products, whole quotients and remainders have all their digits. Quotients are rounded to 34 digits, half
/// even, as decimal128 of IEEE 754 is.
///
/// What fits a machine word is given by ``short(_:_:_:)``, which allocates nothing; all else is calculated by the methods, with
/// at most so many digits.
package struct JSONArithmetic {
    /// What is calculated.
    package enum Operation: Sendable {
        case add, subtract, multiply, divide
        /// The whole number next to the quotient towards minus infinity.
        case divideWhole
        /// What a division towards zero leaves over, of the sign of the dividend; the dividend as it is, where that is the smaller one.
        case remainder
    }

    /// No number has more digits, zeros between its digits and its point included.
    package let digits: Int

    /// The work that the calculations took, in units of about 50 ns of an optimised build.
    package private(set) var work = 0

    /// Arithmetic on numbers of at most so many digits.
    package init(digits: Int) {
        self.digits = digits
    }

    /// The result, where numbers and result fit a machine word; nil where they don't, where a value is no number, and where there
    /// is no result.
    ///
    /// A quotient that is not exact has 34 digits, and is text.
    @inline(__always)
    package static func short(_ operation: Operation, _ left: JSONValue, _ right: JSONValue) -> JSONNumber? {
        guard let a = JSONShortDecimal(left), let b = JSONShortDecimal(right) else { return nil }
        return JSONShortDecimal.result(operation, a, b)
    }

    /// The result.
    ///
    /// - Throws: ``JSONArithmeticError``.
    package mutating func result(
        of operation: Operation, _ left: JSONNumber, _ right: JSONNumber
    ) throws(JSONArithmeticError) -> JSONNumber {
        let (a, b) = (try read(left), try read(right))
        let result: JSONLongDecimal
        switch operation {
        case .add: result = try sum(a, b)
        case .subtract: result = try sum(a, JSONLongDecimal(-b.coefficient, exponent: b.exponent, count: b.count))
        case .multiply:
            // The product has the digits of both, or one less.
            guard a.count &+ b.count &- 1 <= digits else { throw .tooManyDigits }
            countProduct(a.count, b.count)
            result = JSONLongDecimal(
                a.coefficient * b.coefficient, exponent: a.exponent &+ b.exponent, count: a.count &+ b.count)
        case .divide: return try quotient(a, b)
        case .divideWhole: result = try wholeQuotient(a, b)
        case .remainder: result = try remainder(a, b)
        }
        return try written(result)
    }

    /// The number with at most so many places after the point; with fewer than none zeros stand before it.
    ///
    /// - Throws: ``JSONArithmeticError``.
    package mutating func rounded(
        _ number: JSONNumber, places: Int, _ rule: JSONRounding
    ) throws(JSONArithmeticError) -> JSONNumber {
        if let short = JSONShortDecimal(number), let result = short.rounded(places: places, rule) {
            // As it came, where there was nothing to do.
            return result.places == short.places ? number : JSONNumber(short: result)
        }
        let places = min(max(places, -2 * JSONLongDecimal.largestExponent), 2 * JSONLongDecimal.largestExponent)
        let value = try read(number)
        let cut = -places &- value.exponent
        guard cut > 0 else { return number }
        guard !value.isZero else { return JSONNumber(0) }
        let isNegative = value.coefficient.sign == .minus
        guard cut <= value.count else {
            // Less than a tenth of the last place.
            let step = rule.step(isNegative: isNegative, isOdd: false, hasRest: true, toHalf: -1)
            return try written(JSONLongDecimal(BigInt(step), exponent: -places, count: 1))
        }
        countScaling(value.count, by: cut)
        let unit = BigInt(10).power(cut)
        let (kept, rest) = value.coefficient.quotientAndRemainder(dividingBy: unit)
        let twice = rest.magnitude * 2
        let step = rule.step(
            isNegative: isNegative, isOdd: kept.magnitude.words.first.map { $0 & 1 != 0 } ?? false,
            hasRest: !rest.isZero,
            toHalf: twice < unit.magnitude ? -1 : twice == unit.magnitude ? 0 : 1)
        return try written(JSONLongDecimal(kept + BigInt(step), exponent: -places, count: value.count))
    }

    /// The digits of a number that is rounded to so many places: before the point, and so many behind it.
    ///
    /// - Throws: ``JSONArithmeticError``.
    package mutating func fixed(
        _ number: JSONNumber, places: Int, _ rule: JSONRounding
    ) throws(JSONArithmeticError) -> (isNegative: Bool, whole: String, fraction: String) {
        guard places >= 0, places <= digits else { throw .tooManyDigits }
        let value = try read(try rounded(number, places: places, rule))
        guard max(value.top, 1) &+ places <= digits, value.exponent >= -places else { throw .tooManyDigits }
        countScaling(value.count, by: value.exponent &+ places)
        countWriting(max(value.top, 1) &+ places)
        var text = String(value.coefficient(exponent: -places).magnitude)
        if text.utf8.count <= places { text = String(repeating: "0", count: places &+ 1 &- text.utf8.count) + text }
        return (value.coefficient.sign == .minus, String(text.dropLast(places)), String(text.suffix(places)))
    }
}

extension JSONArithmetic {
    private mutating func read(_ number: JSONNumber) throws(JSONArithmeticError) -> JSONLongDecimal {
        let value = try JSONLongDecimal(number, atMost: digits)
        // Text to binary: linear for what is short, with zeros that don't count as digits, and quadratic for what is long.
        work &+= number.byteCount / 4 &+ value.count &* value.count / 6_000
        return value
    }

    private mutating func written(_ value: JSONLongDecimal) throws(JSONArithmeticError) -> JSONNumber {
        countWriting(value.count)
        return try value.number(atMost: digits)
    }

    /// Notes what text takes that is made of so many digits: the slowest of all, three times a multiplication.
    private mutating func countWriting(_ digits: Int) {
        work &+= digits / 4 &+ digits &* digits / 2_000
    }

    /// Notes what an operation takes that goes through each of so many digits for each of so many others.
    private mutating func countProduct(_ left: Int, _ right: Int) {
        work &+= 2 &+ left &* right / 2_500
    }

    /// Notes what a power of ten takes, and so many digits multiplied or divided by it.
    private mutating func countScaling(_ digits: Int, by power: Int) {
        countProduct(power, power)
        countProduct(digits, power)
    }

    private mutating func sum(
        _ a: JSONLongDecimal, _ b: JSONLongDecimal
    ) throws(JSONArithmeticError) -> JSONLongDecimal {
        // Zero has no place that would have to be filled up to.
        if a.isZero, a.exponent >= b.exponent || b.exponent > 0 { return b }
        if b.isZero, b.exponent >= a.exponent || a.exponent > 0 { return a }
        let exponent = min(a.exponent, b.exponent)
        let width = max(a.top, b.top) &- exponent
        guard width <= digits else { throw .tooManyDigits }
        countScaling(a.exponent > b.exponent ? a.count : b.count, by: max(a.exponent, b.exponent) &- exponent)
        return JSONLongDecimal(
            a.coefficient(exponent: exponent) + b.coefficient(exponent: exponent), exponent: exponent, count: width &+ 1
        )
    }

    /// 35 or 36 digits of the quotient, which are rounded to 34.
    private mutating func quotient(
        _ a: JSONLongDecimal, _ b: JSONLongDecimal
    ) throws(JSONArithmeticError) -> JSONNumber {
        guard !b.isZero else { throw .divisionByZero }
        let preferred = a.exponent &- b.exponent
        guard !a.isZero else { return try written(JSONLongDecimal(0, exponent: min(preferred, 0), count: 1)) }
        let shift = b.count &- a.count &+ 35
        countScaling(max(a.count, b.count) &+ 36, by: Int(shift.magnitude))
        countProduct(b.count, max(a.count, b.count) &+ 36)
        let (dividend, divisor) = (a.coefficient.magnitude, b.coefficient.magnitude)
        let power = BigUInt(10).power(Int(shift.magnitude))
        let (digits, rest) =
            shift >= 0
            ? (dividend * power).quotientAndRemainder(dividingBy: divisor)
            : dividend.quotientAndRemainder(dividingBy: divisor * power)
        let quotient = JSONQuotient(
            isNegative: a.coefficient.sign != b.coefficient.sign, digits: UInt128(clamping: digits),
            exponent: preferred &- shift, isExact: rest.isZero)
        try JSONLongDecimal.check(top: quotient.exponent &+ (quotient.digits < JSONDecimalText.power(35) ? 35 : 36))
        return quotient.number(preferring: preferred)
    }

    private mutating func wholeQuotient(
        _ a: JSONLongDecimal, _ b: JSONLongDecimal
    ) throws(JSONArithmeticError) -> JSONLongDecimal {
        let isNegative = a.coefficient.sign != b.coefficient.sign
        guard let (quotient, remainder) = try division(a, b) else {
            return JSONLongDecimal(isNegative && !a.isZero ? -1 : 0, exponent: 0, count: 1)
        }
        let whole = remainder.isZero || !isNegative ? quotient : quotient - 1
        return JSONLongDecimal(whole, exponent: 0, count: a.top &- b.top &+ 2)
    }

    private mutating func remainder(
        _ a: JSONLongDecimal, _ b: JSONLongDecimal
    ) throws(JSONArithmeticError) -> JSONLongDecimal {
        guard let (quotient, remainder) = try division(a, b), !quotient.isZero else { return a }
        return JSONLongDecimal(
            remainder, exponent: min(a.exponent, b.exponent),
            count: b.top &- min(a.exponent, b.exponent))
    }

    /// Quotient and remainder towards zero, in the lower exponent of both; nil where the dividend is the smaller one, and needs no
    /// division.
    private mutating func division(
        _ a: JSONLongDecimal, _ b: JSONLongDecimal
    ) throws(JSONArithmeticError) -> (quotient: BigInt, remainder: BigInt)? {
        guard !b.isZero else { throw .divisionByZero }
        guard !a.isZero, a.top >= b.top else { return nil }
        guard a.top &- b.top < digits else { throw .tooManyDigits }
        let exponent = min(a.exponent, b.exponent)
        countScaling(a.top &- exponent, by: max(a.exponent, b.exponent) &- exponent)
        countProduct(a.top &- exponent, b.top &- exponent)
        return a.coefficient(exponent: exponent).quotientAndRemainder(
            dividingBy: b.coefficient(exponent: exponent))
    }
}
