internal import TuttiJSON

extension Evaluator {
    /// What a projection makes of its source: an array of what `element` gives for each, nulls left out; null for a source
    /// of another type.
    mutating func project(
        _ kind: SyntaxNode.Projection, _ source: JSONValue, _ element: SyntaxNode
    ) throws(EvaluationError) -> JSONValue {
        switch (kind, source.kind) {
        case (.elements, .array), (.slice, .array): try elements(of: source, element)
        case (.flattened, .array): try flattened(source, element)
        case (.values, .object): try values(of: source, element)
        // The slice of a string is no projection: what follows is of the string.
        case (.slice, .string): try evaluate(element, source)
        default: .null
        }
    }

    private mutating func elements(
        of source: JSONValue, _ element: SyntaxNode
    ) throws(EvaluationError) -> JSONValue {
        var result: [JSONValue] = []
        switch source {
        case .array(let elements):
            result.reserveCapacity(elements.count)
            for value in elements { try append(value, element, to: &result) }
        case .node(let node):
            result.reserveCapacity(node.count)
            for value in node.elements { try append(.node(value), element, to: &result) }
        default: break
        }
        // Nothing was changed and nothing left out: the source itself, which is written as it came.
        if case .current = element.form, result.count == source.count { return source }
        return .array(result)
    }

    private mutating func flattened(
        _ source: JSONValue, _ element: SyntaxNode
    ) throws(EvaluationError) -> JSONValue {
        var result: [JSONValue] = []
        switch source {
        case .array(let elements):
            result.reserveCapacity(elements.count)
            for value in elements { try appendFlat(value, element, to: &result) }
        case .node(let node):
            result.reserveCapacity(node.count)
            for value in node.elements { try appendFlat(.node(value), element, to: &result) }
        default: break
        }
        return .array(result)
    }

    private mutating func appendFlat(
        _ value: JSONValue, _ element: SyntaxNode, to result: inout [JSONValue]
    ) throws(EvaluationError) {
        switch value {
        case .array(let inner):
            for value in inner { try append(value, element, to: &result) }
        case .node(let node) where node.kind == .array:
            for value in node.elements { try append(.node(value), element, to: &result) }
        default: try append(value, element, to: &result)
        }
    }

    private mutating func values(of source: JSONValue, _ element: SyntaxNode) throws(EvaluationError) -> JSONValue {
        var result: [JSONValue] = []
        switch source {
        case .object(let object):
            result.reserveCapacity(object.count)
            for member in object.members { try append(member.value, element, to: &result) }
        case .node(let node):
            let members = node.members
            result.reserveCapacity(members.count)
            for member in members { try append(.node(member.value), element, to: &result) }
        default: break
        }
        return .array(result)
    }

    /// The elements that pass a condition, and what `element` makes of each.
    mutating func filter(
        _ source: JSONValue, _ condition: SyntaxNode, _ element: SyntaxNode
    ) throws(EvaluationError) -> JSONValue {
        var result: [JSONValue] = []
        switch source {
        case .array(let elements):
            for value in elements where try evaluate(condition, value).isTruthy {
                try append(value, element, to: &result)
            }
        case .node(let node) where node.kind == .array:
            for value in node.elements where try evaluate(condition, .node(value)).isTruthy {
                try append(.node(value), element, to: &result)
            }
        default: return .null
        }
        return .array(result)
    }

    private mutating func append(
        _ value: JSONValue, _ element: SyntaxNode, to result: inout [JSONValue]
    ) throws(EvaluationError) {
        let made = try evaluate(element, value)
        guard !made.isNull else { return }
        hold(made)
        result.append(made)
    }

    /// `[a, b]`: null stays in its place.
    mutating func list(_ parts: [SyntaxNode], _ current: JSONValue) throws(EvaluationError) -> JSONValue {
        var result: [JSONValue] = []
        result.reserveCapacity(parts.count)
        for part in parts {
            let value = try evaluate(part, current)
            hold(value)
            result.append(value)
        }
        return .array(result)
    }

    /// `{a: x, b: y}`: null stays in its place.
    ///
    /// The parser has made the names distinct.
    mutating func object(
        _ members: [SyntaxNode.Member], _ current: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        var result: [(name: String, value: JSONValue)] = []
        result.reserveCapacity(members.count)
        for member in members {
            let value = try evaluate(member.value, current)
            hold(value)
            heldText &+= member.name.utf8.count
            result.append((member.name, value))
        }
        return .object(JSONObject(distinct: result))
    }
}
