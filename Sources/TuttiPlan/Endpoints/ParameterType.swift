package import TuttiExpressions
package import TuttiJSON

/// What the text of a parameter is read as; the raw values are the types of JSON Schema.
package enum ParameterType: String, Sendable, CaseIterable {
    case string
    case integer
    case number
    case boolean

    /// The value of a text; nil where it is none of the type.
    ///
    /// An integer is digits, with `-` in front or without; a number is as JSON writes it; a boolean is `true` or `false`.
    package func value(of text: String) -> JSONValue? {
        switch self {
        case .string: return .string(text)
        case .boolean: return text == "true" ? .bool(true) : text == "false" ? .bool(false) : nil
        case .number: return JSONNumber(text).map(JSONValue.number)
        case .integer:
            guard text.utf8.allSatisfy({ $0 &- UInt8(ascii: "0") < 10 || $0 == UInt8(ascii: "-") }) else { return nil }
            return JSONNumber(text).map(JSONValue.number)
        }
    }

    /// With its article, for messages.
    package var indefinite: String {
        switch self {
        case .string: "a string"
        case .integer: "an integer"
        case .number: "a number"
        case .boolean: "true or false"
        }
    }

    /// What an expression reads.
    package var shape: ValueShape {
        switch self {
        case .string: ValueShape(.string)
        case .integer, .number: ValueShape(.number)
        case .boolean: ValueShape(.bool)
        }
    }
}
