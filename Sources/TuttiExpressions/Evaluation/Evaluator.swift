internal import TuttiJSON

/// Evaluates one expression's syntax tree over one document, within limits.
struct Evaluator {
    /// Where `$` and the slots come from.
    enum Document {
        /// Of a bound expression: each slot is a place in the scope.
        case scope(Scope)
        /// Of an unbound one: `$` is this value, and there are no slots.
        case value(JSONValue)
    }

    /// What the expression is evaluated over.
    let document: Document
    /// The values of the scope, apart from it: reading one of them copies no more than that.
    private let slots: [JSONValue]
    /// What the evaluation may cost at most.
    let limits: EvaluationLimits
    /// How many steps may still be spent; negative once they have run out.
    var stepsLeft: Int
    /// How many levels deeper the evaluation may still nest.
    var depthLeft: Int
    /// The bytes of text that may still be made.
    private var textLeft: Int
    /// The bytes of names and text put into objects and arrays, counted each time; copies share memory until they are written.
    var heldText = 0
    /// How many more bytes a result may have that is written while it is evaluated; negative once it had too many.
    var sizeLeft: Int
    /// Limit of the result in bytes.
    ///
    /// ``allowMore()`` raises it once, after measuring the input.
    var sizeAllowed: Int
    /// Whether ``allowMore()`` has measured the input.
    var isInputMeasured = false
    /// The current value on which the whole expression is evaluated.
    var start = JSONValue.null
    /// Whether the expression can give a result much larger than its input.
    var mayGrow = false
    /// The range of the whole expression.
    var whole = 0..<0
    /// With more held bytes than this, the result is measured.
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

    /// The value of the whole expression; measured if it can be much larger than the input.
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

    /// Whether so much text is held that the result must be measured, whatever the expression.
    ///
    /// A result that need not be measured has at most ``Growth/harmless`` copies of the document and of the held text. That is why
    /// `muchText` is the first limit of the result, before ``allowMore()``, divided by that number.
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

    /// Evaluates `||`, `&&`, `!` and comparisons.
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

    /// Charges for `@` in `@.x` without evaluating it.
    @inline(__always)
    mutating func passCurrent(of node: SyntaxNode) throws(EvaluationError) {
        try spend(1, at: node.shortcut.current)
        try descend(at: node.shortcut.current)
        ascend()
    }

    /// What a path leads to from the current value; the first step of it is paid for.
    ///
    /// If a limit could be hit on the path, it is evaluated step by step, to report the place.
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

    /// Goes one level down; each function that recurses through a syntax tree or through a made value calls it at each level.
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
    /// Charges for work.
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

    /// Charges for so many bytes of text that is about to be made.
    mutating func spendText(_ bytes: Int, at range: Range<Int>) throws(EvaluationError) {
        if bytes > textLeft { allowMore() }
        guard bytes <= textLeft else {
            throw EvaluationError(.limit, "evaluation makes more than \(sizeAllowed) bytes", at: range)
        }
        textLeft &-= bytes
        try spend(bytes >> 7, at: range)
    }

    /// Measures the input, once, and raises the limit of the result to ``EvaluationLimits/growth`` times that, within `outputBytes`.
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

    /// The input: what the expression can read.
    private var inputs: [JSONValue] {
        switch document {
        case .scope(let scope): scope.values + [start]
        case .value(let value): [value]
        }
    }

    /// Counts text that is put into an object or array and is not part of the document.
    @inline(__always)
    mutating func hold(_ value: JSONValue) {
        switch value {
        case .string(let text): heldText &+= text.utf8.count
        // Arithmetic can make such a number out of a few digits and an exponent.
        case .number(let number) where number.byteCount > 24: heldText &+= number.byteCount
        default: break
        }
    }

    /// Charges for reading a value's text or digits, which in a document can be of any length.
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

    /// Throws if a value, written as text, has more bytes than may still be made; escapes are not counted.
    mutating func measureText(_ value: JSONValue, at range: Range<Int>) throws(EvaluationError) {
        if Self.left(of: textLeft, after: value) < 0 { allowMore() }
        guard Self.left(of: textLeft, after: value) >= 0 else { throw tooLarge(sizeAllowed, at: range) }
    }

    /// The error for a result of more than so many bytes.
    func tooLarge(_ bytes: Int, at range: Range<Int>) -> EvaluationError {
        EvaluationError(.limit, "the result is larger than \(bytes) bytes", at: range)
    }

    /// How many of so many bytes are left after a value is written; escapes are not counted.
    ///
    /// Measuring stops as soon as the bytes do not suffice; the result is then negative.
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

    /// Subtracts the size of a scalar or a node; puts a made array or object on the list of what is still to be measured.
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
