/// A number with the digits it was written with, compared by its exact mathematical value.
///
/// `1`, `1.0` and `10e-1` are equal; 9007199254740993 and 9007199254740992 are not. Exponents are read up to ± 10^15;
/// those beyond count as that.
package struct JSONNumber: Sendable {
    enum Storage {
        /// Written as `Int` prints it.
        case integer(Int)
        /// Any other JSON number.
        case text(String)
    }

    let storage: Storage

    /// A number of an integer's value.
    package init(_ value: Int) {
        storage = .integer(value)
    }

    /// A number of a floating-point number's value, in the shortest form that reads back the same.
    ///
    /// Nil for NaN and infinity. An integer below 2^53 is written without point or exponent, negative zero as 0.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if value.magnitude < 0x1p53, Double(Int(value)) == value {
            storage = .integer(Int(value))
        } else {
            storage = .text(value.description)
        }
    }

    /// A number as JSON writes it (RFC 8259, section 6); nil for other text, white space included.
    package init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard let number = bytes.withUnsafeBufferPointer(JSONNumber.init(checking:)) else { return nil }
        self = number
    }

    private init?(checking bytes: UnsafeBufferPointer<UInt8>) {
        guard JSONNumberSyntax.matches(bytes) else { return nil }
        self.init(validated: bytes)
    }

    /// A number from bytes known to be one.
    init(validated bytes: UnsafeBufferPointer<UInt8>) {
        if let integer = Self.shortInteger(bytes) {
            storage = .integer(integer)
        } else {
            storage = .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// The value of up to 18 digits; nil where the text is longer, has another form, or is `-0`, which must stay so.
    private static func shortInteger(_ bytes: UnsafeBufferPointer<UInt8>) -> Int? {
        guard bytes.count <= 18 else { return nil }
        var value = 0
        let isNegative = bytes.first == UInt8(ascii: "-")
        for byte in bytes.dropFirst(isNegative ? 1 : 0) {
            let digit = byte &- UInt8(ascii: "0")
            guard digit < 10 else { return nil }
            value = value &* 10 &+ Int(digit)
        }
        if isNegative && value == 0 { return nil }
        return isNegative ? -value : value
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The number as it was written.
    package var text: String {
        switch storage {
        case .integer(let value): String(value)
        case .text(let text): text
        }
    }

    /// The number as it was written.
    package var description: String { text }

    /// The nearest floating-point number; infinite where the value is beyond all of them.
    package var double: Double {
        switch storage {
        case .integer(let value): Double(value)
        case .text(let text): Double(text) ?? .nan
        }
    }

    /// The value as an integer, also of `1.0` or `1e3`; nil if it has a fraction or doesn't fit.
    package var int: Int? {
        switch storage {
        case .integer(let value): value
        case .text(let text): JSONDecimal.withDecimal(of: text) { $0.int }
        }
    }

    /// Whether the value is below zero.
    package var isNegative: Bool {
        switch storage {
        case .integer(let value): value < 0
        case .text(let text): JSONDecimal.withDecimal(of: text) { $0.isNegative && !$0.isZero }
        }
    }
}

extension JSONNumber: Hashable, Comparable {
    /// Whether the values are the same, however they are written.
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let a) = left.storage, case .integer(let b) = right.storage { return a == b }
        return left.compared(to: right) == 0
    }

    /// Whether the left value is less.
    package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .integer(let a) = left.storage, case .integer(let b) = right.storage { return a < b }
        return left.compared(to: right) < 0
    }

    /// Hashes the value, not the way it is written.
    package func hash(into hasher: inout Hasher) {
        JSONDecimal.withDecimal(of: text) { $0.hash(into: &hasher) }
    }

    /// Negative, zero or positive as the value is less than, equal to or greater than the other one.
    package func compared(to other: JSONNumber) -> Int {
        if let order = JSONShortDecimal.order(self, other) { return order }
        return JSONDecimal.withDecimal(of: text) { left in
            JSONDecimal.withDecimal(of: other.text) { left.compared(to: $0) }
        }
    }
}
