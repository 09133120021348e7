/// A JSON value: one that stands in a document, or one that was made.
///
/// A `.node` equals a made value of the same meaning.
package enum JSONValue: Sendable {
    case null
    case bool(Bool)
    case number(JSONNumber)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)
    case node(JSONNode)

    /// What kind of value it is.
    package var kind: JSONKind {
        switch self {
        case .null: .null
        case .bool: .bool
        case .number: .number
        case .string: .string
        case .array: .array
        case .object: .object
        case .node(let node): node.kind
        }
    }

    /// How many elements or members it has, repeated names of a node counted each time; 0 for a scalar.
    package var count: Int {
        switch self {
        case .array(let elements): elements.count
        case .object(let object): object.count
        case .node(let node): node.count
        case .null, .bool, .number, .string: 0
        }
    }

    /// Whether it is null.
    package var isNull: Bool {
        switch self {
        case .null: true
        case .node(let node): node.isNull
        case .bool, .number, .string, .array, .object: false
        }
    }

    /// The value of true or false; nil for another kind.
    package var bool: Bool? {
        switch self {
        case .bool(let bool): bool
        case .node(let node): node.bool
        case .null, .number, .string, .array, .object: nil
        }
    }

    /// The number; nil for another kind.
    package var number: JSONNumber? {
        switch self {
        case .number(let number): number
        case .node(let node): node.number
        case .null, .bool, .string, .array, .object: nil
        }
    }

    /// The text of a string; nil for another kind.
    package var string: String? {
        switch self {
        case .string(let string): string
        case .node(let node): node.string
        case .null, .bool, .number, .array, .object: nil
        }
    }

    /// Calls `body` with the text of a string in UTF-8; nil for another kind.
    @discardableResult
    func withText<R>(_ body: (UnsafeBufferPointer<UInt8>) -> R) -> R? {
        switch self {
        case .string(let string): JSONText.with(string, body)
        case .node(let node): node.isString ? node.withTextBytes(body) : nil
        case .null, .bool, .number, .array, .object: nil
        }
    }
}
