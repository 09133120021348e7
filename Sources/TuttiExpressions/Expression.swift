package import TuttiJSON

/// A parsed expression of JMESPath Community Edition (https://jmespath.site/main/#specification).
///
/// Parse it and bind it to the layout of the document once, at load time; then evaluate it for each request.
package struct Expression: Sendable {
    /// The expression as it was written.
    package let source: String

    /// The value of an expression that reads nothing, a literal for instance; nil for any other.
    package let constant: JSONValue?

    let root: SyntaxNode
    private let mayGrow: Bool

    /// Parses an expression, and checks all that can be checked without data: functions, their arguments, variables, and
    /// parts that would fail whatever the data.
    ///
    /// - Throws: ``ExpressionSyntaxError``, the first mistake.
    package init(parsing source: String) throws(ExpressionSyntaxError) {
        var parser = try Parser(source)
        let root = try parser.parse()
        try ConstantFolding.checkConstantParts(of: root)
        self.init(source: source, root: root)
    }

    private init(source: String, root: SyntaxNode) {
        self.source = source
        self.root = root
        self.mayGrow = Growth.isUnbounded(root)
        self.constant = ConstantFolding.value(of: root)
    }

    /// The same expression with each top-level name of the document replaced by its slot, so that evaluation looks up none.
    ///
    /// A name that the layout does not have reads as null.
    ///
    /// - Parameters:
    ///   - layout: the names of the document.
    ///   - current: what `@` and bare names mean where the expression starts.
    /// - Returns: an expression to evaluate in scopes of this layout.
    package func bound(to layout: ScopeLayout, current: CurrentNode) -> Expression {
        Expression(source: source, root: Binder(layout: layout).bound(root, current))
    }

    /// Evaluates a bound expression.
    ///
    /// - Parameters:
    ///   - scope: the document; its layout must be the one that the expression was bound to.
    ///   - current: what `@` is, in an expression bound with ``CurrentNode/value``.
    ///   - limits: what it may cost.
    /// - Returns: `.node` for anything found in a document, so that writing it copies the bytes as they came.
    /// - Throws: ``EvaluationError``.
    package func evaluate(
        in scope: Scope, current: JSONValue? = nil, limits: EvaluationLimits = .standard
    ) throws(EvaluationError) -> JSONValue {
        if let value = plainValue(in: scope, current, limits) { return value }
        var evaluator = Evaluator(document: .scope(scope), limits: limits)
        return try evaluator.run(root, current ?? .null, mayGrow: mayGrow)
    }

    /// The value of a name, of a small object's member of that name, or of members of the current value: what most placeholders, and
    /// the `key` of an `each`, read.
    ///
    /// Nil for any other expression, and where steps or levels may not suffice. Their few steps need no evaluator to count them,
    /// which is 900 instructions less.
    private func plainValue(in scope: Scope, _ current: JSONValue?, _ limits: EvaluationLimits) -> JSONValue? {
        switch root.shortcut.kind {
        case .slot: return limits.steps >= 1 && limits.depth >= 1 ? scope[root.shortcut.slot] : nil
        case .member:
            guard let part = root.shortcut.part, part.shortcut.kind == .slot, limits.steps >= 2, limits.depth >= 2
            else {
                return nil
            }
            let object = scope[part.shortcut.slot]
            return object.count < 64 ? object.member(root.shortcut.name) ?? .null : nil
        case .path:
            guard case .node(let start)? = current else { return nil }
            return root.shortcut.value(from: start, steps: limits.steps, levels: limits.depth)?.value
        default: return nil
        }
    }

    /// Evaluates a bound expression and writes its value, unless that is null.
    ///
    /// The same as writing what ``evaluate(in:current:limits:)`` gives, and an error if and only if that is one, but arrays and
    /// objects of the result are written while they are evaluated, and not made; so of two errors another one may come first.
    ///
    /// - Parameters:
    ///   - scope: the document; its layout must be the one that the expression was bound to.
    ///   - limits: what it may cost.
    ///   - writer: what the value is written to; as it was where there is none.
    /// - Returns: whether there is a value other than null.
    /// - Throws: ``EvaluationError``.
    package func write(
        in scope: Scope, limits: EvaluationLimits = .standard, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        try write(.scope(scope), .null, limits, to: &writer)
    }

    /// Evaluates an unbound expression over one value and writes its value, unless that is null.
    ///
    /// - Returns: whether there is a value other than null.
    /// - Throws: ``EvaluationError``.
    package func write(
        over document: JSONValue, limits: EvaluationLimits = .standard, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        try write(.value(document), document, limits, to: &writer)
    }

    private func write(
        _ document: Evaluator.Document, _ current: JSONValue, _ limits: EvaluationLimits, to writer: inout JSONWriter
    ) throws(EvaluationError) -> Bool {
        let mark = writer.mark
        var evaluator = Evaluator(document: document, limits: limits)
        do {
            return try evaluator.run(root, current, mayGrow: mayGrow, to: &writer)
        } catch {
            writer.rewind(to: mark)
            throw error
        }
    }

    /// Evaluates an unbound expression over one value: plain JMESPath.
    ///
    /// - Throws: ``EvaluationError``.
    package func evaluate(
        over document: JSONValue, limits: EvaluationLimits = .standard
    ) throws(EvaluationError) -> JSONValue {
        var evaluator = Evaluator(document: .value(document), limits: limits)
        return try evaluator.run(root, document, mayGrow: mayGrow)
    }
}

extension Expression: Equatable {
    /// Whether both were written the same way; bound to the same layout they are then the same.
    package static func == (left: Expression, right: Expression) -> Bool { left.source == right.source }
}
