/// A JSON value: a node of a parsed document, or a value that was made here.
///
/// A `.node` equals a made value that means the same.
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

extension JSONValue {
    /// The value of a member; nil if there is none of that name or it is not an object.
    package func member(_ name: String) -> JSONValue? {
        switch self {
        case .object(let object): object[name]
        case .node(let node): node.member(name).map(JSONValue.node)
        case .null, .bool, .number, .string, .array: nil
        }
    }

    /// The value of a member by a name encoded before; nil if there is none or it is not an object.
    package func member(_ name: JSONName) -> JSONValue? {
        switch self {
        case .object(let object): object[name]
        case .node(let node): node.member(name).map(JSONValue.node)
        case .null, .bool, .number, .string, .array: nil
        }
    }

    /// The element at an index from 0; nil out of range or if it is not an array.
    package func element(_ index: Int) -> JSONValue? {
        switch self {
        case .array(let elements): elements.indices.contains(index) ? elements[index] : nil
        case .node(let node): node.element(index).map(JSONValue.node)
        case .null, .bool, .number, .string, .object: nil
        }
    }

    /// The elements of an array; empty if it is not an array.
    package var elements: [JSONValue] {
        switch self {
        case .array(let elements): elements
        case .node(let node): node.elements.map(JSONValue.node)
        case .null, .bool, .number, .string, .object: []
        }
    }

    /// The members of an object in order, each name once (see `JSONMembers`); empty if it is not an object.
    package var members: [(name: String, value: JSONValue)] {
        switch self {
        case .object(let object): object.members
        case .node(let node): node.members.map { ($0.name.string ?? "", .node($0.value)) }
        case .null, .bool, .number, .string, .array: []
        }
    }
}

extension JSONValue: Equatable {
    /// Whether the values mean the same, made or not: see `JSONNode.==`.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        if case .node(let a) = left, case .node(let b) = right { return a == b }
        let kind = left.kind
        guard kind == right.kind else { return false }
        switch kind {
        case .null: return true
        case .bool: return left.bool == right.bool
        case .number: return left.number == right.number
        case .string: return left.withText { text in right.withText { JSONText.equal(text, $0) } ?? false } ?? false
        case .array: return left.count == right.count && left.elements == right.elements
        case .object: return JSONObject(made: left) == JSONObject(made: right)
        }
    }
}

extension JSONValue {
    /// Negative, zero or positive as the number is less than, equal to or greater than the other one; nil unless both values
    /// are numbers.
    package func numericOrder(to other: JSONValue) -> Int? {
        // A document's number is read where it is, without making text of it.
        if let left = JSONShortDecimal(self), let right = JSONShortDecimal(other), let order = left.order(to: right) {
            return order
        }
        guard let left = number, let right = other.number else { return nil }
        return left.compared(to: right)
    }
}
