/// A number of up to 18 digits without an exponent: what nearly all numbers are, compared in a few instructions.
///
/// The value is `digits` / 10^`places`: 12.50 is 1250 / 10^2.
struct JSONShortDecimal {
    let digits: Int
    let places: Int

    /// The number, if it is of this form.
    init?(_ number: JSONNumber) {
        switch number.storage {
        case .integer(let value): (digits, places) = (value, 0)
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
    private init?(text: UnsafeBufferPointer<UInt8>) {
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
        self.places = places
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
    private func digits(places wanted: Int) -> Int? {
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
