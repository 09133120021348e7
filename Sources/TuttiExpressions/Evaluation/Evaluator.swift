internal import TuttiJSON

/// Evaluates one tree over one document, within limits.
struct Evaluator {
    /// Where `$` and the slots come from.
    enum Document {
        case scope(Scope)
        case value(JSONValue)
    }

    let document: Document
    let limits: EvaluationLimits
    var stepsLeft: Int
    private var depthLeft: Int
    /// The bytes of text that may still be made; what is made is part of the result or was needed for it.
    var textLeft: Int
    /// The bytes of names and text that objects and arrays were made with; shared until they are written.
    var heldText = 0
    /// The values of the variables that are bound at the part at hand, the innermost last.
    private var variables: [JSONValue] = []

    init(document: Document, limits: EvaluationLimits) {
        self.document = document
        self.limits = limits
        self.stepsLeft = limits.steps
        self.depthLeft = limits.depth
        self.textLeft = limits.outputBytes
    }

    /// The value of the whole tree; measured where the tree can make much of little.
    mutating func run(
        _ root: SyntaxNode, _ current: JSONValue, mayGrow: Bool
    ) throws(EvaluationError) -> JSONValue {
        let result = try evaluate(root, current)
        // A result that need not be measured has at most so many copies of the document, and of what is held.
        let holdsMuch = heldText > limits.outputBytes / Growth.harmless
        if mayGrow || holdsMuch { try measure(result, atMost: limits.outputBytes, at: root.range) }
        return result
    }

    /// The value of a part, on a current value.
    mutating func evaluate(_ node: SyntaxNode, _ current: JSONValue) throws(EvaluationError) -> JSONValue {
        try spend(1, at: node.range)
        try descend(at: node.range)
        defer { ascend() }
        switch node.shortcut.kind {
        case .current: return current
        case .field: return try member(node.shortcut.name, of: current, at: node.range)
        case .member:
            guard let source = node.shortcut.source else { return .null }
            return try member(node.shortcut.name, of: evaluate(source, current), at: node.range)
        case .slot: return value(of: node.shortcut.slot)
        case .object: return try object(node.shortcut.members, current)
        case .other: return try evaluateForm(of: node, current)
        }
    }

    /// Goes one level down; what walks a tree or a value that was made recursively does so at each level.
    mutating func descend(at range: Range<Int>) throws(EvaluationError) {
        guard depthLeft > 0 else {
            throw EvaluationError(.limit, "evaluation nests deeper than \(limits.depth) levels", at: range)
        }
        depthLeft -= 1
    }

    /// Comes back from a level.
    mutating func ascend() {
        depthLeft += 1
    }

    private mutating func evaluateForm(
        of node: SyntaxNode, _ current: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        switch node.form {
        case .current: return current
        case .field(let name): return try member(name, of: current, at: node.range)
        case .slot(let slot): return value(of: slot)
        case .literal(let value): return value
        case .root: return wholeDocument
        case .variable(let place): return variables.indices.contains(place) ? variables[place] : .null
        case .reference: return .null
        case .member(let left, let name): return try member(name, of: evaluate(left, current), at: node.range)
        case .nested(let left, let right):
            let value = try evaluate(left, current)
            return value.isNull ? .null : try evaluate(right, value)
        case .pipe(let left, let right): return try evaluate(right, try evaluate(left, current))
        case .index(let left, let position):
            return try element(position, of: evaluate(left, current), at: node.range)
        case .slice(let left, let bounds): return try slice(evaluate(left, current), bounds, at: node.range)
        case .projection(let kind, let source, let element):
            return try project(kind, evaluate(source, current), element)
        case .filter(let source, let condition, let element):
            return try filter(evaluate(source, current), condition, element)
        case .list(let parts): return try list(parts, current)
        case .object(let members): return try object(members, current)
        case .or(let left, let right):
            let value = try evaluate(left, current)
            return value.isTruthy ? value : try evaluate(right, current)
        case .and(let left, let right):
            let value = try evaluate(left, current)
            return value.isTruthy ? try evaluate(right, current) : value
        case .not(let part): return .bool(!(try evaluate(part, current).isTruthy))
        case .comparison(let sign, let left, let right):
            return try compare(sign, evaluate(left, current), evaluate(right, current), at: node.range)
        case .arithmetic(let sign, let left, let right):
            return try calculate(sign, evaluate(left, current), evaluate(right, current), at: node.range)
        case .sign(let negative, let part): return try sign(negative, evaluate(part, current), at: node.range)
        case .conditional(let condition, let yes, let no):
            return try evaluate(try evaluate(condition, current).isTruthy ? yes : no, current)
        case .bindings(let values, let body): return try bind(values, body, current)
        case .call(let function, let signature, let arguments):
            return try call(function, signature, arguments, current, at: node.range)
        }
    }

    private mutating func bind(
        _ values: [SyntaxNode], _ body: SyntaxNode, _ current: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        let outer = variables.count
        var bound: [JSONValue] = []
        for value in values { bound.append(try evaluate(value, current)) }
        variables += bound
        defer { variables.removeLast(variables.count - outer) }
        return try evaluate(body, current)
    }

    /// What `now()` gives.
    var now: JSONValue {
        if case .scope(let scope) = document { scope.now } else { .null }
    }

    private func value(of slot: Int) -> JSONValue {
        if case .scope(let scope) = document { scope[slot] } else { .null }
    }

    private var wholeDocument: JSONValue {
        switch document {
        case .value(let value): return value
        case .scope(let scope):
            var object = JSONObject()
            object.reserveCapacity(scope.layout.names.count)
            for (slot, name) in scope.layout.names.enumerated() { object[name] = scope[slot] }
            return .object(object)
        }
    }
}
