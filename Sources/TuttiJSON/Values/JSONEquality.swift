extension JSONNode: Equatable {
    /// Whether the values mean the same: numbers by value, objects irrespective of order, strings after unescaping.
    @usableFromInline package static func == (left: JSONNode, right: JSONNode) -> Bool {
        if left.document === right.document && left.position == right.position { return true }
        let kind = left.kind
        guard kind == right.kind else { return false }
        switch kind {
        case .null: return true
        case .bool: return left.tag == right.tag
        case .number: return left.number == right.number
        case .string: return left.withTextBytes { text in right.withTextBytes { JSONText.equal(text, $0) } }
        case .array: return left.count == right.count && left.elements.elementsEqual(right.elements)
        case .object: return membersEqual(left.members, right.members)
        }
    }

    /// Each pair of values is compared once, so that nesting doesn't multiply the work.
    private static func membersEqual(_ left: JSONMembers, _ right: JSONMembers) -> Bool {
        guard left.count == right.count else { return false }
        var others = right.makeIterator()
        var mine = left.makeIterator()
        // Most often the order is the same.
        while let member = mine.next(), let other = others.next() {
            guard member.name == other.name else {
                return unorderedEqual(member, &mine, right)
            }
            guard member.value == other.value else { return false }
        }
        return true
    }

    private static func unorderedEqual(
        _ first: JSONMembers.Element, _ rest: inout JSONMembers.Iterator, _ right: JSONMembers
    ) -> Bool {
        var values: [JSONText.Key: JSONNode] = [:]
        values.reserveCapacity(right.count)
        for (name, value) in right { values[JSONText.Key(text: name.string ?? "")] = value }
        var next: JSONMembers.Element? = first
        while let (name, value) = next {
            guard values[JSONText.Key(text: name.string ?? "")] == value else { return false }
            next = rest.next()
        }
        return true
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

extension JSONObject: Equatable {
    /// Whether both have the same names with equal values, in any order.
    package static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.members.allSatisfy { right[$0.name] == $0.value }
    }

    /// The object of a value, or the members of its node.
    fileprivate init(made value: JSONValue) {
        if case .object(let object) = value {
            self = object
        } else {
            self.init(distinct: value.members)
        }
    }
}
