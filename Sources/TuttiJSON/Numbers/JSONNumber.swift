/// A number with the digits it was written with, compared by its exact mathematical value.
///
/// `1`, `1.0` and `10e-1` are equal; 9007199254740993 and 9007199254740992 are not. Exponents are read up to ± 10^15;
/// those beyond count as that.
package struct JSONNumber: Sendable {
    enum Storage {
        /// Written as ``JSONDecimalText`` does.
        case short(JSONShortDecimal)
        /// Any other JSON number.
        case text(String)
    }

    let storage: Storage

    /// A number of an integer's value.
    package init(_ value: Int) {
        storage = .short(JSONShortDecimal(value))
    }

    /// A number of a floating-point number's value, in the shortest form that reads back the same.
    ///
    /// Nil for NaN and infinity. An integer below 2^53 is written without point or exponent, negative zero as 0.
    package init?(_ value: Double) {
        guard value.isFinite else { return nil }
        if value.magnitude < 0x1p53, Double(Int(value)) == value {
            storage = .short(JSONShortDecimal(Int(value)))
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
        if bytes.count <= 20, let short = JSONShortDecimal(text: bytes), short.isWritten(as: bytes) {
            storage = .short(short)
        } else {
            storage = .text(String(decoding: bytes, as: UTF8.self))
        }
    }

    /// A result of arithmetic.
    init(short: JSONShortDecimal) {
        storage = .short(short)
    }

    /// A result of arithmetic, as JSON writes it.
    init(text: String) {
        storage = .text(text)
    }
}

extension JSONNumber: CustomStringConvertible {
    /// The number as it was written, or as a result is (see ``JSONDecimalText``).
    package var text: String {
        switch storage {
        case .short(let value) where value.places == 0: return String(value.digits)
        case .short(let value):
            var bytes: [UInt8] = []
            value.append(to: &bytes)
            return String(decoding: bytes, as: UTF8.self)
        case .text(let text): return text
        }
    }

    /// How many bytes the text has; about, where arithmetic made it.
    package var byteCount: Int {
        switch storage {
        case .short(let value): value.byteCount
        case .text(let text): text.utf8.count
        }
    }

    /// The bytes of its text; 0 for what fits a machine word.
    package var longByteCount: Int {
        if case .text(let text) = storage { text.utf8.count } else { 0 }
    }

    /// The number as it was written.
    package var description: String { text }

    /// The nearest floating-point number; infinite where the value is beyond all of them.
    package var double: Double {
        if case .short(let value) = storage, value.places == 0 { return Double(value.digits) }
        return Double(text) ?? .nan
    }

    /// The value as an integer, also of `1.0` or `1e3`; nil if it has a fraction or doesn't fit.
    package var int: Int? {
        switch storage {
        case .short(let value) where value.places == 0: value.digits
        case .short, .text: JSONDecimal.withDecimal(of: text) { $0.int }
        }
    }

    /// Whether the value is below zero.
    package var isNegative: Bool {
        switch storage {
        case .short(let value): value.digits < 0
        case .text(let text): JSONDecimal.withDecimal(of: text) { $0.isNegative && !$0.isZero }
        }
    }

    /// The number with the other sign and the same digits; zero has no sign.
    package var negated: JSONNumber {
        switch storage {
        case .short(let value):
            let (digits, overflow) = 0.subtractingReportingOverflow(value.digits)
            guard !overflow, let negated = JSONShortDecimal(digits: digits, places: value.places) else {
                return JSONNumber(text: String(text.dropFirst()))
            }
            return JSONNumber(short: negated)
        case .text(let text):
            let isZero = JSONDecimal.withDecimal(of: text) { $0.isZero }
            if text.utf8.first == UInt8(ascii: "-") { return JSONNumber(text: String(text.dropFirst())) }
            return isZero ? self : JSONNumber(text: "-" + text)
        }
    }
}

extension JSONNumber: Hashable, Comparable {
    /// Whether the values are the same, however they are written.
    package static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .short(let a) = left.storage, case .short(let b) = right.storage, a.places == b.places {
            return a.digits == b.digits
        }
        return left.compared(to: right) == 0
    }

    /// Whether the left value is less.
    package static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if case .short(let a) = left.storage, case .short(let b) = right.storage, a.places == b.places {
            return a.digits < b.digits
        }
        return left.compared(to: right) < 0
    }

    /// Hashes the value, not the way it is written.
    package func hash(into hasher: inout Hasher) {
        JSONDecimal.withDecimal(of: text) { $0.hash(into: &hasher) }
    }

    /// A text that is the same for equal numbers, and for no others: 7 and 7.0 have one.
    ///
    /// It is not JSON.
    package var canonicalText: String { JSONDecimal.withDecimal(of: text) { $0.canonicalText } }

    /// Negative, zero or positive as the value is less than, equal to or greater than the other one.
    package func compared(to other: JSONNumber) -> Int {
        if let order = JSONShortDecimal.order(self, other) { return order }
        return JSONDecimal.withDecimal(of: text) { left in
            JSONDecimal.withDecimal(of: other.text) { left.compared(to: $0) }
        }
    }
}
