extension JSONWriter {
    /// Writes a value; the nodes in it are copied as they stand in their documents.
    ///
    /// A few levels are written recursively, which retains nothing; what is made of made values again and again can be of any
    /// depth, and the containers below are kept on a list.
    package mutating func write(_ value: JSONValue) {
        write(value, levels: 16)
    }

    private mutating func write(_ value: JSONValue, levels: Int) {
        guard levels > 0 else { return writeDeep(value) }
        switch value {
        case .array(let elements):
            beginArray()
            for element in elements { write(element, levels: levels - 1) }
            endArray()
        case .object(let object):
            beginObject()
            for member in object.members {
                write(name: member.name)
                write(member.value, levels: levels - 1)
            }
            endObject()
        default: _ = begin(value)
        }
    }

    private mutating func writeDeep(_ value: JSONValue) {
        guard var current = begin(value) else { return }
        var parents: [Open] = []
        while true {
            if let child = advance(&current) {
                parents.append(current)
                current = child
            } else if let parent = parents.popLast() {
                current = parent
            } else {
                return
            }
        }
    }

    /// A container that has been begun, and which of its children is next.
    private enum Open {
        case array([JSONValue], Int)
        case object([(name: String, value: JSONValue)], Int)
    }

    /// Writes children up to the next one that is a made container, which is begun; or to the end, which is written.
    private mutating func advance(_ open: inout Open) -> Open? {
        switch open {
        case .array(let elements, let first):
            for index in first..<elements.count {
                guard let child = begin(elements[index]) else { continue }
                open = .array(elements, index + 1)
                return child
            }
            endArray()
        case .object(let members, let first):
            for index in first..<members.count {
                write(name: members[index].name)
                guard let child = begin(members[index].value) else { continue }
                open = .object(members, index + 1)
                return child
            }
            endObject()
        }
        return nil
    }

    /// Writes a scalar or node, or begins a container.
    private mutating func begin(_ value: JSONValue) -> Open? {
        switch value {
        case .null: writeNull()
        case .bool(let bool): write(bool)
        case .number(let number): write(number)
        case .string(let string): write(string: string)
        case .node(let node): write(node)
        case .array(let elements):
            beginArray()
            return .array(elements, 0)
        case .object(let object):
            beginObject()
            return .object(object.members, 0)
        }
        return nil
    }
}
