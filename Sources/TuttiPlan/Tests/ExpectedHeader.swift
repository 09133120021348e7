package import HTTPTypes

/// What a test expects of a header of a response or of a request.
package struct ExpectedHeader: Sendable {
    /// What is expected of the values that a header has.
    package enum Values: Sendable {
        /// The header isn't there.
        case none
        /// This text: the value, or the values joined by `, ` where the header is there more than once.
        case joined(String)
        /// The header is there once for each of these, in this order.
        case each([String])
    }

    /// The header's name.
    package let name: HTTPField.Name
    /// What is expected of its values.
    package let values: Values

    /// What is expected of the header with this name.
    package init(_ name: HTTPField.Name, _ values: Values) {
        self.name = name
        self.values = values
    }

    /// What is expected and what is there, in words; nil where both are the same.
    package func difference(from actual: [String]) -> (expected: String, actual: String)? {
        let joined = actual.isEmpty ? "none" : actual.joined(separator: ", ")
        switch values {
        case .none: return actual.isEmpty ? nil : ("none", joined)
        case .joined(let value): return !actual.isEmpty && joined == value ? nil : (value, joined)
        case .each(let values):
            if actual == values { return nil }
            return (Self.list(values), actual.isEmpty ? "none" : Self.list(actual))
        }
    }

    private static func list(_ values: [String]) -> String { "[\(values.joined(separator: " | "))]" }
}
