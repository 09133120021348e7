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
