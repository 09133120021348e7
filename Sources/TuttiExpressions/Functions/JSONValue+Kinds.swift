internal import TuttiJSON

extension JSONValue {
    /// The kind with its article, as a message names it.
    var describedKind: String {
        switch kind {
        case .object: "an object"
        case .array: "an array"
        case .string: "a string"
        case .number: "a number"
        case .bool: "a boolean"
        case .null: "null"
        }
    }

    /// The value as the name of a member: a string, or a number or boolean as JSON writes it.
    var memberName: String? {
        switch kind {
        case .string: string
        case .number: number?.text
        case .bool: bool == true ? "true" : "false"
        case .null, .array, .object: nil
        }
    }
}
