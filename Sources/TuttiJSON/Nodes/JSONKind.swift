/// The six kinds of JSON value (RFC 8259, section 3).
@usableFromInline
package enum JSONKind: Sendable {
    case object
    case array
    case string
    case number
    case bool
    case null

    /// With its article, for messages.
    package var indefinite: String {
        switch self {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .bool: "a boolean"
        case .null: "null"
        }
    }
}
