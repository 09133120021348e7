/// A number whose digits fit a machine word, none of them beyond the eighteenth place after the point: what nearly all numbers
/// are, compared and calculated with in a few instructions and without allocating.
///
/// The value is `digits` / 10^`places`: 12.50 is 1250 / 10^2.
struct JSONShortDecimal: Sendable {
    let digits: Int
    /// At most ``mostPlaces``.
    private let placesAfterPoint: Int32

    /// How many of the digits stand after the point: 0 to 18.
    var places: Int { Int(placesAfterPoint) }

    /// The most places: 10^18 is the largest power of ten in a word.
    static let mostPlaces = 18

    /// The number with these digits, `places` of them after the point; nil where `places` is not 0 to 18.
    init?(digits: Int, places: Int) {
        guard places >= 0, places <= Self.mostPlaces else { return nil }
        (self.digits, placesAfterPoint) = (digits, Int32(truncatingIfNeeded: places))
    }

    /// A whole number.
    init(_ whole: Int) {
        (digits, placesAfterPoint) = (whole, 0)
    }

    /// The number, if it is of this form.
    init?(_ number: JSONNumber) {
        switch number.storage {
        case .short(let value): self = value
        case .text(let text):
            guard text.utf8.count <= 20, let value = JSONText.with(text, Self.init(text:)) else { return nil }
            self = value
        }
    }

    /// The value, if it is a number of this form.
    init?(_ value: JSONValue) {
        switch value {
        case .number(let number): self.init(number)
        case .node(let node):
            guard node.tag == .number, node.byteCount <= 20, let value = node.withBytes(Self.init(text:)) else {
                return nil
            }
            self = value
        case .null, .bool, .string, .array, .object: return nil
        }
    }

    /// The number of a text that JSON allows, of up to 20 bytes: more than 18 digits may be too many for an `Int`.
    init?(text: UnsafeBufferPointer<UInt8>) {
        var (digits, count, places) = (0, 0, 0)
        var isAfterPoint = false
        for byte in text {
            let digit = byte &- UInt8(ascii: "0")
            if digit < 10 {
                digits = digits &* 10 &+ Int(digit)
                count &+= 1
                if isAfterPoint { places &+= 1 }
            } else if byte == UInt8(ascii: ".") {
                isAfterPoint = true
            } else if byte != UInt8(ascii: "-") {
                return nil
            }
        }
        guard count <= 18 else { return nil }
        self.digits = text.first == UInt8(ascii: "-") ? -digits : digits
        placesAfterPoint = Int32(truncatingIfNeeded: places)
    }

    /// Negative, zero or positive as the left number is less than, equal to or greater than the right one; nil if this form
    /// can't tell.
    static func order(_ left: JSONNumber, _ right: JSONNumber) -> Int? {
        guard let left = JSONShortDecimal(left), let right = JSONShortDecimal(right) else { return nil }
        return left.order(to: right)
    }

    /// The order of two numbers of this form; nil if it can't tell.
    func order(to other: JSONShortDecimal) -> Int? {
        let places = max(places, other.places)
        guard let a = digits(places: places), let b = other.digits(places: places) else { return nil }
        return a < b ? -1 : a == b ? 0 : 1
    }

    /// The digits with so many of them after the point, at least as many as there are; nil if they are too many.
    func digits(places wanted: Int) -> Int? {
        var digits = digits
        for _ in places..<max(wanted, places) {
            let (product, overflow) = digits.multipliedReportingOverflow(by: 10)
            guard !overflow else { return nil }
            digits = product
        }
        return digits
    }
}

extension JSONShortDecimal {
    /// The result if it is exact and fits a word, or for a quotient 34 digits; nil where it doesn't, and for a division by zero.
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

    /// Whether the text of this number is one that ``JSONDecimalText`` would write it as: there are few places.
    ///
    /// So 12.50 is written as it came without its text. Zero has no sign here, so `-0` stays text.
    func isWritten(as text: UnsafeBufferPointer<UInt8>) -> Bool {
        places <= 6 && (digits != 0 || text.first != UInt8(ascii: "-"))
    }

    /// Adds the number as JSON.
    func append(to bytes: inout [UInt8]) {
        // 2^64 has 20 digits.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { buffer in
            var (first, rest) = (buffer.count, digits.magnitude)
            repeat {
                first &-= 1
                buffer[first] = UInt8(ascii: "0") &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            } while rest > 0
            JSONDecimalText.append(
                digits < 0, digits: UnsafeBufferPointer(rebasing: buffer[first...]), -places, to: &bytes)
        }
    }

    /// How many bytes it has when written; about, where it has an exponent.
    var byteCount: Int {
        let count = JSONDecimalText.count(digits.magnitude)
        let sign = digits < 0 ? 1 : 0
        return places == 0 ? sign &+ count : sign &+ 1 &+ max(count, places &+ 1)
    }
}
