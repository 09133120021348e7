internal import TuttiJSON

extension Evaluator {
    /// `keys`, `values`, `items`, `entries`, `from_items`, `merge`, `deep_merge`, `lookup`.
    mutating func object(_ function: Function, _ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        switch function {
        case .fromItems: return try fromItems(arguments)
        case .lookup: return try lookup(arguments)
        case .merge: return try merged(arguments, deeply: false)
        case .deepMerge: return try merged(arguments, deeply: true)
        default: break
        }
        // Names become strings, and repeated ones are looked for.
        try spend(arguments[0].count &* (function == .items ? 10 : function == .entries ? 20 : 7), at: arguments.range)
        let members = arguments[0].members
        switch function {
        case .keys: return .array(members.map { .string($0.name) })
        case .values: return .array(members.map { $0.value })
        case .entries:
            return .array(
                members.map { .object(JSONObject(distinct: [("key", .string($0.name)), ("value", $0.value)])) })
        default: return .array(members.map { .array([.string($0.name), $0.value]) })
        }
    }

    private mutating func fromItems(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        var result = JSONObject()
        for item in arguments[0].elements {
            guard item.kind == .array else { throw arguments.invalidItem(item, .invalidType) }
            guard item.count == 2 else { throw arguments.invalidItem(item, .invalidValue) }
            guard let name = item.element(0)?.string else { throw arguments.invalidItem(item, .invalidType) }
            try set(name, to: item.element(1) ?? .null, in: &result, arguments)
        }
        return .object(result)
    }

    private mutating func lookup(_ arguments: Arguments) throws(EvaluationError) -> JSONValue {
        try lookup(arguments[0], arguments[1], at: arguments.range)
    }

    /// `lookup(object, name)`, called without a list of arguments: that takes as much as looking up.
    mutating func lookup(
        _ object: SyntaxNode, _ name: SyntaxNode, _ current: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        let table = try evaluate(object, current)
        try check(table, .objectOrNull, 0, of: .lookup, object, at: range)
        let key = try evaluate(name, current)
        try check(key, .any, 1, of: .lookup, name, at: range)
        return try lookup(table, key, at: range)
    }

    /// The member of an object whose name is a value; null for null and for what no name can be.
    private mutating func lookup(
        _ object: JSONValue, _ key: JSONValue, at range: Range<Int>
    ) throws(EvaluationError) -> JSONValue {
        // A made object finds its names by hash.
        if case .node(let node) = object { try spend(node.count >> 6, at: range) }
        return key.memberName.flatMap { object.member($0) } ?? .null
    }

    private mutating func merged(_ arguments: Arguments, deeply: Bool) throws(EvaluationError) -> JSONValue {
        var result = arguments[0]
        for value in arguments.values.dropFirst() { result = try merge(value, into: result, deeply, arguments) }
        return result
    }

    /// An object with the members of both, those of `value` winning; where both hold an object, deeply, these merged.
    private mutating func merge(
        _ value: JSONValue, into base: JSONValue, _ deeply: Bool, _ arguments: Arguments
    ) throws(EvaluationError) -> JSONValue {
        try descend(at: arguments.range)
        defer { ascend() }
        var result = JSONObject()
        for member in base.members { try set(member.name, to: member.value, in: &result, arguments) }
        for member in value.members {
            var new = member.value
            if deeply, new.kind == .object, let old = result[member.name], old.kind == .object {
                new = try merge(new, into: old, deeply, arguments)
            }
            try set(member.name, to: new, in: &result, arguments)
        }
        return .object(result)
    }

    /// Sets a member, and pays for it.
    mutating func set(
        _ name: String, to value: JSONValue, in object: inout JSONObject, _ arguments: Arguments
    ) throws(EvaluationError) {
        // Its name is hashed twice, and the table grows by one.
        try spend(12, at: arguments.range)
        object[name] = value
    }
}

extension Arguments {
    fileprivate func invalidItem(_ item: JSONValue, _ category: ExpressionErrorCategory) -> EvaluationError {
        EvaluationError(
            category,
            "`from_items` takes pairs [name, value] with a string as name, and one element is "
                + (item.kind == .array ? "another array" : item.kind.indefinite), at: range)
    }
}
