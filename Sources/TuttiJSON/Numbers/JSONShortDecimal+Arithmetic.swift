extension JSONShortDecimal {
    /// What is exact and fits a word, or fits 34 digits; nil where it doesn't, and for a division by zero.
    static func result(_ operation: JSONArithmetic.Operation, _ a: JSONShortDecimal, _ b: JSONShortDecimal)
        -> JSONNumber?
    {
        switch operation {
        case .add: a.plus(b).map(JSONNumber.init(short:))
        case .subtract: a.minus(b).map(JSONNumber.init(short:))
        case .multiply: a.times(b).map(JSONNumber.init(short:))
        case .divide: a.divided(by: b)
        case .divideWhole: a.wholeQuotient(by: b).map(JSONNumber.init(short:))
        case .remainder: a.remainder(dividingBy: b).map(JSONNumber.init(short:))
        }
    }

    /// The sum, with as many places as the number that has more; nil where it doesn't fit.
    func plus(_ other: JSONShortDecimal) -> JSONShortDecimal? {
        let places = max(places, other.places)
        guard let a = digits(places: places), let b = other.digits(places: places) else { return nil }
        let (sum, overflow) = a.addingReportingOverflow(b)
        return overflow ? nil : JSONShortDecimal(digits: sum, places: places)
    }

    private func minus(_ other: JSONShortDecimal) -> JSONShortDecimal? {
        let places = max(places, other.places)
        guard let a = digits(places: places), let b = other.digits(places: places) else { return nil }
        let (difference, overflow) = a.subtractingReportingOverflow(b)
        return overflow ? nil : JSONShortDecimal(digits: difference, places: places)
    }

    private func times(_ other: JSONShortDecimal) -> JSONShortDecimal? {
        let (product, overflow) = digits.multipliedReportingOverflow(by: other.digits)
        return overflow ? nil : JSONShortDecimal(digits: product, places: places &+ other.places)
    }

    private func wholeQuotient(by other: JSONShortDecimal) -> JSONShortDecimal? {
        let places = max(places, other.places)
        guard let a = digits(places: places), let b = other.digits(places: places) else { return nil }
        let (quotient, overflow) = a.dividedReportingOverflow(by: b)
        guard !overflow else { return nil }
        let remainder = a % b
        // Towards minus infinity, where `Int` divides towards zero.
        return JSONShortDecimal(remainder != 0 && (remainder < 0) != (b < 0) ? quotient &- 1 : quotient)
    }

    private func remainder(dividingBy other: JSONShortDecimal) -> JSONShortDecimal? {
        let places = max(places, other.places)
        guard let a = digits(places: places), let b = other.digits(places: places) else { return nil }
        let (remainder, overflow) = a.remainderReportingOverflow(dividingBy: b)
        // The dividend as it is, where that is the smaller one.
        if a.magnitude < b.magnitude { return self }
        return overflow ? nil : JSONShortDecimal(digits: remainder, places: places)
    }

    /// The quotient, of 34 digits at most: first whether it is exact in a word, as 10 / 4 is.
    private func divided(by other: JSONShortDecimal) -> JSONNumber? {
        guard other.digits != 0, digits != .min, other.digits != .min else { return nil }
        var (dividend, places) = (digits, places &- other.places)
        while dividend % other.digits != 0 || places < 0 {
            let (product, overflow) = dividend.multipliedReportingOverflow(by: 10)
            guard !overflow else { return longQuotient(by: other) }
            dividend = product
            places &+= 1
        }
        guard let quotient = JSONShortDecimal(digits: dividend / other.digits, places: places) else {
            return longQuotient(by: other)
        }
        return JSONNumber(short: quotient)
    }

    /// The quotient to 35 or 36 digits by long division in two steps, then rounded.
    private func longQuotient(by other: JSONShortDecimal) -> JSONNumber? {
        let (a, b) = (digits.magnitude, UInt128(other.digits.magnitude))
        let (countA, countB) = (JSONDecimalText.count(a), JSONDecimalText.count(other.digits.magnitude))
        let shift = countB &- countA &+ 35
        // With 19 digits at most a · 10^first has no more than 36, and the second step multiplies what is below b by 10^19 at most.
        let first = max(0, shift &- 19)
        let second = shift &- first
        guard countA &+ first <= 38, second >= 0, second <= 19 else { return nil }
        let (upper, rest) = (UInt128(a) &* JSONDecimalText.power(first)).quotientAndRemainder(dividingBy: b)
        let (lower, left) = (rest &* JSONDecimalText.power(second)).quotientAndRemainder(dividingBy: b)
        let quotient = JSONQuotient(
            isNegative: (digits < 0) != (other.digits < 0), digits: upper &* JSONDecimalText.power(second) &+ lower,
            exponent: other.places &- places &- shift, isExact: left == 0)
        return quotient.number(preferring: other.places &- places)
    }

    /// The number with at most so many places, 0 or more; nil where that doesn't fit.
    func rounded(places wanted: Int, _ rule: JSONRounding) -> JSONShortDecimal? {
        guard wanted >= 0 else { return nil }
        guard places > wanted else { return self }
        let unit = Int(truncatingIfNeeded: JSONDecimalText.power(places &- wanted))
        let (quotient, remainder) = digits.quotientAndRemainder(dividingBy: unit)
        let step = rule.step(
            isNegative: digits < 0, isOdd: quotient & 1 != 0, hasRest: remainder != 0,
            // At most 10^18 twice: it fits.
            toHalf: remainder.magnitude &* 2 < unit.magnitude ? -1 : remainder.magnitude &* 2 == unit.magnitude ? 0 : 1)
        return JSONShortDecimal(digits: quotient &+ step, places: wanted)
    }
}
