internal import TuttiJSON

extension JSONValue {
    /// A string, number or boolean as text; nil for null, arrays and objects.
    var scalarText: String? {
        switch kind {
        case .string: string
        case .number: number?.text
        case .bool: bool.map { $0 ? "true" : "false" }
        case .null, .array, .object: nil
        }
    }
}
