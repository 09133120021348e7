internal import TuttiJSON

extension JSONValue {
    /// Whether the value counts as true: everything except null, false, and an empty string, array or object.
    package var isTruthy: Bool {
        switch self {
        case .null: false
        case .bool(let bool): bool
        case .number: true
        case .string(let text): !text.isEmpty
        case .array(let elements): !elements.isEmpty
        case .object(let object): object.count > 0
        case .node(let node): node.isTruthy
        }
    }
}

extension JSONNode {
    fileprivate var isTruthy: Bool {
        switch kind {
        case .null: false
        case .bool: bool == true
        case .number: true
        // Two bytes are the quotes.
        case .string: byteCount > 2
        case .array, .object: count > 0
        }
    }
}
