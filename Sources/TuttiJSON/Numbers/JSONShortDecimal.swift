/// A number whose digits fit a machine word, none of them beyond the eighteenth place after the point: what nearly all numbers
/// are, compared and calculated with in a few instructions and without allocating.
///
/// The value is `digits` / 10^`places`: 12.50 is 1250 / 10^2.
struct JSONShortDecimal: Sendable {
    let digits: Int
    /// At most so many as 10 to their power fits a word.
    private let placesAfterPoint: Int32

    /// How many of the digits stand after the point: 0 to 18.
    var places: Int { Int(placesAfterPoint) }

    /// The most places: 10^18 is the largest power of ten in a word.
    static let mostPlaces = 18

    /// The number of these digits, with so many of them after the point; nil where these are not 0 to 18.
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

extension JSONValue {
    /// Negative, zero or positive as the number is less than, equal to or greater than the other one; nil unless both values
    /// are numbers.
    package func numericOrder(to other: JSONValue) -> Int? {
        // A document's number is read where it is, without making text of it.
        if let left = JSONShortDecimal(self), let right = JSONShortDecimal(other), let order = left.order(to: right) {
            return order
        }
        guard let left = number, let right = other.number else { return nil }
        return left.compared(to: right)
    }
}
