internal import TuttiJSON

/// Evaluates one tree over one document, within limits.
struct Evaluator {
    /// Where `$` and the slots come from.
    enum Document {
        case scope(Scope)
        case value(JSONValue)
    }

    let document: Document
    /// The values of the scope, apart from it: reading one of them copies no more than that.
    private let slots: [JSONValue]
    let limits: EvaluationLimits
    var stepsLeft: Int
    var depthLeft: Int
    /// The bytes of text that may still be made; what is made is part of the result or was needed for it.
    private var textLeft: Int
    /// The bytes of names and text that objects and arrays were made with; shared until they are written.
    var heldText = 0
    /// The bytes that a result may still have which is written while it is evaluated; negative once there were too many.
    var sizeLeft: Int
    /// The bytes that the result may have as far as is known: more, once what can be read was measured.
    var sizeAllowed: Int
    /// Whether it was.
    var isInputMeasured = false
    /// What the tree is evaluated on.
    var start = JSONValue.null
    /// Whether the tree can make much of little.
    var mayGrow = false
    /// The range of the whole tree.
    var whole = 0..<0
    /// So much text held is much.
    private let muchText: Int
    /// How many arrays and objects of the result are being written.
    var openContainers = 0
    /// The values of the variables that are bound at the part at hand, the innermost last.
    private var variables: [JSONValue] = []

    init(document: Document, limits: EvaluationLimits) {
        self.document = document
        if case .scope(let scope) = document { slots = scope.values } else { slots = [] }
        self.limits = limits
        self.stepsLeft = limits.steps
        self.depthLeft = limits.depth
        sizeAllowed = min(limits.outputBytes, limits.freeBytes)
        self.textLeft = sizeAllowed
        self.sizeLeft = sizeAllowed
        self.muchText = sizeAllowed / Growth.harmless
    }

    /// The value of the whole tree; measured where the tree can make much of little.
    mutating func run(
        _ root: SyntaxNode, _ current: JSONValue, mayGrow: Bool
    ) throws(EvaluationError) -> JSONValue {
        start = current
        let result = try evaluate(root, current)
        if mayGrow || holdsMuch, Self.left(of: sizeAllowed, after: result) < 0 {
            allowMore()
            guard Self.left(of: sizeAllowed, after: result) >= 0 else { throw tooLarge(sizeAllowed, at: root.range) }
        }
        return result
    }

    /// Whether so much text is held that the result must be measured, whatever the tree.
    ///
    /// A result that need not be has at most so many copies of the document, and of what is held.
    var holdsMuch: Bool { heldText > muchText }

    /// The value of a part, on a current value.
    mutating func evaluate(_ node: SyntaxNode, _ current: JSONValue) throws(EvaluationError) -> JSONValue {
        try spend(1, at: node.range)
        try descend(at: node.range)
        defer { ascend() }
        switch node.shortcut.kind {
        case .current: return current
        case .path: return try value(at: node, current)
        case .member:
            guard let source = node.shortcut.part else { return .null }
            return try member(node.shortcut.name, of: evaluate(source, current), at: node.range)
        case .slot: return value(of: node.shortcut.slot)
        case .literal: return node.shortcut.literal
        case .object: return try object(node.shortcut.members, current)
        case .ofCurrent:
            guard let part = node.shortcut.part else { return .null }
            try passCurrent(of: node)
            return current.isNull ? .null : try evaluate(part, current)
        case .or, .and, .not, .comparison: return try test(node, current)
        case .lookup:
            guard let object = node.shortcut.part, let name = node.shortcut.right else { return .null }
            return try lookup(object, name, current, at: node.range)
        case .reference, .other: return try evaluateForm(of: node, current)
        }
    }

    /// What conditions are made of.
    private mutating func test(_ node: SyntaxNode, _ current: JSONValue) throws(EvaluationError) -> JSONValue {
        guard let left = node.shortcut.part else { return .null }
        let value = try evaluate(left, current)
        guard let right = node.shortcut.right else { return .bool(!value.isTruthy) }
        switch node.shortcut.kind {
        case .or: return value.isTruthy ? value : try evaluate(right, current)
        case .and: return value.isTruthy ? try evaluate(right, current) : value
        default: return try compare(node.shortcut.sign, value, evaluate(right, current), at: node.range)
        }
    }

    /// Pays for the left side of `@.x`, as evaluating it would.
    @inline(__always)
    mutating func passCurrent(of node: SyntaxNode) throws(EvaluationError) {
        try spend(1, at: node.shortcut.current)
        try descend(at: node.shortcut.current)
        ascend()
    }

    /// What a path leads to from the current value; the first step of it is paid for.
    ///
    /// Where steps or levels could run out on the way, it is gone part by part, so that the error says where.
    @inline(__always)
    private mutating func value(
        at node: SyntaxNode, _ current: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        // The first step and level are paid for already.
        guard case .node(let start) = current,
            let found = node.shortcut.value(from: start, steps: stepsLeft &+ 1, levels: depthLeft &+ 1)
        else { return try evaluateForm(of: node, current) }
        stepsLeft &-= found.steps &- 1
        return found.value
    }

    /// Goes one level down; what walks a tree or a value that was made recursively does so at each level.
    @inline(__always)
    mutating func descend(at range: Range<Int>) throws(EvaluationError) {
        guard depthLeft > 0 else { throw outOfDepth(at: range) }
        depthLeft &-= 1
    }

    @inline(never)
    private func outOfDepth(at range: Range<Int>) -> EvaluationError {
        EvaluationError(.limit, "evaluation nests deeper than \(limits.depth) levels", at: range)
    }

    /// Comes back from a level.
    @inline(__always)
    mutating func ascend() {
        depthLeft &+= 1
    }

    /// The value of a part that has no shortcut, or whose path can't be followed on the index of a document.
    mutating func evaluateForm(
        of node: SyntaxNode, _ current: JSONValue
    ) throws(EvaluationError) -> JSONValue {
        switch node.form {
        case .field(let name): return try member(name, of: current, at: node.range)
        case .member(let left, let name): return try member(name, of: evaluate(left, current), at: node.range)
        case .root: return wholeDocument
        case .variable(let place): return variables.indices.contains(place) ? variables[place] : .null
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
            let value = try evaluate(source, current)
            guard value.kind == .array else { return .null }
            var result: [JSONValue] = []
            try filter(value, condition, element, to: &result)
            return .array(result)
        case .list(let parts): return try list(parts, current)
        case .arithmetic(let sign, let left, let right):
            return try calculate(sign, evaluate(left, current), evaluate(right, current), at: node.range)
        case .sign(let negative, let part): return try sign(negative, evaluate(part, current), at: node.range)
        case .conditional(let condition, let yes, let no):
            return try evaluate(try evaluate(condition, current).isTruthy ? yes : no, current)
        case .bindings(let values, let body): return try bind(values, body, current)
        case .call(let function, let signature, let arguments):
            return try call(function, signature, arguments, current, at: node.range)
        // `evaluate` has done these by their shortcuts; a function makes of `&a` what it needs.
        case .current, .slot, .literal, .object, .or, .and, .not, .comparison, .reference: return .null
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
        slots.indices.contains(slot) ? slots[slot] : .null
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

extension Evaluator {
    /// Pays for work.
    @inline(__always)
    mutating func spend(_ steps: Int, at range: Range<Int>) throws(EvaluationError) {
        // Steps are counted in elements and bytes that are in memory: far from overflow.
        stepsLeft &-= steps
        guard stepsLeft >= 0 else { throw outOfSteps(at: range) }
    }

    @inline(never)
    private func outOfSteps(at range: Range<Int>) -> EvaluationError {
        EvaluationError(.limit, "evaluation takes more than \(limits.steps) steps", at: range)
    }

    /// Pays for text that is about to be made: so many bytes.
    mutating func spendText(_ bytes: Int, at range: Range<Int>) throws(EvaluationError) {
        if bytes > textLeft { allowMore() }
        guard bytes <= textLeft else {
            throw EvaluationError(.limit, "evaluation makes more than \(sizeAllowed) bytes", at: range)
        }
        textLeft &-= bytes
        try spend(bytes >> 7, at: range)
    }

    /// Measures what the expression can read, once: a multiple of that may be made, within the limit for all.
    @inline(never)
    mutating func allowMore() {
        guard !isInputMeasured else { return }
        isInputMeasured = true
        let most = limits.outputBytes / limits.growth
        var left = most
        for value in inputs where left >= 0 { left = Self.left(of: left, after: value) }
        let allowed = min(limits.outputBytes, max(sizeAllowed, (most - max(left, 0)) * limits.growth))
        textLeft += allowed - sizeAllowed
        sizeLeft += allowed - sizeAllowed
        sizeAllowed = allowed
    }

    /// What it can read.
    private var inputs: [JSONValue] {
        switch document {
        case .scope(let scope): scope.values + [start]
        case .value(let value): [value]
        }
    }

    /// Notes text that a made object or array holds beside what it has of the document.
    @inline(__always)
    mutating func hold(_ value: JSONValue) {
        switch value {
        case .string(let text): heldText &+= text.utf8.count
        // What arithmetic has made of a few digits and an exponent.
        case .number(let number) where number.byteCount > 24: heldText &+= number.byteCount
        default: break
        }
    }

    /// Pays for reading a value's text or digits, of which a document may hold any number.
    mutating func spendReading(_ value: JSONValue, at range: Range<Int>) throws(EvaluationError) {
        switch value {
        case .string(let text): try spend(text.utf8.count >> 7, at: range)
        // Digits are compared one by one.
        case .node(let node):
            try spend(node.kind == .number ? node.byteCount >> 4 : node.textByteCount >> 7, at: range)
        case .number(let number): try spend(number.longByteCount >> 4, at: range)
        case .null, .bool, .array, .object: break
        }
    }

    /// Refuses a value that would be longer as text than may still be made; about, since escapes are not counted.
    mutating func measureText(_ value: JSONValue, at range: Range<Int>) throws(EvaluationError) {
        if Self.left(of: textLeft, after: value) < 0 { allowMore() }
        guard Self.left(of: textLeft, after: value) >= 0 else { throw tooLarge(sizeAllowed, at: range) }
    }

    /// The error for a result of more than so many bytes.
    func tooLarge(_ bytes: Int, at range: Range<Int>) -> EvaluationError {
        EvaluationError(.limit, "the result is larger than \(bytes) bytes", at: range)
    }

    /// What is left of so many bytes when a value is written, without its escapes; negative as soon as they are known not to
    /// suffice.
    static func left(of bytes: Int, after value: JSONValue) -> Int {
        var left = bytes
        var open: [JSONValue] = []
        take(value, from: &left, &open)
        while left >= 0, let value = open.popLast() {
            switch value {
            case .array(let elements):
                left -= elements.count + 2
                for element in elements { take(element, from: &left, &open) }
            case .object(let object):
                left -= 2
                for member in object.members {
                    left -= member.name.utf8.count + 4
                    take(member.value, from: &left, &open)
                }
            case .null, .bool, .number, .string, .node: break
            }
        }
        return left
    }

    /// Takes a scalar's or a node's size; puts what was made of others on the list.
    @inline(__always)
    private static func take(_ value: JSONValue, from left: inout Int, _ open: inout [JSONValue]) {
        switch value {
        case .null, .bool: left -= 4
        case .number(let number): left -= number.byteCount
        case .string(let text): left -= text.utf8.count + 2
        case .node(let node): left -= node.byteCount
        case .array, .object: open.append(value)
        }
    }
}
