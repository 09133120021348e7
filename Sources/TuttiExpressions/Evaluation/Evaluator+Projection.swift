internal import TuttiJSON

extension Evaluator {
    /// What a projection makes of its source: an array of what `element` gives for each, nulls left out; null for a source
    /// of another type.
    mutating func project(
        _ kind: SyntaxNode.Projection, _ source: JSONValue, _ element: SyntaxNode
    ) throws(EvaluationError) -> JSONValue {
        // The slice of a string is no projection: what follows is of the string.
        if kind == .slice, source.kind == .string { return try evaluate(element, source) }
        guard source.kind == kind.source else { return .null }
        var result: [JSONValue] = []
        try project(kind, source, element, to: &result)
        // Nothing was changed and nothing left out: the source itself, which is written as it came.
        if kind.keeps(element), result.count == source.count { return source }
        return .array(result)
    }

    /// Puts what a projection makes of each element of its source, which is of the right type.
    mutating func project(
        _ kind: SyntaxNode.Projection, _ source: JSONValue, _ element: SyntaxNode, to sink: inout some ElementSink
    ) throws(EvaluationError) {
        switch kind {
        case .elements, .slice: try elements(of: source, element, to: &sink)
        case .flattened: try flattened(source, element, to: &sink)
        case .values: try values(of: source, element, to: &sink)
        }
    }

    private mutating func elements(
        of source: JSONValue, _ element: SyntaxNode, to sink: inout some ElementSink
    ) throws(EvaluationError) {
        sink.reserve(source.count)
        switch source {
        case .array(let elements):
            for value in elements { try sink.add(element, of: value, by: &self) }
        case .node(let node):
            for value in node.elements { try sink.add(element, of: .node(value), by: &self) }
        default: break
        }
    }

    private mutating func flattened(
        _ source: JSONValue, _ element: SyntaxNode, to sink: inout some ElementSink
    ) throws(EvaluationError) {
        sink.reserve(source.count)
        switch source {
        case .array(let elements):
            for value in elements { try addFlat(value, element, to: &sink) }
        case .node(let node):
            for value in node.elements { try addFlat(.node(value), element, to: &sink) }
        default: break
        }
    }

    private mutating func addFlat(
        _ value: JSONValue, _ element: SyntaxNode, to sink: inout some ElementSink
    ) throws(EvaluationError) {
        switch value {
        case .array(let inner):
            for value in inner { try sink.add(element, of: value, by: &self) }
        case .node(let node) where node.kind == .array:
            for value in node.elements { try sink.add(element, of: .node(value), by: &self) }
        default: try sink.add(element, of: value, by: &self)
        }
    }

    private mutating func values(
        of source: JSONValue, _ element: SyntaxNode, to sink: inout some ElementSink
    ) throws(EvaluationError) {
        switch source {
        case .object(let object):
            sink.reserve(object.count)
            for member in object.members { try sink.add(element, of: member.value, by: &self) }
        case .node(let node):
            // Repeated names are looked for.
            try spend(node.count &* 6, at: element.range)
            let members = node.members
            sink.reserve(members.count)
            for member in members { try sink.add(element, of: .node(member.value), by: &self) }
        default: break
        }
    }

    /// Puts what `element` makes of each element of an array that passes a condition.
    mutating func filter(
        _ source: JSONValue, _ condition: SyntaxNode, _ element: SyntaxNode, to sink: inout some ElementSink
    ) throws(EvaluationError) {
        switch source {
        case .array(let elements):
            for value in elements where try evaluate(condition, value).isTruthy {
                try sink.add(element, of: value, by: &self)
            }
        case .node(let node):
            for node in node.elements {
                let value = JSONValue.node(node)
                if try evaluate(condition, value).isTruthy { try sink.add(element, of: value, by: &self) }
            }
        default: break
        }
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
