internal import TuttiExpressions
internal import TuttiJSON

extension Expression {
    /// The value as text for a hole: strings as they are, numbers with their digits, `true` and `false`.
    func holeText(in scope: Scope) throws(RenderingFailure) -> String {
        let value: JSONValue
        do {
            value = try evaluate(in: scope)
        } catch {
            throw RenderingFailure(self, error.message)
        }
        guard let text = value.scalarText else {
            throw RenderingFailure(self, "is \(value.kind.indefinite), where text is needed")
        }
        return text
    }
}

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

extension JSONKind {
    fileprivate var indefinite: String {
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
