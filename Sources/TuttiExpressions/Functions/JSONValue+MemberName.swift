internal import TuttiJSON

extension JSONValue {
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
